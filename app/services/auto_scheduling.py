"""A run of the auto-scheduler from the button to its proposals. It only proposes; nothing is booked before apply."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.db import db, transaction
from app.errors import AlreadyRunning, AppError, Conflict, FieldError, Invalid, NotFound
from app.formatting import short_day
from app.models import Job, Run
from app.models.columns import utc_now
from app.queries import jobs as job_queries
from app.queries import problem as problem_queries
from app.queries import runs as queries
from app.services import fairness_ledger, jobs, problem_loader, settings
from app.services.actors import Actor
from app.services.jobs import JobCancelled, LeaseLost, Progress
from app.services.run_applying import Applied, apply_run, preview, revert_run
from app.services.run_plan import StaleLine
from app.services.run_proposals import Hold, store_solution
from app.services.run_review import decide, edit_proposal, reject_run, seen_run
from app.services.scheduling import engine
from app.services.scheduling.engine_opening import open_up
from app.services.scheduling.engine_solution import Solution, SolutionStatus
from app.services.scheduling.problem import Assignment, Problem
from app.vocabulary import JobKind, JobState, Permission, RunStatus

__all__ = [
    "Applied",
    "Requested",
    "StaleLine",
    "apply_run",
    "cancel_run",
    "decide",
    "edit_proposal",
    "preview",
    "reject_run",
    "request_run",
    "revert_run",
    "run_auto_schedule",
]

#: normal keeps everything that is published; replan may move what is not pinned; greedy shows the rulebook's waves.
MODES = ("normal", "replan", "greedy")
TIME_LIMIT_S = 30
LONGEST_S = 600
_REPORT_EVERY_S = 0.7


@dataclass(frozen=True)
class Requested:
    run_id: int
    job_id: int


def request_run(
    session: Session,
    actor: Actor,
    *,
    week: date,
    store_ids: Collection[int] | None = None,
    mode: str = "normal",
    time_limit_s: int | None = None,
    config: dict[str, Any] | None = None,
) -> Requested:
    """Ask the worker to plan the week that begins on Monday `week`, for some or for all stores the actor sees.

    Raises Invalid, NotFound for another's store, Conflict while the auto-scheduler is switched off, and
    AlreadyRunning while a run plans one of the stores.
    """
    actor.require(Permission.RUN_AUTO_SCHEDULER)
    if not settings.read(session)["auto_scheduler_enabled"]:
        raise Conflict("The auto-scheduler is switched off. Switch it on under Settings, Auto-scheduler.")
    stores = _stores(session, actor, store_ids)
    seconds = _checked(week, mode, time_limit_s)
    job_queries.lock_kind(session, JobKind.AUTO_SCHEDULE)
    _refuse_second_run(session, stores)
    run = Run(
        week_start=week,
        last_day=week + timedelta(days=6),
        store_ids=stores,
        mode=mode,
        time_limit_s=seconds,
        config=config or {},
        created_by_id=actor.user_id,
    )
    session.add(run)
    session.flush()  # the job names it
    job = jobs.enqueue(
        session,
        actor,
        kind=JobKind.AUTO_SCHEDULE,
        key=f"{week} {','.join(map(str, stores))}",
        payload={"run_id": run.id, "store_ids": stores},
    )
    run.job_id = job.id
    return Requested(run.id, job.id)


def _stores(session: Session, actor: Actor, wanted: Collection[int] | None) -> list[int]:
    known = [s.id for s in problem_queries.all_stores(session) if s.active and actor.sees_store(s.id)]
    if wanted is None:
        if not known:
            raise Invalid("There is no store to plan yet. Sync Crossmark first.")
        return known
    for store_id in wanted:
        if store_id not in known:
            raise NotFound("That store was not found.")
    if not wanted:
        raise Invalid("Choose a store.", [FieldError("store_ids", "Choose at least one store.")])
    return sorted(set(wanted))


def _checked(week: date, mode: str, time_limit_s: int | None) -> int:
    if week.weekday() != 0:
        monday = week - timedelta(days=week.weekday())
        wrong = f"{short_day(week)} is no Monday; the week begins on {short_day(monday)}."
        raise Invalid(wrong, [FieldError("week", wrong)])
    if mode not in MODES:
        wrong = f"There is no mode {mode!r}; choose one of {', '.join(MODES)}."
        raise Invalid(wrong, [FieldError("mode", wrong)])
    seconds = TIME_LIMIT_S if time_limit_s is None else time_limit_s
    if not 1 <= seconds <= LONGEST_S:
        wrong = f"Choose between 1 and {LONGEST_S} seconds."
        raise Invalid(wrong, [FieldError("time_limit_s", wrong)])
    return seconds


def _refuse_second_run(session: Session, stores: list[int]) -> None:
    """Two plans of one store at a time would propose the same people twice."""
    for run, job in queries.runs_in_work(session):
        ended = ended_without_result(run, job)
        if ended is not None:
            run.status, run.finished_at = ended, utc_now()
        elif set(run.store_ids) & set(stores) and job is not None:
            raise AlreadyRunning(f"Run {run.id} is planning one of these stores. Wait for it or cancel it.", job.id)


def ended_without_result(run: Run, job: Job | None) -> RunStatus | None:
    """What became of a run whose job is over although the run was never told: its worker died, or nobody began it."""
    if run.status not in queries.OPEN_RUNS or (job is not None and job.state in jobs.OPEN_STATES):
        return None
    return RunStatus.CANCELLED if job is not None and job.state is JobState.CANCELLED else RunStatus.CRASHED


def cancel_run(session: Session, actor: Actor, *, run_id: int) -> Run:
    """Ask the worker to stop; nothing is proposed then. Raises NotFound, and Conflict when it is over already."""
    actor.require(Permission.RUN_AUTO_SCHEDULER)
    run = seen_run(actor, queries.run(session, run_id))
    if run.job_id is None or run.status not in queries.OPEN_RUNS:
        raise Conflict("This run is over already; there is nothing to cancel.")
    job = jobs.cancel(session, actor, job_id=run.job_id)
    locked = seen_run(actor, queries.lock_run(session, run_id))
    ended = ended_without_result(locked, job)
    if ended is not None:
        locked.status, locked.finished_at, locked.error = ended, utc_now(), job.message
    return locked


def run_auto_schedule(job_id: int, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: load, solve outside any transaction, store the proposals at once. A cancel leaves nothing behind."""
    run_id = int(payload["run_id"])
    run, hold = _begin(job_id, run_id)
    with _outcome_noted(run_id, hold):
        progress.report(0.02, "Loading people, events and rules")  # also proves that the job is still ours
        loaded_at = time.monotonic()
        problem = _problem(run)
        load_s = time.monotonic() - loaded_at
        solution = _solve(problem, run, progress)
        if solution.status is SolutionStatus.CANCELLED:
            raise JobCancelled
        placed, total = solution.metrics.assigned, solution.metrics.total
        progress.report(0.97, f"{placed} of {total} places filled. Storing the proposals")
        metrics = store_solution(run_id, hold, problem, solution, load_s)
    message = f"{placed} of {total} open places filled" if total else "Nothing is open that week"
    return {"run_id": run_id, "metrics": metrics, "message": f"{message}."}


