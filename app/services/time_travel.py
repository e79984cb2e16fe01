"""The calendar of some days as it was at a moment, and what has become of it since, by whom and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.formatting import to_utc
from app.models import Change, Employee, Event, Schedule, Store
from app.queries import changes_as_of as queries
from app.services.as_of import Past, Place, as_row, event_then, past_of, standing_now, standing_then
from app.vocabulary import Condition

_WAITING = (Condition.UNSTAFFED, Condition.REISSUED)
_BEGUN = (Condition.SCHEDULED, Condition.STAFFED)


class Fate(StrEnum):
    ADDED = "added"
    MOVED = "moved"
    REMOVED = "removed"
    STATE = "state"
    """The same place, but published, done or in conflict by now."""


@dataclass(frozen=True)
class Difference:
    """One schedule that is not now what it was then. `change` is the last one that touched it."""

    fate: Fate
    event: Event
    then: Place | None
    now: Place | None
    starts_at: datetime
    change: Change | None


@dataclass(frozen=True)
class Moment:
    """The days at the store as of then; `people` also names whoever has the work by now."""

    store: Store
    days: tuple[date, ...]
    at: datetime
    schedules: tuple[Schedule, ...]
    open: tuple[Event, ...]
    differences: tuple[Difference, ...]
    people: Mapping[int, Employee]


def calendar_at(session: Session, store: Store, first: date, last: date, at: datetime) -> Moment:
    """A fixed number of queries, however far back."""
    sequence = queries.sequence_at(session, at)
    begin, end = to_utc(first, 0, store.timezone), to_utc(last + timedelta(days=1), 0, store.timezone)
    waiting = queries.events_of_days(session, store.id, first, last, sequence)
    rows = queries.schedules_of_days(session, store.id, begin, end, sequence, {event.id for event in waiting})
    events_past = past_of(session, waiting, sequence)
    past = past_of(session, rows, sequence)
    events, people = _named(session, past)
    shown = [one for one in past.values() if (then := standing_then(one)) and begin <= then.starts_at < end]
    drawn = [_drawn(one, events, people) for one in shown]
    differences = [found for one in past.values() if (found := _difference(one, events, begin, end))]
    return Moment(
        store=store,
        days=tuple(first + timedelta(days=number) for number in range((last - first).days + 1)),
        at=at,
        schedules=tuple(sorted(drawn, key=lambda row: (row.starts_at, row.id))),
        open=_open(events_past, past, first, last),
        differences=tuple(sorted(differences, key=lambda one: one.starts_at)),
        people=people,
    )


def _named(session: Session, past: Mapping[int, Past]) -> tuple[dict[int, Event], dict[int, Employee]]:
    people = {one.row.employee_id for one in past.values()}
    people |= {one.values["employee_id"] for one in past.values() if one.values is not None}
    return queries.events_and_people(session, {one.row.event_id for one in past.values()}, people)


def _drawn(past: Past, events: Mapping[int, Event], people: Mapping[int, Employee]) -> Schedule:
    row: Schedule = as_row(past)
    row.event, row.employee = events[row.event_id], people[row.employee_id]
    return row


def _difference(past: Past, events: Mapping[int, Event], begin: datetime, end: datetime) -> Difference | None:
    then, now = standing_then(past), standing_now(past.row)
    inside = [place for place in (then, now) if place is not None and begin <= place.starts_at < end]
    if not inside or then == now:
        return None
    fate = Fate.REMOVED if now is None else Fate.ADDED if then is None else Fate.MOVED
    if then is not None and now is not None and then.where == now.where:
        fate = Fate.STATE
    last = next(iter(past.changes), None)
    return Difference(fate, events[past.row.event_id], then, now, inside[0].starts_at, last)


def _open(events: Mapping[int, Past], past: Mapping[int, Past], first: date, last: date) -> tuple[Event, ...]:
    """What lacked people then."""
    held = Counter(one.row.event_id for one in past.values() if standing_then(one) is not None)
    found = []
    for one in events.values():
        event = event_then(one)
        if event is None or event.removed_at is not None or event.start_date > last or event.due_date < first:
            continue
        waits = event.condition in _WAITING or (event.condition in _BEGUN and held[event.id] > 0)
        if waits and held[event.id] < event.required_headcount:
            found.append(event)
    return tuple(sorted(found, key=lambda event: (event.due_date, event.priority, event.id)))
