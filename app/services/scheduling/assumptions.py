"""How things would be if: the problem of a week with somebody away, more work, or a day opened or closed.

A branch is nothing but such assumptions laid over the problem; the database is not copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.formatting import short_day
from app.services.scheduling.availability import Tier, pattern_answer
from app.services.scheduling.problem import Employee, Event, Problem, TimeOff
from app.services.scheduling.recognition import needs_own_time
from app.services.scheduling.rules.fixed_day import is_fixed
from app.vocabulary import EventSubtype, EventType

_CLOSED = "A day that is taken to be closed"
_SUBTYPES = {EventType.JUICER: EventSubtype.JUICER_PRODUCTION, EventType.DIGITALS: EventSubtype.DIGITAL_SETUP}
IMAGINED_TYPES = (EventType.CORE, EventType.JUICER, EventType.FREEOSK, EventType.DIGITALS, EventType.OTHER)
"""A Supervisor visit is nothing without its Core."""


class AssumptionKind(StrEnum):
    ABSENT = "absent"
    MORE_EVENTS = "more_events"
    OPEN_DAY = "open_day"
    CLOSED_DAY = "closed_day"


@dataclass(frozen=True)
class Assumption:
    """Which fields count depends on the kind; both days of an absence are inclusive."""

    kind: AssumptionKind
    store_id: int
    first: date
    last: date
    employee_id: int | None = None
    event_type: EventType | None = None
    count: int = 0
    name: str = ""
    """Of the absent person, as the words say it."""

    @property
    def words(self) -> str:
        if self.kind is AssumptionKind.ABSENT:
            days = f"on {short_day(self.first)}" if self.first == self.last else self._span
            return f"{self.name} is out {days}."
        if self.kind is AssumptionKind.MORE_EVENTS:
            return f"{self.count} more {self.event_type} events."
        return f"{short_day(self.first)} is {'open' if self.kind is AssumptionKind.OPEN_DAY else 'closed'}."

    @property
    def _span(self) -> str:
        return f"from {short_day(self.first)} to {short_day(self.last)}"

    def as_data(self) -> dict[str, Any]:
        """Plain JSON values, the inverse of `from_data`, with the words for whoever reads them."""
        return {
            "kind": self.kind.value,
            "store_id": self.store_id,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "employee_id": self.employee_id,
            "event_type": self.event_type.value if self.event_type else None,
            "count": self.count,
            "name": self.name,
            "words": self.words,
        }

    @classmethod
    def from_data(cls, stored: Mapping[str, Any]) -> Assumption:
        return cls(
            kind=AssumptionKind(stored["kind"]),
            store_id=stored["store_id"],
            first=date.fromisoformat(stored["first"]),
            last=date.fromisoformat(stored["last"]),
            employee_id=stored["employee_id"],
            event_type=EventType(stored["event_type"]) if stored["event_type"] else None,
            count=stored["count"],
            name=stored["name"],
        )


def assume(problem: Problem, assumptions: Iterable[Assumption]) -> Problem:
    """The same problem with everything of it that the assumptions change. Imagined events have negative ids."""
    for assumption in assumptions:
        problem = _APPLIED[assumption.kind](problem, assumption)
    return _with_rows_renewed(problem)


def with_absence(problem: Problem, employee_id: int, off: TimeOff) -> Problem:
    """The same problem with one person away. Raises KeyError for somebody who is not part of it."""
    person = problem.employees[employee_id]
    away = replace(person, time_off=(*person.time_off, off))
    return _with_rows_renewed(replace(problem, employees={**problem.employees, employee_id: away}))


def _with_rows_renewed(problem: Problem) -> Problem:
    """Its schedules name people, stores and events as they are now in it."""
    rows = (
        replace(
            row,
            employee=problem.employees[row.employee.id],
            store=problem.stores[row.store.id],
            event=problem.events[row.event.id],
        )
        for row in problem.assignments
    )
    return replace(problem, assignments=tuple(rows))


def _absent(problem: Problem, assumption: Assumption) -> Problem:
    person = problem.employees.get(assumption.employee_id or 0)
    if person is None:
        return problem
    away = replace(person, time_off=(*person.time_off, TimeOff(assumption.first, assumption.last)))
    return replace(problem, employees={**problem.employees, person.id: away})


def _more_events(problem: Problem, assumption: Assumption) -> Problem:
    lowest = min((0, *problem.events))
    made = [_imagined(problem, assumption, lowest - number) for number in range(1, assumption.count + 1)]
    return replace(problem, events={**problem.events, **{event.id: event for event in made}})


def _imagined(problem: Problem, assumption: Assumption, number: int) -> Event:
    of_type = assumption.event_type or EventType.CORE
    minutes = problem.rules.default_minutes(of_type, _SUBTYPES.get(of_type))
    event = Event(
        id=number,
        ref_num=f"what-if {-number}",
        name=f"Imagined {of_type} {-number}",
        type=of_type,
        store_id=assumption.store_id,
        start=problem.first_day,
        due=problem.last_day + timedelta(days=1),
        minutes=minutes,
        subtype=_SUBTYPES.get(of_type),
        exclusive=needs_own_time(problem.rules, of_type, minutes),
    )
    if not is_fixed(problem.rules, event):
        return event
    days = (problem.last_day - problem.first_day).days + 1
    own = problem.first_day + timedelta(days=-number % days)
    return replace(event, start=own, due=own)  # such work has one day; spread them


def _open_day(problem: Problem, assumption: Assumption) -> Problem:
    """Nobody who is away comes back, but whoever only does not work that weekday is asked to come."""
    store, day = problem.stores[assumption.store_id], assumption.first
    holidays = {one: name for one, name in store.holidays.items() if one != day}
    people = {
        person.id: replace(person, dates={**person.dates, day: True})
        if _would_only_not(person, store.id, day)
        else person
        for person in problem.employees.values()
    }
    stores = {**problem.stores, store.id: replace(store, holidays=holidays)}
    return replace(problem, stores=stores, employees=people)


def _would_only_not(person: Employee, store_id: int, day: date) -> bool:
    answer = pattern_answer(person, day)
    return store_id in person.store_ids and not answer.is_valid and answer.tier is Tier.WEEKLY


def _closed_day(problem: Problem, assumption: Assumption) -> Problem:
    store = problem.stores[assumption.store_id]
    closed = replace(store, holidays={**store.holidays, assumption.first: _CLOSED})
    return replace(problem, stores={**problem.stores, store.id: closed})


_APPLIED = {
    AssumptionKind.ABSENT: _absent,
    AssumptionKind.MORE_EVENTS: _more_events,
    AssumptionKind.OPEN_DAY: _open_day,
    AssumptionKind.CLOSED_DAY: _closed_day,
}
