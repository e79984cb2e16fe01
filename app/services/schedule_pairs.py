"""A Core event and the Supervisor event of the same number belong on one day: what happens to the visit when its Core
is booked, moved or cancelled. A visit that cannot follow is named, never dropped silently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.formatting import short_day
from app.services.scheduling import constraint_validator, rotation_manager
from app.services.scheduling.allowed_times import supervisor_start
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules.violation import Mode, label
from app.services.scheduling.staffing_order import visitors
from app.vocabulary import EventType, RotationKind
from app.wording import N_, say


@dataclass(frozen=True)
class Visit:
    """What becomes of one paired Supervisor event: `wanted` None means that it stays as it is, `told` says why."""

    event: Event
    saved: Assignment | None
    wanted: Assignment | None
    told: str


def follow(problem: Problem, core: Assignment) -> tuple[Visit, ...]:
    """Where the visits of a Core go when the Core is at `core`."""
    if core.event.type is not EventType.CORE:
        return ()
    return tuple(_visit(problem, core, event) for event in problem.partner_events(core.event))


def saved_visits(problem: Problem, core: Event) -> tuple[Assignment, ...]:
    if core.type is not EventType.CORE:
        return ()
    return tuple(row for event in problem.partner_events(core) for row in problem.by_event.get(event.id, ()))


def _visit(problem: Problem, core: Assignment, event: Event) -> Visit:
    saved = next(iter(problem.by_event.get(event.id, ())), None)
    if saved is not None and saved.day == core.day:
        return Visit(event, saved, None, "")
    start = supervisor_start(problem.rules.on(core.day), core.start)
    gone = frozenset({core.schedule_id} if core.schedule_id is not None else ())
    for person in _people(problem, core, saved):
        schedule_id = saved.schedule_id if saved is not None else None
        visit = Assignment(event, person, core.store, core.day, start, schedule_id=schedule_id)
        found = constraint_validator.check_together(problem, [visit, core], mode=Mode.MANUAL, ignoring=gone)
        if not any(violation.event_id == event.id for violation in found):
            goes = say("%(event)s goes to %(employee)s the same day", event=label(event), employee=person.name)
            return Visit(event, saved, visit, goes)
    stays = N_("%(event)s could not go along: nobody is free for it on %(day)s")
    return Visit(event, saved, None, say(stays, event=label(event), day=short_day(core.day)))


def _people(problem: Problem, core: Assignment, saved: Assignment | None) -> Iterator[Employee]:
    """Who had it, then in the order a manager wants, each once."""
    seen: set[int] = set()
    for person in _in_order(problem, core, saved):
        if person.id not in seen:
            seen.add(person.id)
            yield person


def _in_order(problem: Problem, core: Assignment, saved: Assignment | None) -> Iterator[Employee]:
    if saved is not None:
        yield saved.employee
    staff = [person for person in problem.employees.values() if core.store.id in person.store_ids]
    lead = rotation_manager.on_duty(problem, core.store.id, RotationKind.PRIMARY_LEAD, core.day).employee
    yield from visitors(problem.rules, staff, lead, lambda person: _has_core(problem, person, core.day))


def _has_core(problem: Problem, person: Employee, day: date) -> bool:
    return any(row.day == day and row.event.type is EventType.CORE for row in problem.by_employee.get(person.id, ()))
