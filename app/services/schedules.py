"""Booking people on events: the one set of commands that forms, drag, API, import and apply share.

Each command locks the rows it decides about, asks the rules, writes through a recorded change (which also writes what
Crossmark has to be told) and takes the paired Supervisor event along. The database constraint is the net below.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Conflict, NotFound, Stale
from app.formatting import minutes_clock, short_day
from app.models import Event, Schedule
from app.queries import booking
from app.services import changes
from app.services.actors import Actor
from app.services.draft_first import first_status
from app.services.schedule_checks import (
    keep_exceptions,
    require_allowed,
    what_stands_against,
)
from app.services.schedule_effects import over
from app.services.schedule_looks import find_event, find_schedule, place_of, require_tradable, traded, wanted_at
from app.services.schedule_pairs import Visit, follow, saved_visits
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import label
from app.vocabulary import Condition, EventType, Permission, ScheduleStatus
from app.wording import say


@dataclass(frozen=True)
class Scheduled:
    """What a command did. `also` says what moved along with it or could not, and what is worth knowing."""

    schedule_id: int
    change_id: int
    event_id: int
    summary: str
    warnings: tuple[BrokenRule, ...] = ()
    also: tuple[str, ...] = ()


def schedule_event(
    session: Session,
    actor: Actor,
    *,
    event_id: int,
    employee_id: int,
    day: date,
    minutes: int,
    override_reason: str = "",
) -> Scheduled:
    """Book an employee on an event; `minutes` after the store's midnight.

    Raises NotFound, RuleBroken (hard rules always, soft ones without a reason), Forbidden, DoubleBooked.
    """
    actor.require(Permission.EDIT_SCHEDULE)
    event = find_event(session, actor, event_id)
    _lock(session, event, {employee_id})
    problem, wanted, ignoring = wanted_at(session, event, employee_id, day, minutes, None)
    broken = what_stands_against(problem, [wanted], ignoring=ignoring)
    require_allowed(actor, broken, override_reason)
    summary = f"{_said(wanted)} scheduled"
    with changes.record(
        session, actor, command="schedule_event", summary=summary, reason=override_reason, store_id=event.store_id
    ) as recording:
        schedule = new_row(session, wanted)
        keep_exceptions(session, actor, schedule, broken, override_reason)
        also = take_along(session, follow(problem, wanted))
        mark_staffed(session, {event.id, *_visit_events(problem, wanted)})
    also += _worth_knowing(problem, wanted)
    return Scheduled(schedule.id, recording.change_id or 0, event.id, summary, broken, also)


def move(
    session: Session,
    actor: Actor,
    *,
    schedule_id: int,
    version: int | None,
    day: date,
    minutes: int,
    employee_id: int | None = None,
    override_reason: str = "",
) -> Scheduled:
    """Another day, time or person. Raises as schedule_event, and Stale when `version` is not the saved one."""
    actor.require(Permission.EDIT_SCHEDULE)
    schedule, event = find_schedule(session, actor, schedule_id)
    person = schedule.employee_id if employee_id is None else employee_id
    _lock(session, event, {person, schedule.employee_id})
    schedule = _fresh(session, schedule_id, version)
    problem, wanted, ignoring = wanted_at(session, event, person, day, minutes, schedule)
    broken = what_stands_against(problem, [wanted], ignoring=ignoring)
    require_allowed(actor, broken, override_reason)
    summary = f"{_said(wanted)}: moved from {_was(session, schedule, event)}"
    with changes.record(
        session, actor, command="move_schedule", summary=summary, reason=override_reason, store_id=event.store_id
    ) as recording:
        place(schedule, wanted)
        keep_exceptions(session, actor, schedule, broken, override_reason)
        also = take_along(session, follow(problem, wanted))
        mark_staffed(session, {event.id, *_visit_events(problem, wanted)})
    if recording.change is None:
        raise Conflict(say("It is there already: nothing to move."))
    also += _worth_knowing(problem, wanted)
    return Scheduled(schedule.id, recording.change.id, event.id, summary, broken, also)


def swap(
    session: Session,
    actor: Actor,
    *,
    schedule_id: int,
    version: int | None,
    other_id: int,
    override_reason: str = "",
) -> Scheduled:
    """Two people trade their Core events; each is asked about at the other's place. Raises as move."""
    actor.require(Permission.EDIT_SCHEDULE)
    first, event = find_schedule(session, actor, schedule_id)
    second, other_event = find_schedule(session, actor, other_id)
    require_tradable(event, other_event, first, second)
    booking.lock_events(session, {event.id, other_event.id})
    booking.lock_employees(session, {first.employee_id, second.employee_id})
    first, second = _fresh(session, schedule_id, version), _fresh(session, other_id, None)
    problem, one, two = traded(session, first, event, second, other_event)
    broken = what_stands_against(problem, [one, two])
    require_allowed(actor, broken, override_reason)
    summary = f"{one.employee.name} and {two.employee.name} traded {label(one.event)} and {label(two.event)}"
    with changes.record(
        session, actor, command="swap_schedules", summary=summary, reason=override_reason, store_id=event.store_id
    ) as recording:
        _trade(session, first, one, second, two)
        for schedule in (first, second):
            keep_exceptions(session, actor, schedule, broken, override_reason)
    return Scheduled(first.id, recording.change_id or 0, event.id, summary, broken)


