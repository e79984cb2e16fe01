"""What the scheduling core sees: plain frozen data of stores, people, work and rules, loaded once and never changed.

Days are local dates of the store; `start` and `end` are minutes after that store's local midnight. Moments of
different stores are compared in UTC (`Assignment.starts_at`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from app.formatting import to_utc
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.weights import Weights
from app.vocabulary import AttendanceStatus, Condition, EventSubtype, EventType, RotationKind, Title

Window = tuple[int, int]
"""From and to, minutes after midnight."""

moment = lru_cache(maxsize=100_000)(to_utc)
"""Asked for the same few thousand wall times millions of times."""


@dataclass(frozen=True)
class Store:
    id: int
    name: str
    zone: str
    holidays: Mapping[date, str] = field(default_factory=dict)
    """Name of the holiday by date; nobody works on these."""
    location_id: str | None = None
    """How Crossmark calls the store; without it nothing can be booked there."""


@dataclass(frozen=True)
class TimeOff:
    """Approved time off, both days inclusive; with hours only that part of the (single) day."""

    first: date
    last: date
    hours: Window | None = None
    absence: AttendanceStatus | None = None
    """Nobody approved it: the person called in or did not come."""


@dataclass(frozen=True)
class Override:
    """A dated pattern such as a semester; None keeps what the weekly pattern says. Monday first."""

    first: date
    last: date
    weekdays: tuple[bool | None, ...]


@dataclass(frozen=True)
class Employee:
    id: int
    name: str
    title: Title
    store_ids: frozenset[int]
    active: bool = True
    rep_id: str | None = None
    terminated_on: date | None = None
    adult_beverage_trained: bool = False
    weekly: Mapping[int, tuple[Window, ...]] | None = None
    """Ranges by weekday, Monday 0; None = nothing entered = always available; a missing weekday = not available."""
    dates: Mapping[date, bool] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    max_minutes_week: int | None = None
    target_minutes_week: int | None = None
    max_days_week: int | None = None
    max_consecutive_days: int | None = None
    min_rest_minutes: int | None = None
    """Between the last work of one day and the first of the next."""
    preferred_days_off: frozenset[int] = frozenset()
    """Weekdays, Monday 0."""
    wage_cents: int | None = None
    """For one hour."""


@dataclass(frozen=True)
class Balance:
    """How much more than a fair share somebody carried in the weeks before; negative is less."""

    hours: int = 0
    weekend_days: int = 0
    closings: int = 0
    """Days on which the work ended with the last Core slot or later."""
    juicer_days: int = 0


@dataclass(frozen=True)
class Own:
    """What an event of a file says itself, in place of what the rules say about its type."""

    starts: tuple[int, ...]
    """Minutes after midnight, best first."""
    titles: frozenset[Title]
    duty: RotationKind | None = None
    """The rotation that the event belongs to."""


@dataclass(frozen=True)
class Event:
    """Work to be done once inside `start`..`due` (both local dates; whether `due` is usable is a rule)."""

    id: int
    ref_num: str
    name: str
    type: EventType
    store_id: int
    start: date
    due: date
    minutes: int
    subtype: EventSubtype | None = None
    event_number: str | None = None
    priority: int = 3
    headcount: int = 1
    exclusive: bool = True
    condition: Condition = Condition.UNSTAFFED
    auto_schedule: bool = True
    own: Own | None = None
    bumps: int = 0
    """How often it gave its place to a more urgent event."""


@dataclass(frozen=True)
class Assignment:
    """One employee on one event at one time: a saved schedule, a proposal or a candidate that is only asked about."""

    event: Event
    employee: Employee
    store: Store
    day: date
    start: int
    schedule_id: int | None = None
    """None for what is not saved yet, negative for the line of a run: the number of the line."""
    pinned: bool = False
    published: bool = False
    minutes: int | None = None
    """Only when the saved schedule has another length than its event."""
    released: bool = False
    """Was published and may move again after a disruption, even where it breaks a rule by now."""

    @property
    def is_proposal(self) -> bool:
        return self.schedule_id is not None and self.schedule_id < 0

    @property
    def length(self) -> int:
        return self.event.minutes if self.minutes is None else self.minutes

    @property
    def end(self) -> int:
        """May be above 1440 when the work goes past midnight."""
        return self.start + self.length

    @cached_property
    def starts_at(self) -> datetime:
        return moment(self.day, self.start, self.store.zone)

    @cached_property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.length)

    def overlaps(self, other: Assignment) -> bool:
        """Touching is not overlapping."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class RotationSlot:
    """Who has the weekly duty and, for one date, who has it instead."""

    standing_id: int
    backup_id: int | None = None


