"""`flask audit day`: the daily audit at a terminal, for cron and for a morning without browser."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from app.cli.paperwork import stores_named
from app.db import transaction
from app.errors import AppError
from app.formatting import local_day
from app.models.columns import utc_now
from app.services import daily_audit
from app.services.actors import system_actor

audit_commands = AppGroup("audit", help="The daily audit.")
FOUND_CRITICAL = 2


@audit_commands.command("day")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Default: today at the store.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="The last day; default: the same day.")
@click.option("--store", "number", help="Number of one store; default: every active store.")
def audit_day(day: datetime | None, last: datetime | None, number: str | None) -> None:
    """Look, keep what was found, and print it. Exit code 2 when something critical was found."""
    criticals = 0
    for store_id, told, zone in [(store.id, store.number, store.timezone) for store in stores_named(number)]:
        first = day.date() if day else local_day(utc_now(), zone)
        try:
            with transaction() as session:
                audit = daily_audit.run(
                    session, system_actor("command"), store_id=store_id, first=first, last=last.date() if last else None
                )
                lines = [f"  {one['severity']:8}  {one['day']}  {one['message']}" for one in audit.findings]
                counts = f"{audit.critical} critical, {audit.warning} warnings, {audit.info} remarks"
                criticals += audit.critical
        except AppError as error:
            raise click.ClickException(error.message) from error
        click.echo("\n".join([f"Store {told}, {first}: {counts}", *lines]))
    if criticals:
        raise SystemExit(FOUND_CRITICAL)