def cancel(session: Session, actor: Actor, *, schedule_id: int, version: int | None, reason: str = "") -> Scheduled:
    """Take the booking back; the event is open again and its Supervisor visit goes with it."""
    actor.require(Permission.EDIT_SCHEDULE)
    schedule, event = find_schedule(session, actor, schedule_id)
    _lock(session, event, {schedule.employee_id})
    schedule = _fresh(session, schedule_id, version)
    problem, here, _ = wanted_at(session, event, schedule.employee_id, *place_of(session, schedule, event), schedule)
    summary = f"{_said(here)} cancelled"
    with changes.record(
        session, actor, command="cancel_schedule", summary=summary, reason=reason, store_id=event.store_id
    ) as recording:
        also = _release(session, schedule, problem, here)
        mark_staffed(session, {event.id, *_visit_events(problem, here)})
    return Scheduled(schedule.id, recording.change_id or 0, event.id, summary, also=also)


def pair(session: Session, actor: Actor, *, schedule_id: int, version: int | None) -> Scheduled:
    """Bring the Supervisor visits of a booked Core to its day. Raises NotFound, Stale, and Conflict saying why not."""
    actor.require(Permission.EDIT_SCHEDULE)
    schedule, event = find_schedule(session, actor, schedule_id)
    _lock(session, event, {schedule.employee_id})
    schedule = _fresh(session, schedule_id, version)
    problem, here, _ = wanted_at(session, event, schedule.employee_id, *place_of(session, schedule, event), schedule)
    visits = follow(problem, here)
    summary = f"{_said(here)}: paired"
    with changes.record(session, actor, command="pair_schedule", summary=summary, store_id=event.store_id) as recording:
        also = take_along(session, visits)
        mark_staffed(session, _visit_events(problem, here))
    if recording.change is None:
        raise Conflict(". ".join(also) + "." if also else say("There is nothing to pair: no visit, or it is there."))
    return Scheduled(schedule.id, recording.change.id, event.id, summary, also=also)


def release(session: Session, schedule: Schedule, problem: Problem) -> set[int]:
    """Within a recorded change: takes one booking back, a Core's Supervisor visits with it. Returns the events."""
    event = problem.events[schedule.event_id]
    schedule.status = ScheduleStatus.CANCELLED
    visits = saved_visits(problem, event)
    for visit in visits:
        row = session.get_one(Schedule, visit.schedule_id)
        if row.status is not ScheduleStatus.COMPLETED:
            row.status = ScheduleStatus.CANCELLED
    return {schedule.event_id, *(visit.event.id for visit in visits)}


def release_all(session: Session, event: Event) -> None:
    """Within a recorded change: takes back every booking of the event that has not been worked yet."""
    for schedule in booking.standing_schedules(session, [event.id]):
        if schedule.status is not ScheduleStatus.COMPLETED:
            schedule.status = ScheduleStatus.CANCELLED


def set_pinned(session: Session, actor: Actor, *, schedule_id: int, version: int | None, pinned: bool) -> Scheduled:
    """A pinned schedule is left where it is by the auto-scheduler."""
    actor.require(Permission.EDIT_SCHEDULE)
    schedule, event = find_schedule(session, actor, schedule_id)
    schedule = _fresh(session, schedule_id, version)
    name = f"{event.type.value} {event.event_number or event.name}"
    summary = f"{name} {'pinned' if pinned else 'released for the auto-scheduler'}"
    with changes.record(session, actor, command="pin_schedule", summary=summary, store_id=event.store_id) as recording:
        schedule.pinned = pinned
    if recording.change is None:
        raise Conflict(say("It is so already."))
    return Scheduled(schedule.id, recording.change.id, event.id, summary)


