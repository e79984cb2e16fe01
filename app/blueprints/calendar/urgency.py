"""How pressing an open event is: due within a day is critical, within a week it is soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.blueprints.calendar.cards import short_name
from app.models import Event
from app.queries.calendar import Waiting
from app.services.scheduling.rule_settings import RuleSettings

CRITICAL_DAYS, SOON_DAYS = 1, 7


class Urgency(StrEnum):
    CRITICAL = "critical"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True)
class OpenEvent:
    event: Event | Waiting
    days_left: int
    """Until the due day; below zero when it has passed."""

    @property
    def name(self) -> str:
        return short_name(self.event.name)

    @property
    def urgency(self) -> Urgency:
        if self.days_left <= CRITICAL_DAYS:
            return Urgency.CRITICAL
        return Urgency.SOON if self.days_left <= SOON_DAYS else Urgency.LATER


def by_urgency(events: Iterable[Event | Waiting], today: date) -> tuple[OpenEvent, ...]:
    return tuple(OpenEvent(event, (event.due_date - today).days) for event in events)


def due_range(urgency: Urgency | None, today: date) -> tuple[date | None, date | None]:
    """The first and last due day of an urgency; None leaves that end open."""
    critical, soon = today + timedelta(days=CRITICAL_DAYS), today + timedelta(days=SOON_DAYS)
    return {
        None: (None, None),
        Urgency.CRITICAL: (None, critical),
        Urgency.SOON: (critical + timedelta(days=1), soon),
        Urgency.LATER: (soon + timedelta(days=1), None),
    }[urgency]


def can_be_done_on(event: Event | Waiting, day: date, rules: RuleSettings) -> bool:
    """By its window alone. The due day itself counts only for an event of one day, or when the rules say so."""
    rules = rules.on(day)
    if event.type in rules.fixed_day_types:
        return event.start_date == day
    last = event.due_date
    if not rules.due_date_inclusive and event.start_date < event.due_date:
        last -= timedelta(days=1)
    return event.start_date <= day <= last
