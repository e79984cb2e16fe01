"""`flask auto-schedule run`: plans a week in the foreground, through a run and a job row like the page's button."""

from __future__ import annotations

import sys
import time
from datetime import datetime

import click
from flask.cli import AppGroup

from app.db import transaction
from app.errors import AppError
from app.models import Run
from app.services import jobs, optimisation
from app.services.actors import system_actor
from app.services.auto_scheduling import request_run, run_auto_schedule
from app.vocabulary import JobKind, RunStatus

auto_schedule_commands = AppGroup("auto-schedule", help="Let the auto-scheduler propose a week.")
_LOOK_EVERY_S = 0.5
_SLACK_S = 120
"""Above the time limit of the search: loading, explaining and storing."""


@auto_schedule_commands.command("run")
@click.option("--week", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Its Monday.")
@click.option("--weeks", type=int, default=1, show_default=True, help="How many weeks from there.")
@click.option("--repair", is_flag=True, help="Also move what is published, but only where it is needed.")
@click.option("--store", "store_ids", type=int, multiple=True, help="Id of a store; without it all stores.")
@click.option("--config", help="Name of a configuration; without it the default.")
@click.option("--time-limit", type=int, help="Seconds of search; without it what the configuration says.")
def run(
    week: datetime, weeks: int, repair: bool, store_ids: tuple[int, ...], config: str | None, time_limit: int | None
) -> None:
    """Propose a week and print the figures; books nothing. Ends with 1 and the plain reason when it failed."""
    try:
        with transaction() as session:
            asked = request_run(
                session,
                system_actor("command"),
                week=week.date(),
                weeks=weeks,
                mode="replan" if repair else "normal",
                store_ids=list(store_ids) or None,
                config_id=None if config is None else optimisation.named(session, config).id,
                time_limit_s=time_limit,
            )
    except AppError as error:
        raise click.ClickException(error.message) from error
    jobs.run(asked.job_id, {JobKind.AUTO_SCHEDULE: run_auto_schedule})
    _tell(asked.run_id)


def _tell(run_id: int) -> None:
    """Waits when a worker was quicker and does the job instead of us."""
    begun = time.monotonic()
    while True:
        with transaction() as session:
            found = session.get_one(Run, run_id)
            status, error, metrics = found.status, found.error, dict(found.metrics)
            longest = found.time_limit_s + _SLACK_S
        if status not in (RunStatus.QUEUED, RunStatus.RUNNING) or time.monotonic() > begun + longest:
            break
        time.sleep(_LOOK_EVERY_S)
    if status is not RunStatus.COMPLETED:
        click.echo(error or f"Run {run_id} is {status.value}; look at the log.", err=True)
        sys.exit(1)
    lines = metrics["lines"]
    click.echo(f"Run {run_id}: {metrics['assigned']} of {metrics['total']} places filled.")
    click.echo(
        f"{lines['new']} new, {lines['move']} moved, {lines['keep']} kept, {lines['unassigned']} without anybody."
    )
    click.echo(f"Review and apply it at /auto-scheduler/runs/{run_id}.")
