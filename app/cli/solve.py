"""`flask solve`: plans an engine file without the database, the web or anything else of the product."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.services.scheduling import engine, files
from app.services.scheduling.engine_solution import Solution, SolutionStatus
from app.services.scheduling.file_fields import BadFile

LONGEST_S = 24 * 3600.0
_File = click.Path(exists=True, dir_okay=False, path_type=Path)
_NewFile = click.Path(dir_okay=False, path_type=Path)


@click.command("solve")
@click.argument("instance", type=_File)
@click.option("-o", "--output", type=_NewFile, required=True, help="The solution (event-schedule-solution/1).")
@click.option("--time-limit", type=click.FloatRange(0.1, LONGEST_S), default=60.0, show_default=True, help="Seconds.")
@click.option(
    "--work-limit",
    type=click.FloatRange(0.1, LONGEST_S),
    help="Seconds of work on a usual machine, instead of the time limit: the same file on every machine.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=engine.WORKERS, show_default=True, help="Searches at a time."
)
@click.option("--explain", type=_NewFile, help="Also write why each event is where it is, or why it has no place.")
@click.option("--quiet", is_flag=True, help="No progress.")
def solve(
    instance: Path,
    output: Path,
    time_limit: float,
    work_limit: float | None,
    seed: int,
    workers: int,
    explain: Path | None,
    quiet: bool,
) -> None:
    """Plan INSTANCE, a file of the format event-schedule/1. Ctrl-C ends it with the best plan so far."""
    try:
        task = files.read(instance.read_text(encoding="utf-8"))
    except (BadFile, UnicodeDecodeError, OSError) as error:
        raise _Unusable(f"{instance}: {error}") from error
    with _stop_wish() as wish:
        solution = engine.solve(
            task.problem,
            time_limit_s=time_limit,
            work_limit_s=work_limit,
            seed=seed,
            workers=workers,
            explain=explain is not None,
            on_progress=None if quiet else _tell,
            should_stop=wish.is_set,
        )
    if solution.status is SolutionStatus.CANCELLED and not solution.assignments:
        raise click.ClickException("Stopped before there was any plan; nothing was written.")
    _write(output, files.solution_text(task, solution))
    if explain is not None:
        _write(explain, files.reasons_text(task, solution))
    click.echo(_summary(solution))


@contextmanager
def _stop_wish() -> Iterator[threading.Event]:
    """Set by Ctrl-C and by a polite kill."""
    wish = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield wish  # signals reach the main thread only
        return
    before = {number: signal.signal(number, lambda *_: wish.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield wish
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Unusable(click.ClickException):
    """Exit code 2, as for any argument that cannot be used."""

    exit_code = 2


def _tell(share: float, message: str) -> None:
    click.echo(f"{share:4.0%} {message}", err=True)


def _write(path: Path, text: str) -> None:
    """At once: whoever reads the file never sees a half of it."""
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as half:
            half.write(text)
        os.replace(half.name, path)
    except OSError as error:
        raise _Unusable(f"{path}: {error.strerror}") from error


def _summary(solution: Solution) -> str:
    found = solution.metrics
    proof = "this is the most that can be staffed" if found.proven else "more may be possible"
    text = f"{found.assigned} of {found.total} events assigned ({proof}). {found.points:,.0f} points"
    bound = f"; no plan is below {found.points_bound:,.0f}, gap {found.points_gap:.2%}" if found.points_bound else ""
    return f"{text}{bound} ({solution.status})."
