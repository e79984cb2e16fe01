"""What the bell counts, all in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.models import Employee, Event, Mail, Schedule
from app.queries.booking import at_store
from app.queries.dashboard import lacks_people, requests_waiting
from app.queries.mails import TROUBLED
from app.queries.unreported import is_unreported
from app.vocabulary import HOLDING_STATUSES, Condition

STARTING_SOON = timedelta(days=14)
_ON_THE_WAY = (Condition.SCHEDULED, Condition.SUBMITTED)


@dataclass(frozen=True)
class Counts:
    due_tomorrow: int
    starting_soon: int
    unreported: int
    today: int
    today_on_the_way: int
    tomorrow: int
    tomorrow_on_the_way: int
    inactive_people: int
    requests: int
    mails: int


@dataclass(frozen=True)
class Moments:
    """Midnights of the store, UTC."""

    unreported_since: datetime
    today: datetime
    tomorrow: datetime
    after_tomorrow: datetime


def counts(session: Session, store_id: int, day: date, at: Moments) -> Counts:
    """`starting_soon` leaves out what is due tomorrow at the latest: that is counted already."""
    open_events = select(func.count()).select_from(Event).where(lacks_people(store_id))
    tomorrow = day + timedelta(days=1)
    booked = _booked(store_id)
    # Counted among the bookings of the day: asked for, the condition would lead SQLite through years of reported work.
    on_the_way = booked.with_only_columns(func.count(case((Event.condition.in_(_ON_THE_WAY), 1))))
    today = (Schedule.starts_at >= at.today, Schedule.starts_at < at.tomorrow)
    next_day = (Schedule.starts_at >= at.tomorrow, Schedule.starts_at < at.after_tomorrow)
    row = session.execute(
        select(
            open_events.where(Event.due_date.between(day, tomorrow)).scalar_subquery(),
            open_events.where(Event.due_date > tomorrow, Event.start_date <= day + STARTING_SOON).scalar_subquery(),
            booked.where(*is_unreported(at.unreported_since, at.today)).scalar_subquery(),
            booked.where(*today).scalar_subquery(),
            on_the_way.where(*today).scalar_subquery(),
            booked.where(*next_day).scalar_subquery(),
            on_the_way.where(*next_day).scalar_subquery(),
            booked.join(Employee, Employee.id == Schedule.employee_id)
            .where(Schedule.starts_at >= at.today, Employee.active.is_(False))
            .scalar_subquery(),
            requests_waiting(store_id, day),
            select(func.count()).where(Mail.store_id == store_id, Mail.state.in_(TROUBLED)).scalar_subquery(),
        )
    ).one()
    return Counts(*row)


def _booked(store_id: int) -> Select[int]:
    """Bookings that take time in the store."""
    query = select(func.count()).select_from(Schedule).join(Event, Event.id == Schedule.event_id)
    return query.where(at_store(store_id), Schedule.status.in_(HOLDING_STATUSES))
