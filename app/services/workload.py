"""Who carries how much in some days: days and work by type, hours, whether that is much, and how it came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.formatting import local_day
from app.queries import workload as queries
from app.queries.workload import Booked, Person
from app.services import settings
from app.vocabulary import AttendanceStatus, Condition, EventType, Title

LONGEST_DAYS = 92
_SUNDAY = 6


class Level(StrEnum):
    NORMAL = "normal"
    HIGH = "high"
    OVERLOADED = "overloaded"


@dataclass(frozen=True)
class Limits:
    """Most events a week that count as normal, and as high."""

    normal_max: int
    high_max: int

    def level(self, events: int, days: int) -> Level:
        """The limits grow with the days: 12 a week are 24 in two."""
        if events * 7 <= self.normal_max * days:
            return Level.NORMAL
        return Level.HIGH if events * 7 <= self.high_max * days else Level.OVERLOADED


@dataclass(frozen=True)
class Span:
    """Days, both inclusive."""

    first: date
    last: date

    @classmethod
    def week_of(cls, day: date) -> Span:
        """Sunday to Saturday."""
        first = day - timedelta(days=(day.weekday() - _SUNDAY) % 7)
        return cls(first, first + timedelta(days=6))

    @classmethod
    def month_of(cls, day: date) -> Span:
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def shifted(self, times: int) -> Span:
        """The same number of days before or after."""
        by = timedelta(days=self.days * times)
        return Span(self.first + by, self.last + by)

    def each(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.days)]


@dataclass(frozen=True)
class PersonLoad:
    """`cost_cents` is None when nobody entered what an hour costs."""

    id: int
    name: str
    title: Title
    active: bool
    days: int
    by_type: Mapping[EventType, int]
    minutes: int
    level: Level
    cost_cents: int | None

    @property
    def events(self) -> int:
        return sum(self.by_type.values())


@dataclass(frozen=True)
class Outcome:
    """How the days came out. Each pair is (how many, of how many)."""

    staffed: tuple[int, int]
    reported: tuple[int, int]
    on_time: tuple[int, int]


@dataclass(frozen=True)
class Report:
    span: Span
    limits: Limits
    people: tuple[PersonLoad, ...]
    by_day: Mapping[date, Mapping[EventType, int]]
    outcome: Outcome

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.people)

    @property
    def cost_cents(self) -> int | None:
        """What is known of it; None when nothing is."""
        known = [one.cost_cents for one in self.people if one.cost_cents is not None]
        return sum(known) if known else None

    @property
    def without_wage(self) -> int:
        """People whose hours are not in the cost."""
        return sum(one.cost_cents is None and one.minutes > 0 for one in self.people)

    @property
    def fewest_and_most(self) -> tuple[int, int]:
        """Events of the active people."""
        numbers = [one.events for one in self.people if one.active] or [0]
        return min(numbers), max(numbers)


def limits_of(session: Session) -> Limits:
    stored = settings.read(session)
    normal = int(stored["workload_normal_max"])
    return Limits(normal, max(normal, int(stored["workload_high_max"])))


def report(session: Session, store_ids: Collection[int] | None, span: Span, now: datetime) -> Report:
    """Of the stores, None = of all. A fixed number of queries, however many people."""
    limits = limits_of(session)
    rows = _of_span(queries.booked(session, store_ids, *_bounds(span)), span)
    people = queries.people(session, store_ids, {row.employee_id for row in rows})
    recorded = queries.attendance(session, [one.id for one in people], span.first, span.last)
    over = [row for row in rows if row.ends_at <= now]
    return Report(
        span,
        limits,
        tuple(loads(people, rows, span, limits)),
        _by_day(rows, span),
        Outcome(
            staffed=queries.coverage(session, store_ids, span.first, span.last),
            reported=(sum(row.condition is Condition.SUBMITTED for row in over), len(over)),
            on_time=(recorded[AttendanceStatus.ON_TIME], recorded.total()),
        ),
    )


def _bounds(span: Span) -> tuple[datetime, datetime]:
    """A day more at both ends: stores lie in several zones, and the local day decides."""
    return (
        datetime.combine(span.first - timedelta(days=1), time(), UTC),
        datetime.combine(span.last + timedelta(days=2), time(), UTC),
    )


def _of_span(rows: Iterable[Booked], span: Span) -> list[Booked]:
    return [row for row in rows if span.first <= local_day(row.starts_at, row.zone) <= span.last]


def loads(people: Sequence[Person], rows: Iterable[Booked], span: Span, limits: Limits) -> list[PersonLoad]:
    """One for each person, in the order given, also for those without work."""
    work: dict[int, list[Booked]] = {}
    for row in rows:
        work.setdefault(row.employee_id, []).append(row)
    return [_load(person, work.get(person.id, []), span, limits) for person in people]


def _load(person: Person, rows: Sequence[Booked], span: Span, limits: Limits) -> PersonLoad:
    minutes = sum(int((row.ends_at - row.starts_at).total_seconds()) // 60 for row in rows)
    counted = Counter(row.type for row in rows)
    return PersonLoad(
        id=person.id,
        name=person.name,
        title=person.title,
        active=person.active,
        days=len({local_day(row.starts_at, row.zone) for row in rows}),
        by_type={kind: counted[kind] for kind in EventType},
        minutes=minutes,
        level=limits.level(len(rows), span.days),
        cost_cents=round(person.wage_cents * minutes / 60) if person.wage_cents is not None else None,
    )


def _by_day(rows: Iterable[Booked], span: Span) -> dict[date, dict[EventType, int]]:
    found = {day: dict.fromkeys(EventType, 0) for day in span.each()}
    for row in rows:
        found[local_day(row.starts_at, row.zone)][row.type] += 1
    return found
