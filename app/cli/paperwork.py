"""`flask paperwork build`: a packet without browser and worker, for cron and for a morning on which both are down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import click
from flask.cli import AppGroup

from app.db import db
from app.errors import AppError
from app.formatting import local_day
from app.models import Store
from app.models.columns import utc_now
from app.queries import paperwork as queries
from app.services import daily_paperwork
from app.services.actors import system_actor

paperwork_commands = AppGroup("paperwork", help="Printed packets.")


class _Spoken:
    """Progress for a person at a terminal; Ctrl-C cancels."""

    cancelled = False

    def report(self, fraction: float, message: str) -> None:
        click.echo(f"{round(fraction * 100):3d} %  {message}", err=True)


@paperwork_commands.command("build")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Default: tomorrow at the store.")
@click.option("--store", "number", help="Number of one store; default: every active store.")
def build(day: datetime | None, number: str | None) -> None:
    """Build the packet of a day and print where its file is."""
    for store_id, zone in [(store.id, store.timezone) for store in stores_named(number)]:
        wanted = day.date() if day else local_day(utc_now(), zone) + timedelta(days=1)
        try:
            _build(store_id, wanted)
        except AppError as error:
            raise click.ClickException(error.message) from error


def _build(store_id: int, day: date) -> None:
    payload = {"day": day.isoformat(), "store_id": store_id}
    answer = daily_paperwork.run_packet(None, payload, _Spoken())
    path = daily_paperwork.packet_file(db.session(), system_actor("command"), answer["packet_id"])
    click.echo(f"{path}  ({answer['pages']} pages, {answer['missing']} parts missing)")


def stores_named(number: str | None) -> Sequence[Store]:
    if number is None:
        found = queries.active_stores(db.session())
        if not found:
            raise click.ClickException("There is no store yet. Run a sync first.")
        return found
    store = queries.store_numbered(db.session(), number)
    if store is None:
        raise click.ClickException(f"There is no store {number}. Its number is on the Paperwork page.")
    return [store]
