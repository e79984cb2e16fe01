"""The job of a run: load, solve, store the proposals. It only proposes, unless a manager gave up approving."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.db import db, transaction
from app.errors import AppError, NotFound
from app.models import Run
from app.models.columns import utc_now
from app.queries import runs as queries
from app.services import fairness_ledger, optimisation, problem_loader, settings
from app.services.actors import system_actor
from app.services.jobs import JobCancelled, LeaseLost, Progress
from app.services.run_applying import Applied, apply_run, preview, revert_run
from app.services.run_metrics import metrics_of
from app.services.run_plan import StaleLine
from app.services.run_problem import Prepared, only, repair, unfrozen
from app.services.run_proposals import Hold, store_solution
from app.services.run_repair import read_back
from app.services.run_requests import (
    LONGEST_S,
    MODES,
    MOST_WEEKS,
    Requested,
    cancel_run,
    ended_without_result,
    request_event,
    request_run,
)
from app.services.run_review import decide, edit_proposal, reject_run
from app.services.scheduling import engine
from app.services.scheduling.assumptions import Assumption, assume
from app.services.scheduling.engine_opening import open_up
from app.services.scheduling.engine_solution import Solution, SolutionStatus
from app.services.scheduling.problem import Problem
from app.services.scheduling.weights import Weights
from app.vocabulary import ApplyMode, RunStatus
from app.wording import say

__all__ = [
    "LONGEST_S",
    "MODES",
    "MOST_WEEKS",
    "Applied",
    "Requested",
    "StaleLine",
    "apply_run",
    "cancel_run",
    "decide",
    "edit_proposal",
    "ended_without_result",
    "preview",
    "reject_run",
    "request_event",
    "request_run",
    "revert_run",
    "run_auto_schedule",
]

_REPORT_EVERY_S, _ASK_EVERY_S = 0.7, 0.4


def run_auto_schedule(job_id: int, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: load, solve outside any transaction, store the proposals at once. A cancel keeps the best plan."""
    run_id = int(payload["run_id"])
    run, hold = _begin(job_id, run_id)
    with _outcome_noted(run_id, hold):
        progress.report(0.02, "Loading people, events and rules")  # also proves that the job is still ours
        loaded_at = time.monotonic()
        problem = _read(run)
        load_s = time.monotonic() - loaded_at
        real = _as_it_is(problem, run, progress) if run.assumptions else None
        prepared = _prepared(assume(problem, run.assumptions), run)
        solution = _solve(prepared.problem, run, progress, 0.5 if run.assumptions else 0.0)
        if solution.status is SolutionStatus.CANCELLED and not solution.assignments:
            raise JobCancelled
        placed, total = solution.metrics.assigned, solution.metrics.total
        with suppress(JobCancelled):
            progress.report(0.97, f"{placed} of {total} places filled. Storing the proposals")
        metrics = store_solution(run_id, hold, prepared, read_back(prepared, solution), load_s, real)
    if solution.status is SolutionStatus.CANCELLED:
        raise JobCancelled
    booked = _book_unasked(run_id, run, hold)
    return {"run_id": run_id, "metrics": metrics, "message": f"{_told(run, metrics)}.{booked}"}


def _book_unasked(run_id: int, run: _Asked, hold: Hold) -> str:
    """Where a manager said that nobody has to approve, open places are filled at once; what moves booked work waits."""
    with transaction() as session:
        if run.assumptions or settings.read(session)["require_approval"]:
            return ""
        hold.require(session)
        applied = apply_run(session, system_actor("engine"), run_id=run_id, mode=ApplyMode.FILL_GAPS)
    return f" {applied.created} booked without asking."


def _told(run: _Asked, metrics: dict[str, Any]) -> str:
    changes, total = metrics["changes"], metrics["total"]
    if run.mode == "replan":
        return f"{changes['moved']} moved, {changes['new']} new, {changes['untouched']} untouched"
    return f"{metrics['assigned']} of {total} open places filled" if total else "Nothing is open that week"


