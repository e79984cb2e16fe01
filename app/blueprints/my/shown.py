"""A person's schedules, day by day, with the times of the store they are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from flask import current_app
from sqlalchemy.orm import Session

from app.formatting import local_day, local_minutes, to_utc, wall_time
from app.models import Schedule, Store
from app.models.columns import utc_now
from app.queries.my_schedule import own_schedules
from app.services import rulebook
from app.services.scheduling.allowed_times import core_slot_at
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventType


@dataclass(frozen=True)
class Visit:
    """One event of the day; `lunch` are minutes after midnight, None when the event has none."""

    schedule: Schedule
    store: Store
    starts: datetime
    ends: datetime
    lunch: tuple[int, int] | None


@dataclass(frozen=True)
class Day:
    day: date
    visits: tuple[Visit, ...]


def days_ahead(days: int) -> date:
    """Of the product's home zone; visits carry the zone of their store."""
    return local_day(utc_now(), _home_zone()) + timedelta(days=days)


def own_days(session: Session, employee_id: int, first: date, days: int) -> list[Day]:
    """Only days with work."""
    begin, end = (to_utc(first + timedelta(days=n), 0, _home_zone()) for n in (0, days))
    rules = rulebook.read(session)
    visits = [_visit(row, rules) for row in own_schedules(session, employee_id, begin, end)]
    return [Day(day, tuple(found)) for day, found in groupby(visits, key=lambda visit: visit.starts.date())]


def _visit(row: Schedule, rules: RuleSettings) -> Visit:
    store = row.event.store
    starts, ends = wall_time(row.starts_at, store.timezone), wall_time(row.ends_at, store.timezone)
    return Visit(row, store, starts, ends, _lunch(row, rules, store.timezone))


def _lunch(row: Schedule, rules: RuleSettings, zone: str) -> tuple[int, int] | None:
    if row.event.type is not EventType.CORE:
        return None
    slot = core_slot_at(rules, local_day(row.starts_at, zone), local_minutes(row.starts_at, zone))
    return (slot.lunch_begin, slot.lunch_end) if slot else None


def _home_zone() -> str:
    return str(current_app.extensions["settings"].timezone)
