"""The engine's answer as rows: one proposal a line, stored at once by the worker that still holds the job."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import NotFound
from app.models import Proposal
from app.models.columns import utc_now
from app.queries import problem as problem_queries
from app.queries import runs as queries
from app.services.jobs import LeaseLost
from app.services.run_imagined import imagined, without_imagined
from app.services.run_metrics import inputs_hash, metrics_of
from app.services.run_problem import Prepared
from app.services.scheduling.constraint_validator import check_plan
from app.services.scheduling.engine_solution import Alternative, PlannedAssignment, Solution
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode
from app.vocabulary import JobState, ProposalKind, ProposalStatus, RunStatus, Severity
from app.wording import say


@dataclass(frozen=True)
class Hold:
    """The claim on a job; a worker that lost it holds an old fence and must not write."""

    job_id: int
    fence: int

    def is_ours(self, session: Session) -> bool:
        """Locks the job, so that nobody takes it over before this transaction is done."""
        job = queries.lock_job(session, self.job_id)
        return job is not None and job.fence == self.fence and job.state is JobState.RUNNING

    def require(self, session: Session) -> None:
        """Raises LeaseLost."""
        if not self.is_ours(session):
            raise LeaseLost


def store_solution(
    run_id: int,
    hold: Hold,
    prepared: Prepared,
    solution: Solution,
    load_s: float,
    real: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """One transaction: the lines, the run, and that older open lines about the same events do not count any more.

    `real` are the figures without the assumptions of a what-if, whose lines put no others aside.
    """
    problem, booked = prepared.standing, without_imagined(solution)
    lines = [*_planned(run_id, problem, booked), *_unassigned(run_id, booked)]
    fingerprint = inputs_hash(prepared.problem)
    with transaction() as session:
        hold.require(session)
        run = queries.lock_run(session, run_id)
        if run is None:
            raise NotFound(say("That run was not found."))
        metrics = metrics_of(problem, run.store_ids, solution, load_s) | {"held_back": list(prepared.held_back)}
        if real is not None:
            metrics["what_if"] = {"real": real, "imagined": imagined(problem, solution)}
        _note_versions(session, lines)
        session.add_all(lines)
        if real is None:
            queries.supersede(session, run_id, {row.event_id for row in lines})
        run.status, run.finished_at, run.metrics = RunStatus.COMPLETED, utc_now(), metrics
        run.inputs_hash = fingerprint
    return metrics


def _note_versions(session: Session, lines: list[Proposal]) -> None:
    saved = {row.replaces_schedule_id for row in lines if row.replaces_schedule_id is not None}
    versions = problem_queries.schedule_versions(session, saved)
    for row in lines:
        if row.replaces_schedule_id is not None:
            row.replaces_version = versions.get(row.replaces_schedule_id)


def _planned(run_id: int, problem: Problem, solution: Solution) -> list[Proposal]:
    placed = [(line, _assignment(problem, line)) for line in solution.assignments]
    soft = _soft_rules(problem, [assignment for _, assignment in placed])
    return [
        Proposal(
            run_id=run_id,
            event_id=line.event_id,
            employee_id=line.employee_id,
            starts_at=assignment.starts_at,
            ends_at=assignment.ends_at,
            kind=line.kind,
            status=ProposalStatus.PROPOSED,
            replaces_schedule_id=line.schedule_id,
            reason=line.reason,
            alternatives=[_alternative(problem, other) for other in line.alternatives],
            warnings=soft.get((line.event_id, line.employee_id), []),
        )
        for line, assignment in placed
    ]


def _assignment(problem: Problem, line: PlannedAssignment) -> Assignment:
    made = problem.assignment(line.event_id, line.employee_id, line.day, line.start)
    return replace(made, schedule_id=line.schedule_id)


def _soft_rules(problem: Problem, planned: list[Assignment]) -> dict[tuple[int, int], list[dict[str, str]]]:
    moved = {row.schedule_id for row in planned if row.schedule_id is not None}
    standing = [row for row in problem.assignments if row.schedule_id not in moved]
    found: dict[tuple[int, int], list[dict[str, str]]] = {}
    for violation in check_plan(problem, [*standing, *planned], mode=Mode.AUTOMATIC):
        if violation.severity is Severity.SOFT:
            warning = {"rule": violation.rule, "severity": "soft", "message": violation.message}
            rows = found.setdefault((violation.event_id, violation.employee_id), [])
            if warning not in rows:
                rows.append(warning)
    return found


def _alternative(problem: Problem, other: Alternative) -> dict[str, Any]:
    return {
        "employee_id": other.employee_id,
        "name": problem.employees[other.employee_id].name,
        "day": other.day.isoformat(),
        "start": other.start,
        "points": other.points,
        "dearer": list(other.dearer),
    }


def _unassigned(run_id: int, solution: Solution) -> list[Proposal]:
    return [
        Proposal(
            run_id=run_id,
            event_id=line.event_id,
            kind=ProposalKind.UNASSIGNED,
            status=ProposalStatus.UNASSIGNED,
            replaces_schedule_id=line.schedule_id,
            failure_rule=line.rule,
            failure_reason=line.reason,
        )
        for line in solution.unassigned
    ]