@dataclass(frozen=True)
class _Asked:
    week_start: date
    last_day: date
    store_ids: tuple[int, ...]
    mode: str
    seed: int
    time_limit_s: int


def _begin(job_id: int, run_id: int) -> tuple[_Asked, Hold]:
    with transaction() as session:
        job, run = queries.lock_job(session, job_id), queries.lock_run(session, run_id)
        if job is None or run is None:
            raise NotFound("That run was not found.")
        run.status, run.error, run.started_at = RunStatus.RUNNING, "", run.started_at or utc_now()
        asked = _Asked(run.week_start, run.last_day, tuple(run.store_ids), run.mode, run.seed, run.time_limit_s)
        return asked, Hold(job.id, job.fence)


@contextmanager
def _outcome_noted(run_id: int, hold: Hold) -> Iterator[None]:
    try:
        yield
    except LeaseLost:
        raise  # another worker plans it now
    except JobCancelled:
        _end(run_id, hold, RunStatus.CANCELLED, "Cancelled; nothing was proposed.")
        raise
    except AppError as error:
        _end(run_id, hold, RunStatus.FAILED, error.message)
        raise
    except Exception:  # noted on the row and raised again: a crash must not leave it "running"
        fault = "It stopped because of a fault in the product. The log has the details."
        _end(run_id, hold, RunStatus.CRASHED, fault)
        raise


def _end(run_id: int, hold: Hold, status: RunStatus, reason: str) -> None:
    with transaction() as session:
        if not hold.is_ours(session):
            return
        run = queries.lock_run(session, run_id)
        if run is not None:
            run.status, run.error, run.finished_at = status, reason, utc_now()


def _problem(run: _Asked) -> Problem:
    """Read without a lock: what changes meanwhile is found when the proposals are applied."""
    session = db.session()
    try:
        problem = problem_loader.load(session, store_ids=run.store_ids, first_day=run.week_start, last_day=run.last_day)
        problem = fairness_ledger.with_carried(session, problem)
    finally:
        session.rollback()
    return _released(problem) if run.mode == "replan" else problem


def _released(problem: Problem) -> Problem:
    """What is not pinned and not begun counts as a draft that may be moved."""
    return replace(
        problem,
        assignments=tuple(
            replace(row, published=False) if _may_move(problem, row) else row for row in problem.assignments
        ),
    )


def _may_move(problem: Problem, row: Assignment) -> bool:
    return not row.pinned and problem.first_day <= row.day <= problem.last_day and row.day > problem.today


def _solve(problem: Problem, run: _Asked, progress: Progress) -> Solution:
    teller = _Teller(progress, open_up(problem).total, len(run.store_ids))
    return engine.solve(
        problem,
        mode="greedy" if run.mode == "greedy" else "normal",
        time_limit_s=run.time_limit_s,
        seed=run.seed,
        on_progress=teller.tell,
        should_stop=lambda: progress.cancelled,
    )


class _Teller:
    """Passes progress on in words for people, without writing a row ten times a second."""

    def __init__(self, progress: Progress, places: int, stores: int) -> None:
        self._progress = progress
        self._lead = f"{places} places to fill. "
        self._stores = stores
        self._told_at = 0.0
        self._message = ""

    def tell(self, fraction: float, message: str) -> None:
        now = time.monotonic()
        if message == self._message and now - self._told_at < _REPORT_EVERY_S:
            return
        self._told_at, self._message = now, message
        self._progress.report(0.05 + 0.9 * fraction, self._lead + self._in_stores(message))

    def _in_stores(self, message: str) -> str:
        """The engine counts parts; a part is a store unless stores share people."""
        alone = message.removeprefix("Part 1 of 1: ")
        cut_by_store = f" of {self._stores}: " in message
        return alone.replace("Part ", "Store ", 1) if cut_by_store else alone
