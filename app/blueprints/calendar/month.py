"""The month: how much is planned, in conflict and due on each day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.blueprints.calendar.urgency import OpenEvent, by_urgency
from app.blueprints.calendar.week import DAYS, first_of_week
from app.formatting import local_day, to_utc
from app.models import Store
from app.queries import calendar as queries
from app.queries import problem as problem_queries
from app.services.scheduling.holiday_calendar import HolidayRule, holidays_between
from app.vocabulary import EventType


@dataclass(frozen=True)
class MonthDay:
    day: date
    in_month: bool
    holiday: str | None
    by_type: tuple[tuple[EventType, int], ...]
    conflicts: int
    due: tuple[OpenEvent, ...]
    """Open events of which this is the due day."""

    @property
    def staffed(self) -> int:
        return sum(count for _, count in self.by_type)


@dataclass(frozen=True)
class Month:
    store: Store
    today: date
    first: date
    weeks: tuple[tuple[MonthDay, ...], ...]


def show_month(session: Session, store: Store, day: date, today: date, first_weekday: int) -> Month:
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    begin = first_of_week(first, first_weekday)
    days = [begin + timedelta(days=number) for number in range(((last - begin).days // DAYS + 1) * DAYS)]
    counted = _counted(session, store, days)
    holidays = _holidays(session, store, days)
    waiting = by_urgency(queries.open_events(session, store.id, days[0], days[-1]), today)
    shown = [
        MonthDay(
            day=one,
            in_month=one.month == first.month,
            holiday=holidays.get(one),
            by_type=tuple((kind, counted[one, kind]) for kind in EventType if counted[one, kind]),
            conflicts=counted[one, None],
            due=tuple(event for event in waiting if event.event.due_date == one),
        )
        for one in days
    ]
    return Month(store, today, first, tuple(tuple(shown[at : at + DAYS]) for at in range(0, len(shown), DAYS)))


def _counted(session: Session, store: Store, days: list[date]) -> Counter[tuple[date, EventType | None]]:
    """By day and type; conflicts stand under None as well."""
    zone = store.timezone
    begin, end = to_utc(days[0], 0, zone), to_utc(days[-1] + timedelta(days=1), 0, zone)
    counted: Counter[tuple[date, EventType | None]] = Counter()
    for row in queries.booked_between(session, store.id, begin, end):
        day = local_day(row.starts_at, zone)
        counted[day, row.type] += 1
        counted[day, None] += row.in_conflict
    return counted


def _holidays(session: Session, store: Store, days: list[date]) -> dict[date, str]:
    rules = [
        HolidayRule(row.name, row.day, row.month, row.month_day, row.weekday, row.nth)
        for row in problem_queries.active_holidays(session)
        if row.store_id in (None, store.id)
    ]
    return dict(holidays_between(rules, days[0], days[-1]))
