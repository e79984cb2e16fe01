"""A month as it was, counted by day and type, beside what the same days hold now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.blueprints.calendar.asked import DAYS
from app.blueprints.calendar.month import BADGES
from app.formatting import local_day
from app.services.as_of import Place
from app.services.time_travel import Moment
from app.vocabulary import EventType

Counts = Counter[tuple[date, EventType]]


@dataclass(frozen=True)
class Badge:
    """How many schedules of a type stood on a day, and how many do now."""

    kind: EventType
    then: int
    now: int


@dataclass(frozen=True)
class PastDay:
    day: date
    in_month: bool
    badges: tuple[Badge, ...]
    """Always all types in their order."""
    changed: int
    """How many schedules came to the day, left it or changed on it since."""


def weeks_of(shown: Moment, month: date) -> tuple[tuple[PastDay, ...], ...]:
    zone = shown.store.timezone
    then: Counts = Counter((local_day(row.starts_at, zone), row.event.type) for row in shown.schedules)
    now = then - _counts(shown, "then") + _counts(shown, "now")
    changed = Counter(day for one in shown.differences for day in {*_days((one.then, one.now), zone)})
    days = [
        PastDay(
            day=day,
            in_month=(day.year, day.month) == (month.year, month.month),
            badges=tuple(Badge(kind, then[day, kind], now[day, kind]) for kind in BADGES),
            changed=changed[day],
        )
        for day in shown.days
    ]
    return tuple(tuple(days[at : at + DAYS]) for at in range(0, len(days), DAYS))


def _counts(shown: Moment, when: str) -> Counts:
    """Of what differs: where it stood then, or where it stands now."""
    places = ((one.event.type, one.then if when == "then" else one.now) for one in shown.differences)
    return Counter((day, kind) for kind, place in places for day in _days((place,), shown.store.timezone))


def _days(places: Iterable[Place | None], zone: str) -> Iterator[date]:
    return (local_day(place.starts_at, zone) for place in places if place is not None)