def place(schedule: Schedule, wanted: Assignment) -> None:
    """Write an assignment into its row."""
    schedule.employee_id = wanted.employee.id
    schedule.starts_at, schedule.ends_at = wanted.starts_at, wanted.ends_at
    schedule.exclusive = wanted.event.exclusive
    if schedule.status is not ScheduleStatus.DRAFT:
        schedule.status = ScheduleStatus.PUBLISHED


def mark_staffed(session: Session, event_ids: Collection[int]) -> None:
    """Condition of the events after a command: Scheduled when somebody is booked, else open again."""
    session.flush()  # what stands is asked from the database
    held = {row.event_id for row in booking.standing_schedules(session, event_ids)}
    for event in booking.lock_events(session, event_ids).values():
        if event.id in held and event.condition in (Condition.UNSTAFFED, Condition.REISSUED):
            event.condition = Condition.SCHEDULED
        elif event.id not in held and event.condition in (Condition.SCHEDULED, Condition.STAFFED):
            event.condition = Condition.UNSTAFFED


def _lock(session: Session, event: Event, employee_ids: Collection[int]) -> None:
    booking.lock_events(session, [event.id])
    found = booking.lock_employees(session, employee_ids)
    if set(employee_ids) - found.keys():
        raise NotFound(say("That employee was not found."))


def _fresh(session: Session, schedule_id: int, version: int | None) -> Schedule:
    """The row as it is under the lock. Raises Stale, or Conflict for what cannot be changed any more."""
    schedule = booking.lock_schedules(session, [schedule_id])[schedule_id]
    if version is not None and version != schedule.version:
        raise Stale(say("Somebody else changed this schedule after you opened it. Reload to see it, then try again."))
    if schedule.status is ScheduleStatus.CANCELLED:
        raise Conflict(say("This schedule is cancelled. Schedule the event anew."))
    if schedule.status is ScheduleStatus.COMPLETED:
        raise Conflict(say("This work is done already and cannot be changed."))
    return schedule


def new_row(session: Session, wanted: Assignment) -> Schedule:
    schedule = Schedule(
        event_id=wanted.event.id,
        employee_id=wanted.employee.id,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        status=first_status(session),
        exclusive=wanted.event.exclusive,
    )
    session.add(schedule)
    session.flush()  # exceptions and answers name its id
    return schedule


def take_along(session: Session, visits: Sequence[Visit]) -> tuple[str, ...]:
    for visit in visits:
        if visit.wanted is None:
            continue
        if visit.saved is None or visit.saved.schedule_id is None:
            new_row(session, visit.wanted)
        else:
            place(session.get_one(Schedule, visit.saved.schedule_id), visit.wanted)
    return tuple(visit.told for visit in visits if visit.told)


def _release(session: Session, schedule: Schedule, problem: Problem, here: Assignment) -> tuple[str, ...]:
    schedule.status = ScheduleStatus.CANCELLED
    told = []
    for visit in saved_visits(problem, here.event):
        row = session.get_one(Schedule, visit.schedule_id)
        if row.status is not ScheduleStatus.COMPLETED:
            row.status = ScheduleStatus.CANCELLED
            told.append(f"{label(visit.event)} of {visit.employee.name} was cancelled with it")
    return tuple(told)


def _worth_knowing(problem: Problem, wanted: Assignment) -> tuple[str, ...]:
    return tuple(effect.words.removesuffix(".") for effect in over(problem, wanted))


def _visit_events(problem: Problem, wanted: Assignment) -> set[int]:
    if wanted.event.type is not EventType.CORE:
        return set()
    return {event.id for event in problem.partner_events(wanted.event)}


def _trade(session: Session, first: Schedule, one: Assignment, second: Schedule, two: Assignment) -> None:
    """The first steps aside for a moment, because the database looks at each row as it is written."""
    before = first.status
    first.status = ScheduleStatus.CANCELLED
    session.flush()
    place(second, two)
    session.flush()
    first.status = before  # a draft stays one
    place(first, one)


def _was(session: Session, schedule: Schedule, event: Event) -> str:
    day, minutes = place_of(session, schedule, event)
    return f"{short_day(day)} {minutes_clock(minutes)}"


def _said(wanted: Assignment) -> str:
    when = f"{short_day(wanted.day)} at {minutes_clock(wanted.start)}"
    return f"{label(wanted.event)} – {wanted.employee.name}, {when}"
