"""Copies: one card onto another person or day, and the pattern of a whole day or week onto another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound
from app.formatting import short_day
from app.models import Schedule, Store
from app.queries import schedules as queries
from app.services import board_changes, changes, problem_loader, schedules
from app.services.actors import Actor
from app.services.board_changes import Carried, Wish
from app.services.schedules import Scheduled
from app.services.scheduling.beside import Beside
from app.services.scheduling.copy_plan import lay, plan_copy
from app.services.scheduling.plan_line import Plan, PlanLine
from app.services.scheduling.problem import Assignment, Problem
from app.vocabulary import ApplyMode, EventType, Permission
from app.wording import say

#: Patterns are copied within a quarter of a year: further away nothing is open yet.
FURTHEST_DAYS = 92


@dataclass(frozen=True)
class Pattern:
    """A day or a week of a store, and where it is laid."""

    store_id: int
    first: date
    days: int
    """1 or 7."""
    target: date
    mode: ApplyMode

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def shift(self) -> int:
        return (self.target - self.first).days


def copy_schedule(
    session: Session,
    actor: Actor,
    *,
    schedule_id: int,
    day: date,
    minutes: int,
    employee_id: int,
    override_reason: str = "",
) -> Scheduled:
    """Books another event like that of the schedule. Raises Conflict when none is open, else as schedule_event."""
    actor.require(Permission.EDIT_SCHEDULE)
    schedule = queries.detailed(session, schedule_id)
    if schedule is None:
        raise NotFound(say("That schedule was not found."))
    actor.require_store(schedule.event.store_id, say("That schedule"))
    problem = problem_around_copy(session, schedule, day, day, employee_id)
    source, person = source_of(problem, schedule), problem.employees.get(employee_id)
    if person is None:
        raise NotFound(say("That employee was not found."))
    line = lay(problem, source, person, day, minutes, Beside(problem, problem.assignments))
    if line.after is None:
        raise Conflict(line.note)
    return schedules.schedule_event(
        session,
        actor,
        event_id=line.after.event.id,
        employee_id=employee_id,
        day=day,
        minutes=minutes,
        override_reason=override_reason,
    )


def problem_around_copy(session: Session, schedule: Schedule, first: date, last: date, employee_id: int) -> Problem:
    return problem_loader.load(
        session,
        store_ids=[schedule.event.store_id],
        first_day=first,
        last_day=last,
        event_ids=[schedule.event_id],
        employee_ids={employee_id, schedule.employee_id},
    )


def source_of(problem: Problem, schedule: Schedule) -> Assignment:
    return problem_loader.assignment_of(schedule, problem.stores, problem.employees, problem.events)


def preview(session: Session, actor: Actor, pattern: Pattern) -> tuple[PlanLine, ...]:
    """Line by line what would be made, left out and replaced. Raises Invalid, NotFound."""
    return plan(session, actor, pattern).lines


def plan(session: Session, actor: Actor, pattern: Pattern) -> Plan:
    """As preview, with the surroundings."""
    actor.require(Permission.EDIT_SCHEDULE)
    actor.require_store(pattern.store_id, say("That store"))
    return _planned(session, pattern)


def apply(session: Session, actor: Actor, pattern: Pattern, wish: Wish) -> Carried:
    """One change for the whole pattern. Raises as preview and `board_changes.chosen`; nothing is half written."""
    lines = preview(session, actor, pattern)
    if pattern.mode is ApplyMode.OVERWRITE_ALL and not wish.reason.strip():
        wrong = say("Say why pinned schedules may be overwritten.")
        raise Invalid(wrong, [FieldError("reason", wrong)])
    board_changes.lock(session, lines)
    planned = _planned(session, pattern)
    problem, lines = planned.problem, planned.lines
    able = board_changes.chosen(actor, lines, wish)
    words = f"{short_day(pattern.first)} copied to {short_day(pattern.target)}"
    summary = f"{'Week of ' if pattern.days > 1 else ''}{words}: {len(able)} scheduled"
    replaced = sum(len(line.gives_way) for line in able)
    summary += f", {replaced} replaced" if replaced else ""
    with changes.record(
        session, actor, command="copy_days", summary=summary, reason=wish.reason, store_id=pattern.store_id
    ) as recording:
        also = board_changes.carry_out(session, actor, problem, able, wish.reason)
    return Carried(recording.change_id or 0, summary, len(able), len(lines) - len(able), also)


def _planned(session: Session, pattern: Pattern) -> Plan:
    _require_sense(session, pattern)
    first, last = sorted((pattern.first, pattern.target))
    problem = problem_loader.load(
        session,
        store_ids=[pattern.store_id],
        first_day=first,
        last_day=last + timedelta(days=pattern.days - 1),
    )
    return Plan(problem, plan_copy(problem, _sources(problem, pattern), pattern.shift, pattern.mode))


def _require_sense(session: Session, pattern: Pattern) -> None:
    if session.get(Store, pattern.store_id) is None:
        raise NotFound(say("That store was not found."))
    if pattern.days not in (1, 7):
        raise Invalid(say("Copy a day or a week."))
    if abs(pattern.shift) < pattern.days:
        wrong = say("Choose a day outside of what is copied.")
        raise Invalid(wrong, [FieldError("target", wrong)])
    if abs(pattern.shift) > FURTHEST_DAYS:
        wrong = say("Choose a day within three months.")
        raise Invalid(wrong, [FieldError("target", wrong)])


def _sources(problem: Problem, pattern: Pattern) -> Sequence[Assignment]:
    """What stands in the days; visits that belong to a Core go along with its copy."""
    return [
        replace(row, schedule_id=None)
        for row in problem.assignments
        if row.store.id == pattern.store_id
        and pattern.first <= row.day <= pattern.last
        and not (row.event.type is EventType.SUPERVISOR and problem.partner_events(row.event))
    ]
