"""The engine's answer as rows: one proposal a line, and the figures of the run for the page."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from app.db import transaction
from app.errors import NotFound
from app.models import Proposal
from app.models.columns import utc_now
from app.queries import problem as problem_queries
from app.queries import runs as queries
from app.services.scheduling.constraint_validator import check_plan
from app.services.scheduling.engine_solution import Alternative, PlannedAssignment, Solution, Unassigned
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode
from app.vocabulary import ProposalKind, ProposalStatus, RunStatus, Severity


def store_solution(run_id: int, problem: Problem, solution: Solution, load_s: float) -> dict[str, Any]:
    """One transaction: the lines, the run, and that older open lines about the same events do not count any more."""
    lines = [*_planned(run_id, problem, solution), *_unassigned(run_id, solution)]
    metrics = _metrics(problem, solution, load_s)
    with transaction() as session:
        run = queries.lock_run(session, run_id)
        if run is None:
            raise NotFound("That run was not found.")
        versions = problem_queries.schedule_versions(
            session, {row.replaces_schedule_id for row in lines if row.replaces_schedule_id is not None}
        )
        for row in lines:
            if row.replaces_schedule_id is not None:
                row.replaces_version = versions.get(row.replaces_schedule_id)
        session.add_all(lines)
        queries.supersede(session, run_id, {row.event_id for row in lines})
        run.status, run.finished_at, run.metrics = RunStatus.COMPLETED, utc_now(), metrics
        run.inputs_hash = hashlib.sha256(repr(problem).encode()).hexdigest()
    return metrics


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
        if line.kind is not ProposalKind.KEEP
    ]


def _assignment(problem: Problem, line: PlannedAssignment) -> Assignment:
    made = problem.assignment(line.event_id, line.employee_id, line.day, line.start)
    return replace(made, schedule_id=line.schedule_id)


def _soft_rules(problem: Problem, planned: list[Assignment]) -> dict[tuple[int, int], list[dict[str, str]]]:
    moved = {row.schedule_id for row in planned}
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


def _metrics(problem: Problem, solution: Solution, load_s: float) -> dict[str, Any]:
    """Figures for the page: coverage, proof, wishes, seconds by phase, staffed places a day before and after."""
    found = asdict(solution.metrics)
    found["wall_s"] = {"load": round(load_s, 2)} | {k: round(v, 2) for k, v in solution.metrics.wall_s.items()}
    found["status"] = solution.status.value
    moved = {line.schedule_id for line in solution.assignments}
    before = Counter(row.day for row in problem.assignments if row.store.id in _store_ids(problem, solution))
    after = before.copy()
    after.subtract(row.day for row in problem.assignments if row.schedule_id in moved)
    after.update(line.day for line in solution.assignments)
    days = [problem.first_day + timedelta(days=n) for n in range((problem.last_day - problem.first_day).days + 1)]
    found["days"] = [{"day": day.isoformat(), "before": before[day], "after": after[day]} for day in days]
    return found


def _store_ids(problem: Problem, solution: Solution) -> set[int]:
    lines: Iterable[PlannedAssignment | Unassigned] = (*solution.assignments, *solution.unassigned)
    planned = {problem.events[line.event_id].store_id for line in lines}
    return planned or {event.store_id for event in problem.events.values()}
