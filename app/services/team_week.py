"""The team's printed week: who works when, Sunday to Saturday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.formatting import local_day, wall_time
from app.models import Schedule
from app.models.columns import utc_now
from app.paperwork.model import Roster, RosterEntry
from app.queries import paperwork as queries
from app.services.namesakes import told_apart
from app.services.paperwork_brand import brand
from app.services.paperwork_rows import bounds
from app.vocabulary import EventSubtype, EventType
from app.wording import say

_DAYS = 7
#: Saturdays on which Walmart's year begins; a year of 53 weeks needs nothing but its successor's line.
WEEK_ONE = (date(2025, 2, 1), date(2026, 1, 31), date(2027, 1, 30), date(2028, 1, 29))


def roster(session: Session, *, first: date, store_id: int, days: int = _DAYS, all_types: bool = False) -> Roster:
    """Without `all_types` only demos and juicing. Raises NotFound for a store that does not exist."""
    store = queries.store(session, store_id)
    if store is None:
        raise NotFound(say("That store was not found."))
    booked = queries.bookings(session, store_id, *bounds(first, days, store.timezone))
    team = queries.team(session, store_id)
    people = [*team, *(booking.employee for booking in booked)]
    names = told_apart(people)
    printed = booked if all_types else _printed(booked)
    entries = tuple(_entry(booking, store.timezone, names[booking.employee_id]) for booking in printed)
    listed = {names[person.id] for person in team} | {entry.employee for entry in entries}
    weeks = (walmart_week(first + timedelta(days=offset)) for offset in range(0, days, _DAYS))
    return Roster(
        first_day=first,
        store_name=store.name,
        store_number=store.number,
        built_at=wall_time(utc_now(), store.timezone),
        brand=brand(session),
        people=tuple(sorted(listed, key=str.casefold)),
        entries=entries,
        weeks=tuple(week for week in weeks if week),
        languages={names[person.id]: person.locale for person in people},
    )


def _printed(booked: Sequence[Schedule]) -> list[Schedule]:
    """Demos and juicing; check-ins and set-ups would crowd the page."""
    return [
        booking
        for booking in booked
        if booking.event.type is EventType.CORE or booking.event.subtype is EventSubtype.JUICER_PRODUCTION
    ]


def _entry(booking: Schedule, zone: str, employee: str) -> RosterEntry:
    return RosterEntry(
        day=local_day(booking.starts_at, zone),
        start=wall_time(booking.starts_at, zone).time(),
        end=wall_time(booking.ends_at, zone).time(),
        employee=employee,
        event_name=booking.event.name,
        event_type=(booking.event.subtype or booking.event.type).value,
    )


def walmart_week(day: date) -> int:
    """Walmart counts weeks from Saturday to Friday; 0 outside the years that are known."""
    begun = [first for first in WEEK_ONE if first <= day]
    if not begun or day >= WEEK_ONE[-1] + timedelta(weeks=52):
        return 0
    return (day - begun[-1]).days // _DAYS + 1
