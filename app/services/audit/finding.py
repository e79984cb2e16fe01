"""What an audit looks at and what it says: plain data, so that a check is a function that anybody can try."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.event_condition import CLOSED
from app.vocabulary import EventType, FindingSeverity, RotationKind, ScheduleStatus, SyncState


class FixKind(StrEnum):
    """What can be done about a finding."""

    WAYS_OUT = "ways_out"
    """Choose one of the ways out of a saved schedule."""
    STAFF = "staff"
    """Choose one of the ways to get an event done."""
    FREE = "free"
    """Cancel a schedule whose event nobody wants any more."""
    TRADE = "trade"
    """Two Core schedules change places."""
    ROTATION = "rotation"
    SYNC = "sync"
    OUTBOX = "outbox"
    PACKET = "packet"


@dataclass(frozen=True)
class Fix:
    kind: FixKind
    id: int | None = None
    """Of the schedule or the event."""
    other_id: int | None = None
    """Of the schedule to trade with."""
    duty: RotationKind | None = None
    version: int | None = None
    """Of the schedule, as it was looked at."""


@dataclass(frozen=True)
class Finding:
    check: str
    severity: FindingSeverity
    day: date
    message: str
    suggestion: str = ""
    details: tuple[str, ...] = ()
    fix: Fix | None = None
    facts: tuple[str | int | None, ...] = ()
    """What it rests on, in no language: when any of it differs, it is another finding."""
    subject: str = ""
    """An event that several days would name; of a range only the most severe is kept."""

    @property
    def can_be_fixed(self) -> bool:
        """What is only proposed is changed on the page of its run."""
        return self.fix is not None and min(self.fix.id or 0, self.fix.other_id or 0) >= 0

    @cached_property
    def key(self) -> str:
        fix = (self.fix.kind, self.fix.id, self.fix.other_id, self.fix.duty) if self.fix else None
        said = (self.check, self.severity, self.day, self.facts, fix)
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Booking:
    """What the problem does not say about a saved schedule."""

    status: ScheduleStatus
    sync_state: SyncState
    said: Mapping[str, str]
    """Message by rule that stood against it when it was saved."""
    override_reason: str = ""
    version: int | None = None


@dataclass(frozen=True)
class ImportedConflict:
    """A booking that Crossmark holds although a rule stands against it; it takes nobody's time here."""

    schedule_id: int
    day: date
    start: int
    employee: str
    event: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Surroundings:
    """What an audit rests on besides the problem."""

    now: datetime
    bookings: Mapping[int, Booking] = field(default_factory=dict)
    """By schedule id."""
    conflicts: Sequence[ImportedConflict] = ()
    reports: frozenset[str] = frozenset()
    """Event numbers whose EDR is here."""
    last_sync: datetime | None = None
    sync_is_on: bool = False
    stale_hours: int = 24
    """What was read from Crossmark longer ago than this is old."""


@dataclass(frozen=True)
class AuditedDay:
    """One day of one store."""

    problem: Problem
    around: Surroundings
    store_id: int
    day: date
    is_first: bool = True
    """Of a range: what concerns the store as a whole is said once."""

    @cached_property
    def is_holiday(self) -> bool:
        return self.day in self.problem.stores[self.store_id].holidays

    @cached_property
    def rows(self) -> tuple[Assignment, ...]:
        """What is scheduled, in order of time."""
        found = (row for row in self.problem.assignments if row.day == self.day and row.store.id == self.store_id)
        return tuple(sorted(found, key=lambda row: (row.start, row.employee.name, row.event.id)))

    @cached_property
    def cores(self) -> tuple[Assignment, ...]:
        return tuple(row for row in self.rows if row.event.type is EventType.CORE)

    @cached_property
    def unstaffed(self) -> tuple[Event, ...]:
        """Events of the store that lack people, the most urgent first."""
        found = (event for event in self.problem.events.values() if event.store_id == self.store_id)
        return tuple(sorted(filter(self._lacks_people, found), key=lambda event: (event.due, event.priority, event.id)))

    def _lacks_people(self, event: Event) -> bool:
        if event.condition in CLOSED:
            return False
        held = len(self.problem.by_event.get(event.id, ())) + len(self.problem.in_conflict.get(event.id, ()))
        return held < event.headcount

    def version_of(self, row: Assignment) -> int | None:
        booking = self.around.bookings.get(row.schedule_id or 0)
        return booking.version if booking else None

    def day_after(self, days: int) -> date:
        return self.day + timedelta(days=days)


def merged(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by day; what several days say about one event is said once."""
    ordered = sorted(findings, key=lambda one: (one.severity.place, one.day, one.check, one.message))
    seen: set[str] = set()
    kept = []
    for one in ordered:
        if one.subject and one.subject in seen:
            continue
        seen.add(one.subject)
        kept.append(one)
    return tuple(kept)