@dataclass(frozen=True)
class Problem:
    """Everything that decides about `first_day`..`last_day` of some stores."""

    today: date
    """Local date of the stores, taken once by the caller."""
    first_day: date
    last_day: date
    stores: Mapping[int, Store]
    employees: Mapping[int, Employee]
    events: Mapping[int, Event]
    assignments: tuple[Assignment, ...] = ()
    """Saved schedules that hold time, including some days before and after the range so that week rules see them."""
    in_conflict: Mapping[int, tuple[Assignment, ...]] = field(default_factory=dict)
    """By event id: bookings that Crossmark holds although a rule here stands against them. They take a place of their
    event, and nobody's time."""
    rotations: Mapping[tuple[int, RotationKind, int], RotationSlot] = field(default_factory=dict)
    """By store id, kind and weekday (Monday 0)."""
    rotation_exceptions: Mapping[tuple[int, RotationKind, date], int] = field(default_factory=dict)
    """Employee id by store id, kind and date; always wins."""
    carried: Mapping[int, Balance] = field(default_factory=dict)
    """By employee id; who is missing carried a fair share. Filled for runs, which are fair over time."""
    rules: RuleSettings = field(default_factory=RuleSettings)
    weights: Weights = field(default_factory=Weights)
    keeps_booked: bool = False
    """A repair: what is booked moves only where something would have no place otherwise."""

    @cached_property
    def by_employee(self) -> Mapping[int, tuple[Assignment, ...]]:
        return _grouped(self.assignments, "employee")

    @cached_property
    def by_event(self) -> Mapping[int, tuple[Assignment, ...]]:
        return _grouped(self.assignments, "event")

    def assignment(self, event_id: int, employee_id: int, day: date, start: int) -> Assignment:
        """A candidate to ask about. Raises KeyError for ids that are not part of the problem."""
        event = self.events[event_id]
        return Assignment(event, self.employees[employee_id], self.stores[event.store_id], day, start)

    def partner_events(self, event: Event) -> tuple[Event, ...]:
        """Core and Supervisor events of one store with the same six-digit number belong together."""
        other = {EventType.CORE: EventType.SUPERVISOR, EventType.SUPERVISOR: EventType.CORE}.get(event.type)
        if other is None or event.event_number is None:
            return ()
        return tuple(e for e in self._by_number.get((event.store_id, event.event_number), ()) if e.type is other)

    @cached_property
    def _by_number(self) -> Mapping[tuple[int, str], tuple[Event, ...]]:
        found: dict[tuple[int, str], list[Event]] = {}
        for event in self.events.values():
            if event.event_number is not None:
                found.setdefault((event.store_id, event.event_number), []).append(event)
        return {key: tuple(events) for key, events in found.items()}


def _grouped(assignments: tuple[Assignment, ...], by: str) -> dict[int, tuple[Assignment, ...]]:
    found: dict[int, list[Assignment]] = {}
    for assignment in assignments:
        found.setdefault(getattr(assignment, by).id, []).append(assignment)
    return {key: tuple(sorted(rows, key=lambda a: a.starts_at)) for key, rows in found.items()}
