"""What a manager does with the lines of a run before applying it: accept, reject, edit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Conflict, NotFound, Stale
from app.formatting import local_day, local_minutes
from app.models import Proposal, Run
from app.queries import runs as queries
from app.services import problem_loader
from app.services.actors import Actor
from app.services.schedule_checks import as_broken_rules, require_allowed
from app.services.schedule_pairs import Visit, follow
from app.services.scheduling.constraint_validator import check
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import clock
from app.services.scheduling.rules.violation import Mode
from app.vocabulary import Permission, ProposalKind, ProposalStatus, RunStatus
from app.wording import say

#: Runs whose lines may still be decided about and applied.
REVIEWED = (RunStatus.COMPLETED, RunStatus.PARTLY_APPLIED, RunStatus.REVERTED)
_DECIDABLE = (ProposalStatus.PROPOSED, ProposalStatus.EDITED, ProposalStatus.ACCEPTED, ProposalStatus.REJECTED)
_EDITABLE = (*_DECIDABLE, ProposalStatus.UNASSIGNED, ProposalStatus.STALE)


def seen_run(actor: Actor, run: Run | None) -> Run:
    """Raises NotFound also for a run that touches another's store."""
    if run is None or not all(actor.sees_store(store_id) for store_id in run.store_ids):
        raise NotFound(say("That run was not found."))
    return run


def seen_line(session: Session, actor: Actor, proposal_id: int) -> tuple[Run, Proposal]:
    """Raises NotFound, for the line of another's run as well."""
    line = queries.line(session, proposal_id)
    if line is None:
        raise NotFound(say("That proposal was not found."))
    return seen_run(actor, queries.run(session, line.run_id)), line


def decide(session: Session, actor: Actor, *, proposal_id: int, version: int | None, accept: bool) -> Proposal:
    """Raises NotFound, Stale, Conflict for a line that is applied or out of date."""
    actor.require(Permission.APPLY_RUN)
    _, line = _locked(session, actor, proposal_id, version)
    if line.status is ProposalStatus.STALE and not accept:
        line.status = ProposalStatus.REJECTED
        return line
    if line.status not in _DECIDABLE:
        raise Conflict(say("This line is applied, out of date or cannot be done; there is nothing to decide."))
    line.status = ProposalStatus.ACCEPTED if accept else ProposalStatus.REJECTED
    return line


def reject_run(session: Session, actor: Actor, *, run_id: int) -> int:
    """Drop every line that was not applied; how many that were. Raises NotFound, Conflict."""
    actor.require(Permission.APPLY_RUN)
    run = seen_run(actor, queries.lock_run(session, run_id))
    if run.status not in REVIEWED:
        raise Conflict(say("This run is not open for review."))
    lines = queries.lines(session, run.id)
    dropped = [line for line in lines if line.status in (*queries.OPEN_LINES, ProposalStatus.STALE)]
    for line in dropped:
        line.status = ProposalStatus.REJECTED
    is_used = any(line.status is ProposalStatus.APPLIED for line in lines)
    run.status = RunStatus.APPLIED if is_used else RunStatus.REJECTED
    return len(dropped)


def edit_proposal(
    session: Session,
    actor: Actor,
    *,
    proposal_id: int,
    version: int | None,
    employee_id: int,
    day: date,
    minutes: int,
    override_reason: str = "",
) -> Proposal:
    """Another person or time, asked about beside the rest of the run. The Supervisor line of a Core goes along.

    Raises NotFound, Stale, Conflict, RuleBroken (hard rules always, soft ones without a reason).
    """
    actor.require(Permission.APPLY_RUN)
    run, line = _locked(session, actor, proposal_id, version)
    if line.status not in _EDITABLE:
        raise Conflict(say("This line is applied or out of date and cannot be edited."))
    planned, wanted, visits = _asked(session, run, line, employee_id, day, minutes)
    broken = _standing_against(planned, wanted, visits)
    require_allowed(actor, broken, override_reason)
    _put(line, wanted, f"Edited by {actor.display_name}", broken, override_reason)
    for visit in visits:
        _take_along(session, visit, actor)
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
    own = None if line.kind is ProposalKind.SWAP else line.replaces_schedule_id
    return Assignment(event, employee, store, day, minutes, schedule_id=own)


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


