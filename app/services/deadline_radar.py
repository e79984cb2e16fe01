"""The deadline radar: work that waits against places that are free, by kind of work and week, and what will expire.

A place is one day of one person for a Core or a Juicer event; beside other work a Lead or Club Supervisor does several
short visits a day. Places are counted from patterns and days off, so they are an estimate from above: rules and wishes
of single people may leave fewer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.formatting import short_day, to_utc
from app.models import Store
from app.queries import radar as queries
from app.queries.radar import Busy, Waiting
from app.vocabulary import EventType, Title
from app.wording import N_, say, say_number

WEEKS = 3
SHORT_A_DAY = 4
"""Kiosks, displays and check-ins that one person does beside other work."""
_MOST_SENTENCES = 4


@dataclass(frozen=True)
class Kind:
    name: str
    types: tuple[EventType, ...]
    titles: tuple[Title, ...]
    a_day: int = 1


KINDS = (
    Kind(N_("Core"), (EventType.CORE,), (Title.LEAD, Title.SPECIALIST, Title.JUICER)),
    Kind(N_("Juicer"), (EventType.JUICER,), (Title.JUICER,)),
    Kind(
        N_("Short work"),
        (EventType.SUPERVISOR, EventType.FREEOSK, EventType.DIGITALS, EventType.OTHER),
        (Title.CLUB_SUPERVISOR, Title.LEAD),
        SHORT_A_DAY,
    ),
)


@dataclass(frozen=True)
class WeekLoad:
    """One kind of work in one week: events that wait and must be done in it, and places that are free."""

    kind: Kind
    first: date
    last: date
    waiting: int
    places: int

    @property
    def is_short(self) -> bool:
        return self.waiting > self.places


@dataclass(frozen=True)
class Expiring:
    """By `day` the `waiting` events of a kind need `places` that are free until then; `missing` are too many."""

    kind: Kind
    day: date
    waiting: int
    places: int

    @property
    def missing(self) -> int:
        return max(self.waiting - self.places, 0)

    @property
    def sentence(self) -> str:
        words = {"kind": say(self.kind.name), "day": short_day(self.day)}
        places = say_number("%(number)s place is free", "%(number)s places are free", self.places)
        if self.missing:
            waits = say_number("%(number)s waits", "%(number)s wait", self.waiting)
            return say_number(
                "%(number)s %(kind)s event expires on %(day)s unless more people come: %(waits)s until then, "
                "%(places)s.",
                "%(number)s %(kind)s events expire on %(day)s unless more people come: %(waits)s until then, "
                "%(places)s.",
                self.missing,
                waits=waits,
                places=places,
                **words,
            )
        return say_number(
            "%(number)s %(kind)s event expires on %(day)s unless somebody is scheduled; %(places)s until then.",
            "%(number)s %(kind)s events expire on %(day)s unless somebody is scheduled; %(places)s until then.",
            self.waiting,
            places=places,
            **words,
        )


@dataclass(frozen=True)
class Radar:
    today: date
    loads: tuple[WeekLoad, ...]
    """By kind, then by week."""
    expiring: tuple[Expiring, ...]
    """What is missing first, then the soonest of each kind."""
    booked: Mapping[date, int]
    due: Mapping[date, int]

    @cached_property
    def days(self) -> tuple[date, ...]:
        return tuple(self.today + timedelta(days=number) for number in range(14))


def look(session: Session, store: Store, today: date, holidays: frozenset[date] = frozenset()) -> Radar:
    """Four queries, however much there is."""
    last = today + timedelta(days=7 * WEEKS - 1)
    begin, end = to_utc(today, 0, store.timezone), to_utc(last + timedelta(days=1), 0, store.timezone)
    busy = queries.busy_people(session, store.id, begin, end, _shift(store.timezone, begin))
    supply = Supply(
        queries.people_by_weekday(session, store.id), queries.days_off(session, store.id, today, last), busy, holidays
    )
    waiting = queries.waiting_work(session, store.id, today, last + timedelta(days=1))
    return radar(today, waiting, supply)


def radar(today: date, waiting: Sequence[Waiting], supply: Supply) -> Radar:
    due: Counter[date] = Counter()
    for one in waiting:
        due[one.due] += one.number
    loads = tuple(load for kind in KINDS for load in _weeks(today, kind, waiting, supply))
    return Radar(today, loads, tuple(_expiring(today, waiting, supply)), supply.bookings, due)


@dataclass(frozen=True)
class Supply:
    """Who is there, from patterns, days off, closed days and what is booked already."""

    people: Sequence[tuple[Title, int | None, int]]
    off: Sequence[tuple[Title, date, date]]
    busy: Sequence[Busy]
    holidays: frozenset[date] = frozenset()

    @cached_property
    def bookings(self) -> Mapping[date, int]:
        counted: Counter[date] = Counter()
        for one in self.busy:
            counted[one.day] += one.bookings
        return counted

    @cached_property
    def _people(self) -> Mapping[tuple[Title, int | None], int]:
        """By title and weekday."""
        counted: Counter[tuple[Title, int | None]] = Counter()
        for title, weekday, number in self.people:
            counted[title, weekday] += number
        return counted

    @cached_property
    def _busy(self) -> Mapping[tuple[Title, date], int]:
        counted: Counter[tuple[Title, date]] = Counter()
        for one in self.busy:
            counted[one.title, one.day] += one.people
        return counted

    @cached_property
    def _away(self) -> Mapping[tuple[Title, date], int]:
        counted: Counter[tuple[Title, date]] = Counter()
        for title, begin, end in self.off:
            counted.update((title, begin + timedelta(days=number)) for number in range((end - begin).days + 1))
        return counted

    def places(self, kind: Kind, first: date, last: date) -> int:
        """Free ones from `first` to `last`, both inclusive."""
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return sum(self._of_day(kind, day) for day in days if day not in self.holidays)

    def _of_day(self, kind: Kind, day: date) -> int:
        there = sum(self._there(title, day) - self._taken(kind, title, day) for title in kind.titles)
        return max(there, 0) * kind.a_day

    def _there(self, title: Title, day: date) -> int:
        come = self._people.get((title, None), 0) + self._people.get((title, day.weekday()), 0)
        return max(come - self._away.get((title, day), 0), 0)

    def _taken(self, kind: Kind, title: Title, day: date) -> int:
        """Short visits fit beside other work, so only whole days are taken."""
        if kind.a_day > 1:
            return 0
        return self._busy.get((title, day), 0)


def _weeks(today: date, kind: Kind, waiting: Sequence[Waiting], supply: Supply) -> Iterator[WeekLoad]:
    for number in range(WEEKS):
        first = today + timedelta(days=7 * number)
        last = first + timedelta(days=6)
        must = sum(one.number for one in waiting if one.type in kind.types and first <= _last_day(one, today) <= last)
        yield WeekLoad(kind, first, last, must, supply.places(kind, first, last))


def _expiring(today: date, waiting: Sequence[Waiting], supply: Supply) -> list[Expiring]:
    found = [one for kind in KINDS for one in _of_kind(today, kind, waiting, supply)]
    return sorted(found, key=lambda one: (not one.missing, one.day))[:_MOST_SENTENCES]


def _of_kind(today: date, kind: Kind, waiting: Sequence[Waiting], supply: Supply) -> Iterator[Expiring]:
    """The first day by which more waits than there are places; else the first deadline within a week."""
    by_day: Counter[date] = Counter()
    for one in waiting:
        if one.type in kind.types:
            by_day[_last_day(one, today)] += one.number
    total = 0
    soonest: Expiring | None = None
    for day in sorted(by_day):
        total += by_day[day]
        one_day = Expiring(kind, day, total, supply.places(kind, today, day))
        if one_day.missing:
            yield one_day
            return
        soonest = soonest or one_day
    if soonest is not None and soonest.day < today + timedelta(days=7):
        yield soonest


def _last_day(one: Waiting, today: date) -> date:
    """The day before it is due, which is a reserve, unless that is the only day or it is over."""
    return one.due if one.one_day else max(one.due - timedelta(days=1), today)


def _shift(zone: str, moment: datetime) -> str:
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return f"{int(offset.total_seconds()) // 60} minutes"
