"""A change of schedules that is only asked about: what stands against it, and where it would be in its surroundings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Conflict, FieldError, Invalid, NotFound
from app.formatting import local_day, local_minutes
from app.models import Event, Schedule, Store
from app.services.actors import Actor
from app.services.schedule_checks import problem_around, what_stands_against
from app.services.schedule_pairs import saved_visits
from app.services.scheduling.problem import Assignment, Problem
from app.vocabulary import EventType
from app.wording import say


@dataclass(frozen=True)
class Look:
    """A change that is only asked about: what stands against it, and where it would be in its surroundings."""

    broken: tuple[BrokenRule, ...]
    problem: Problem
    wanted: tuple[Assignment, ...]


def check(
    session: Session,
    actor: Actor,
    *,
    event_id: int,
    employee_id: int,
    day: date,
    minutes: int,
    schedule_id: int | None = None,
) -> tuple[BrokenRule, ...]:
    """What stands against a booking, or against moving the schedule there. Raises NotFound for unknown ids."""
    found = look(
        session,
        actor,
        event_id=event_id,
        employee_id=employee_id,
        day=day,
        minutes=minutes,
        schedule_id=schedule_id,
    )
    return found.broken


def look(
    session: Session,
    actor: Actor,
    *,
    event_id: int,
    employee_id: int,
    day: date,
    minutes: int,
    schedule_id: int | None = None,
) -> Look:
    """As `check`, with the surroundings."""
    event = find_event(session, actor, event_id)
    saved = None if schedule_id is None else find_schedule(session, actor, schedule_id)[0]
    if saved is not None and saved.event_id != event_id:
        raise Invalid(
            say("That schedule is for another event."), [FieldError("schedule_id", say("It is for another event."))]
        )
    problem, wanted, ignoring = wanted_at(session, event, employee_id, day, minutes, saved)
    return Look(what_stands_against(problem, [wanted], ignoring=ignoring), problem, (wanted,))


def look_here(session: Session, actor: Actor, *, schedule_id: int) -> Look:
    """A saved schedule as it stands. Raises NotFound."""
    schedule, event = find_schedule(session, actor, schedule_id)
    place = place_of(session, schedule, event)
    problem, here, _ = wanted_at(session, event, schedule.employee_id, *place, schedule)
    return Look((), problem, (here,))


def look_at_trade(session: Session, actor: Actor, *, schedule_id: int, other_id: int) -> Look:
    """Raises NotFound, and Conflict for what cannot be traded."""
    first, event = find_schedule(session, actor, schedule_id)
    second, other = find_schedule(session, actor, other_id)
    require_tradable(event, other, first, second)
    problem, one, two = traded(session, first, event, second, other)
    return Look(what_stands_against(problem, [one, two]), problem, (one, two))


def find_event(session: Session, actor: Actor, event_id: int) -> Event:
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound(say("That event was not found."))
    actor.require_store(event.store_id, "That event")
    return event


def find_schedule(session: Session, actor: Actor, schedule_id: int) -> tuple[Schedule, Event]:
    schedule = session.get(Schedule, schedule_id)
    if schedule is None:
        raise NotFound(say("That schedule was not found."))
    event = session.get_one(Event, schedule.event_id)
    actor.require_store(event.store_id, "That schedule")
    return schedule, event


def wanted_at(
    session: Session, event: Event, employee_id: int, day: date, minutes: int, saved: Schedule | None
) -> tuple[Problem, Assignment, frozenset[int]]:
    """The problem around the booking, the booking itself, and the paired visits that go along with it."""
    problem = problem_around(
        session, store_id=event.store_id, days=[day], event_ids=[event.id], employee_ids=[employee_id]
    )
    if employee_id not in problem.employees:
        raise NotFound(say("That employee was not found."))
    wanted = problem.assignment(event.id, employee_id, day, minutes)
    if saved is not None:
        wanted = replace(wanted, schedule_id=saved.id, pinned=saved.pinned)
    visits = saved_visits(problem, wanted.event)
    return problem, wanted, frozenset(row.schedule_id for row in visits if row.schedule_id is not None)


def require_tradable(event: Event, other: Event, first: Schedule, second: Schedule) -> None:
    if EventType.CORE is not event.type or EventType.CORE is not other.type:
        raise Conflict(say("Only Core events can be traded. Move the other one instead."))
    if first.employee_id == second.employee_id:
        raise Conflict(say("Both belong to the same person: there is nothing to trade."))
    if event.store_id != other.store_id:
        raise Conflict(say("Events of two stores cannot be traded. Move each of them instead."))


def traded(
    session: Session, first: Schedule, event: Event, second: Schedule, other: Event
) -> tuple[Problem, Assignment, Assignment]:
    places = (place_of(session, first, event), place_of(session, second, other))
    problem = problem_around(
        session,
        store_id=event.store_id,
        days=[day for day, _ in places],
        event_ids=[event.id, other.id],
        employee_ids=[first.employee_id, second.employee_id],
    )
    one = replace(problem.assignment(event.id, second.employee_id, *places[0]), schedule_id=first.id)
    two = replace(problem.assignment(other.id, first.employee_id, *places[1]), schedule_id=second.id)
    return problem, one, two


def place_of(session: Session, schedule: Schedule, event: Event) -> tuple[date, int]:
    zone = session.get_one(Store, event.store_id).timezone
    return local_day(schedule.starts_at, zone), local_minutes(schedule.starts_at, zone)