def _locked(session: Session, actor: Actor, proposal_id: int, version: int | None) -> tuple[Run, Proposal]:
    """The run's lock guards its lines, so that nobody decides about a line that is being applied."""
    run_id = queries.run_id_of_line(session, proposal_id)
    run = queries.lock_run(session, run_id) if run_id is not None else None
    line = queries.line(session, proposal_id)
    if run is None or line is None:
        raise NotFound(say("That proposal was not found."))
    if seen_run(actor, run).status not in REVIEWED:
        raise Conflict(say("This run is not open for review."))
    if version is not None and version != line.version:
        raise Stale(say("Somebody else changed this line after you opened it. Reload to see it, then try again."))
    return run, line


def _asked(
    session: Session, run: Run, line: Proposal, employee_id: int, day: date, minutes: int
) -> tuple[Problem, Assignment, tuple[Visit, ...]]:
    """The plan as it would stand without this line, the wanted place, and where its Supervisor lines would go."""
    lines = queries.lines(session, run.id)
    people = {row.employee_id for row in lines if row.employee_id is not None} | {employee_id}
    problem = problem_of(session, run, event_ids=[row.event_id for row in lines], employee_ids=people, also_day=day)
    if employee_id not in problem.employees:
        raise NotFound(say("That employee was not found."))
    planned = with_lines(problem, [row for row in lines if row.id != line.id], instead_of=line)
    wanted = replace(as_assignment(problem, line, employee_id, day, minutes), schedule_id=None)
    visits = follow(planned, wanted) if clock.exists(day, minutes, wanted.store.zone) else ()
    return planned, wanted, tuple(visit for visit in visits if _is_line(visit.saved))


def with_lines(problem: Problem, lines: Sequence[Proposal], *, instead_of: Proposal | None = None) -> Problem:
    """The open lines count as if they stood; a negative schedule id is the id of the line."""
    opened = [row for row in lines if row.status in queries.OPEN_LINES]
    gone = {row.replaces_schedule_id for row in (*opened, instead_of) if row is not None} - {None}
    rows = [row for row in problem.assignments if row.schedule_id not in gone]
    for other in opened:
        assignment = placed(problem, other)
        if assignment is not None:
            rows.append(replace(assignment, schedule_id=-other.id))
    return replace(problem, assignments=tuple(rows))


def _is_line(saved: Assignment | None) -> bool:
    return saved is not None and saved.is_proposal


def _standing_against(planned: Problem, wanted: Assignment, visits: Sequence[Visit]) -> tuple[BrokenRule, ...]:
    """What goes along does not stand in the way."""
    along = {v.saved.schedule_id for v in visits if v.saved is not None and v.wanted is not None}
    ignoring = frozenset(number for number in along if number is not None)
    return as_broken_rules(check(planned, wanted, mode=Mode.MANUAL, ignoring=ignoring))


def _take_along(session: Session, visit: Visit, actor: Actor) -> None:
    if visit.wanted is None or visit.saved is None or visit.saved.schedule_id is None:
        return
    other = queries.line(session, -visit.saved.schedule_id)
    if other is not None:
        _put(other, visit.wanted, f"Went along with its Core, edited by {actor.display_name}", (), "")


def _put(line: Proposal, wanted: Assignment, why: str, broken: Sequence[BrokenRule], override_reason: str) -> None:
    if line.kind is ProposalKind.SWAP and (line.employee_id, line.starts_at) != (wanted.employee.id, wanted.starts_at):
        line.replaces_schedule_id = line.replaces_version = None  # at its new place nothing has to give way
        line.kind = ProposalKind.NEW
    line.employee_id, line.starts_at, line.ends_at = wanted.employee.id, wanted.starts_at, wanted.ends_at
    line.status, line.failure_rule, line.failure_reason = ProposalStatus.EDITED, "", ""
    if line.kind is not ProposalKind.SWAP:
        line.kind = ProposalKind.MOVE if line.replaces_schedule_id else ProposalKind.NEW
    given = {"reason": override_reason.strip()[:300]} if broken else {}
    line.warnings = [{"rule": b.rule, "severity": b.severity, "message": b.message} | given for b in broken]
    line.alternatives = []
    line.reason = f"{why}: {override_reason.strip()[:300]}" if override_reason.strip() else f"{why}."
