"""`flask sync run`: brings Crossmark in, in the foreground, through a job row like every other sync."""

from __future__ import annotations

import sys
import time

import click
from flask.cli import AppGroup

from app.db import transaction
from app.errors import AppError
from app.models import SyncRun
from app.services import jobs
from app.services.actors import system_actor
from app.services.edr import run_edr_sync
from app.services.sync import request_sync, run_crossmark_sync
from app.services.sync.snapshot import RUN_SECONDS
from app.vocabulary import JobKind

sync_commands = AppGroup("sync", help="Bring in what Crossmark and Walmart know.")
_LOOK_EVERY = 0.5
_RUNNERS: dict[JobKind, jobs.Runner] = {
    JobKind.SYNC_CROSSMARK: run_crossmark_sync,
    JobKind.SYNC_EDR: run_edr_sync,
}


@sync_commands.command("run")
@click.option("--source", type=click.Choice(["crossmark", "walmart_edr"]), default="crossmark", show_default=True)
def run(source: str) -> None:
    """Sync now and print what changed; ends with 1 and the plain reason when it failed."""
    try:
        with transaction() as session:
            requested = request_sync(session, system_actor("command"), source=source)
    except AppError as error:
        raise click.ClickException(error.message) from error
    jobs.run(requested.job_id, _RUNNERS)
    status, counts, problems, reason = _result(requested.sync_run_id)
    for what, count in sorted(counts.items()):
        click.echo(f"{what.replace('_', ' ')}: {count}")
    for problem in problems:
        click.echo(f"note: {problem['text']}", err=True)
    click.echo(f"Sync {status.replace('_', ' ')}." + ("" if counts else " Nothing new."))
    if status not in {"completed", "needs_review"}:
        click.echo(reason or "It did not finish; look at the log.", err=True)
        sys.exit(1)


def _result(sync_run_id: int) -> tuple[str, dict[str, int], list[dict[str, str]], str]:
    """Waits when a worker was quicker and does the job instead of us."""
    ends = time.monotonic() + RUN_SECONDS
    while True:
        with transaction() as session:
            run = session.get_one(SyncRun, sync_run_id)
            found = run.status, dict(run.counts), list(run.problems), run.error
        if found[0] != "running" or time.monotonic() > ends:
            return found
        time.sleep(_LOOK_EVERY)
