"""What a manager does with the lines of a run before applying it: accept, reject, edit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound, RuleBroken, Stale
from app.formatting import local_day, local_minutes
from app.models import Proposal, Run
from app.queries import runs as queries
from app.services import problem_loader
from app.services.actors import Actor
from app.services.schedule_checks import as_broken_rules
from app.services.scheduling.constraint_validator import check_beside
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode
from app.vocabulary import Permission, ProposalKind, ProposalStatus, RunStatus, Severity

#: Runs whose lines may still be decided about and applied.
REVIEWED = (RunStatus.COMPLETED, RunStatus.PARTLY_APPLIED, RunStatus.REVERTED)
_DECIDABLE = (ProposalStatus.PROPOSED, ProposalStatus.EDITED, ProposalStatus.ACCEPTED, ProposalStatus.REJECTED)


def seen_run(actor: Actor, run: Run | None) -> Run:
    """Raises NotFound also for a run that touches another's store."""
    if run is None or not all(actor.sees_store(store_id) for store_id in run.store_ids):
        raise NotFound("That run was not found.")
    return run


def decide(session: Session, actor: Actor, *, proposal_id: int, version: int | None, accept: bool) -> Proposal:
    """Raises NotFound, Stale, Conflict for a line that is applied or out of date."""
    actor.require(Permission.APPLY_RUN)
    line = _line(session, actor, proposal_id, version)
    if line.status not in _DECIDABLE:
        raise Conflict("This line is applied, out of date or cannot be done; there is nothing to decide.")
    line.status = ProposalStatus.ACCEPTED if accept else ProposalStatus.REJECTED
    return line


def edit_proposal(
    session: Session, actor: Actor, *, proposal_id: int, version: int | None, employee_id: int, day: date, minutes: int
) -> Proposal:
    """Another person or time, asked about beside the rest of the run. Soft rules stay on the line as warnings.

    Raises NotFound, Stale, Conflict, RuleBroken.
    """
    actor.require(Permission.APPLY_RUN)
    line = _line(session, actor, proposal_id, version)
    if line.status not in (*_DECIDABLE, ProposalStatus.UNASSIGNED, ProposalStatus.STALE):
        raise Conflict("This line is applied or out of date and cannot be edited.")
    run = session.get_one(Run, line.run_id)
    problem = problem_of(session, run, event_ids=[line.event_id], employee_ids=[employee_id], also_day=day)
    if employee_id not in problem.employees:
        raise NotFound("That employee was not found.")
    wanted = as_assignment(problem, line, employee_id, day, minutes)
    others = _others(problem, line, queries.lines(session, run.id))
    broken = as_broken_rules(check_beside(problem, wanted, others, mode=Mode.MANUAL))
    if any(rule.severity == Severity.HARD for rule in broken):
        raise RuleBroken(broken[0].message, broken)
    line.employee_id, line.starts_at, line.ends_at = employee_id, wanted.starts_at, wanted.ends_at
    line.status = ProposalStatus.EDITED
    if line.kind is ProposalKind.UNASSIGNED:
        line.kind = ProposalKind.MOVE if line.replaces_schedule_id else ProposalKind.NEW
    line.warnings = [{"rule": b.rule, "severity": b.severity, "message": b.message} for b in broken]
    line.reason = f"Edited by {actor.display_name}"
    return line


def problem_of(
    session: Session,
    run: Run,
    *,
    event_ids: Iterable[int] = (),
    employee_ids: Iterable[int] = (),
    also_day: date | None = None,
) -> Problem:
    days = [run.week_start, run.last_day, *([also_day] if also_day else [])]
    return problem_loader.load(
        session,
        store_ids=run.store_ids,
        first_day=min(days),
        last_day=max(days),
        event_ids=list(event_ids),
        employee_ids=list(employee_ids),
    )


def as_assignment(problem: Problem, line: Proposal, employee_id: int, day: date, minutes: int) -> Assignment:
    """A move keeps the identity of the schedule it replaces, so that it never stands in its own way."""
    event = problem.events[line.event_id]
    store = problem.stores[event.store_id]
    employee = problem.employees[employee_id]
    return Assignment(event, employee, store, day, minutes, schedule_id=line.replaces_schedule_id)


def placed(problem: Problem, line: Proposal) -> Assignment | None:
    """The line as the rules see it; None when its event or person is gone or it says no time."""
    if line.employee_id is None or line.starts_at is None:
        return None
    if line.event_id not in problem.events or line.employee_id not in problem.employees:
        return None
    zone = problem.stores[problem.events[line.event_id].store_id].zone
    return as_assignment(
        problem, line, line.employee_id, local_day(line.starts_at, zone), local_minutes(line.starts_at, zone)
    )


def _line(session: Session, actor: Actor, proposal_id: int, version: int | None) -> Proposal:
    line = queries.line(session, proposal_id)
    if line is None:
        raise NotFound("That proposal was not found.")
    run = seen_run(actor, queries.lock_run(session, line.run_id))
    if run.status not in REVIEWED:
        raise Conflict("This run is not open for review.")
    if version is not None and version != line.version:
        raise Stale("Somebody else changed this line after you opened it. Reload to see it, then try again.")
    return line


def _others(problem: Problem, line: Proposal, lines: list[Proposal]) -> list[Assignment]:
    """What would stand beside the line: saved schedules that stay, and the other lines that may be applied."""
    open_lines = [row for row in lines if row.id != line.id and row.status in queries.OPEN_LINES]
    planned = [assignment for row in open_lines if (assignment := placed(problem, row)) is not None]
    replaced = {row.replaces_schedule_id for row in (*open_lines, line)}
    return [*(row for row in problem.assignments if row.schedule_id not in replaced), *planned]
