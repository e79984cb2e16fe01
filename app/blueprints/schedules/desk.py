"""What the forms show beside the typed input: the people, the usual start times, what stands against the choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.blueprints.schedules.forms import PlaceForm
from app.blueprints.schedules.stopped import Stopped, stopped_by_rule
from app.errors import BrokenRule, NotFound
from app.formatting import local_day, local_minutes
from app.models import Change, Event, Schedule
from app.models.columns import utc_now
from app.queries import changes as change_queries
from app.queries import schedules as queries
from app.services import schedule_effects, suggestions
from app.services.actors import Actor
from app.services.schedule_effects import Effect
from app.services.suggestions import Suggestion

SHOWN_PEOPLE = 8


@dataclass(frozen=True)
class Choices:
    """`people` are the best ones and the chosen one, `others` the rest of a small team, or when everybody
    was asked for; `more` = how many they are."""

    starts: tuple[int, ...]
    people: tuple[Suggestion, ...]
    others: tuple[Suggestion, ...]
    more: int
    standing: tuple[BrokenRule, ...]
    is_checked: bool
    """Whether enough was chosen to ask the rules."""
    best_start: int | None = None
    effects: tuple[Effect, ...] = ()
    """What else happens with the choice."""

    @property
    def stopped(self) -> list[Stopped]:
        """Of the others those who cannot be booked, by rule."""
        return stopped_by_rule(self.others)


def find_event(session: Session, actor: Actor, event_id: int) -> Event:
    """With its store. Raises NotFound, for another store's event as well."""
    event = queries.event_with_store(session, event_id)
    if event is None:
        raise NotFound("That event was not found.")
    actor.require_store(event.store_id, "That event")
    return event


def find_schedule(session: Session, actor: Actor, schedule_id: int) -> Schedule:
    """With employee, event and store. Raises NotFound, for another store's schedule as well."""
    schedule = queries.detailed(session, schedule_id)
    if schedule is None:
        raise NotFound("That schedule was not found.")
    actor.require_store(schedule.event.store_id, "That schedule")
    return schedule


def choices(session: Session, actor: Actor, event: Event, form: PlaceForm, schedule_id: int | None) -> Choices:
    day, minutes, employee_id = form.date.data, form.start_time.data, form.employee_id.data
    if day is None:
        return Choices((), (), (), 0, (), False)
    found = suggestions.offered(
        session,
        actor,
        event_id=event.id,
        day=day,
        minutes=minutes,
        employee_id=employee_id,
        schedule_id=schedule_id,
    )
    first = {one.employee_id for one in found.people[:SHOWN_PEOPLE] if one.is_possible} | {employee_id}
    people = [one for one in found.people if one.employee_id in first]
    rest = tuple(one for one in found.people if one.employee_id not in first)
    return Choices(
        starts=found.starts,
        people=tuple(people),
        others=rest if form.everybody.data or len(found.people) <= SHOWN_PEOPLE else (),
        more=len(rest),
        standing=found.standing or (),
        is_checked=minutes is not None and found.standing is not None,
        best_start=found.minutes,
        effects=() if found.wanted is None else schedule_effects.of_place(session, found.problem, found.wanted),
    )


def best_place(
    session: Session,
    actor: Actor,
    *,
    event_id: int,
    employee_id: int | None,
    day: date,
    minutes: int | None,
    schedule_id: int | None,
) -> tuple[int, int] | None:
    """Who and when of the day against whom least stands, of the named person or of everybody.

    None when the day has no start for the event, or nobody works at its store.
    """
    found = suggestions.available_employees(
        session, actor, day=day, event_id=event_id, minutes=minutes, schedule_id=schedule_id
    )
    for one in found.people:
        if one.minutes is not None and employee_id in (None, one.employee_id):
            return one.employee_id, one.minutes
    starts = suggestions.allowed_starts(session, actor, event_id=event_id, day=day)
    return (employee_id, starts[0]) if starts and employee_id is not None else None


def first_day(event: Event) -> date:
    """Where a new form starts: the first day of the window that is not over."""
    today = local_day(utc_now(), event.store.timezone)
    return min(max(event.start_date, today), max(event.due_date, event.start_date))


def place_of(schedule: Schedule) -> tuple[date, int]:
    zone = schedule.event.store.timezone
    return local_day(schedule.starts_at, zone), local_minutes(schedule.starts_at, zone)


def last_change(session: Session, schedule_id: int) -> Change | None:
    return change_queries.last_change_of_row(session, Schedule.__tablename__, schedule_id, after=0)