@dataclass(frozen=True)
class _Asked:
    week_start: date
    last_day: date
    store_ids: tuple[int, ...]
    event_ids: tuple[int, ...]
    touch_frozen: bool
    assumptions: tuple[Assumption, ...]
    mode: str
    seed: int
    time_limit_s: int
    weights: Weights


def _begin(job_id: int, run_id: int) -> tuple[_Asked, Hold]:
    with transaction() as session:
        job, run = queries.lock_job(session, job_id), queries.lock_run(session, run_id)
        if job is None or run is None:
            raise NotFound(say("That run was not found."))
        run.status, run.error, run.started_at = RunStatus.RUNNING, "", run.started_at or utc_now()
        return _asked(run), Hold(job.id, job.fence)


def _asked(run: Run) -> _Asked:
    return _Asked(
        week_start=run.week_start,
        last_day=run.last_day,
        store_ids=tuple(run.store_ids),
        event_ids=tuple(run.event_ids),
        touch_frozen=run.touch_frozen,
        assumptions=tuple(Assumption.from_data(stored) for stored in run.assumptions),
        mode=run.mode,
        seed=run.seed,
        time_limit_s=run.time_limit_s,
        weights=optimisation.weights_of_run(run.config),
    )


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


def _read(run: _Asked) -> Problem:
    """Without a lock: what changes meanwhile is found when the proposals are applied."""
    session = db.session()
    try:
        problem = problem_loader.load(
            session,
            store_ids=run.store_ids,
            first_day=run.week_start,
            last_day=run.last_day,
            event_ids=run.event_ids,
        )
        return replace(fairness_ledger.with_carried(session, problem), weights=run.weights)
    finally:
        session.rollback()


def _prepared(read: Problem, run: _Asked) -> Prepared:
    problem = only(read, run.event_ids) if run.event_ids else read
    if run.mode == "replan":
        return repair(problem, run.store_ids, touch_frozen=run.touch_frozen)
    return Prepared(problem, unfrozen(problem) if run.touch_frozen else problem)


def _as_it_is(problem: Problem, run: _Asked, progress: Progress) -> dict[str, Any]:
    """The figures of the best plan without the assumptions, for comparison."""
    prepared = _prepared(problem, run)
    solution = read_back(prepared, _solve(prepared.problem, run, progress, 0.0))
    if solution.status is SolutionStatus.CANCELLED:
        raise JobCancelled  # half of a comparison says nothing
    return metrics_of(prepared.standing, run.store_ids, solution, 0.0)


def _solve(problem: Problem, run: _Asked, progress: Progress, begin: float) -> Solution:
    """`begin` is the share of the run that is done already: a what-if plans twice."""
    teller = _Teller(progress, open_up(problem).total, begin, 0.5 if run.assumptions else 1.0)
    return engine.solve(
        problem,
        mode="greedy" if run.mode == "greedy" else "normal",
        time_limit_s=run.time_limit_s,
        seed=run.seed,
        on_progress=teller.tell,
        should_stop=teller.should_stop,
    )


class _Teller:
    """Passes progress on without writing a row ten times a second, and hears soon that somebody pressed Cancel."""

    def __init__(self, progress: Progress, places: int, begin: float = 0.0, share: float = 1.0) -> None:
        self._progress = progress
        self._begin, self._share = begin, share
        self._lead = f"{places} places to fill. "
        self._told_at = 0.0
        self._fraction, self._message = 0.0, "Reading what is settled"

    def tell(self, fraction: float, message: str) -> None:
        if message == self._message and time.monotonic() - self._told_at < _REPORT_EVERY_S:
            return
        self._fraction, self._message = fraction, message
        self._report()

    def should_stop(self) -> bool:
        if time.monotonic() - self._told_at >= _ASK_EVERY_S:
            self._report()
        return self._progress.cancelled

    def _report(self) -> None:
        self._told_at = time.monotonic()
        with suppress(JobCancelled):  # the engine stops by itself, and answers what it has
            done = self._begin + self._share * self._fraction
            self._progress.report(0.05 + 0.9 * done, self._lead + self._message)
