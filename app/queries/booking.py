"""Rows a booking decides about, locked: events first, then people, each in the order of their ids, so that two
bookings at the same moment wait for each other instead of locking each other out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session

from app.models import Employee, Event, Schedule
from app.vocabulary import HOLDING_STATUSES, EventType, ScheduleStatus

LONGEST_BOOKING = timedelta(days=31)
"""Far beyond any work; only so that the index on the start of bookings can be used."""
#: What still stands, an imported conflict included.
STANDING = (*HOLDING_STATUSES, ScheduleStatus.CONFLICT)


def at_store(store_id: int) -> ColumnElement[bool]:
    """For bookings that their time or status narrows down. The sum keeps SQLite, which knows no statistics, from going
    through every event that the store ever had and asking for its bookings."""
    return Event.store_id + 0 == store_id


def of_types(types: Collection[EventType]) -> ColumnElement[bool]:
    """The same for the types of events: SQLite would rather go through all events of a type."""
    return func.coalesce(Event.type, Event.type).in_(types)


def during(first: datetime, last: datetime) -> ColumnElement[bool]:
    """Bookings that hold time between the moments; the first bound is what an index on their starts answers."""
    began_since = Schedule.starts_at > first - LONGEST_BOOKING
    return and_(began_since, Schedule.starts_at < last, Schedule.ends_at > first)


def lock_events(session: Session, ids: Collection[int]) -> dict[int, Event]:
    query = select(Event).where(Event.id.in_(ids)).order_by(Event.id).with_for_update()
    return {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}


def lock_employees(session: Session, ids: Collection[int]) -> dict[int, Employee]:
    query = select(Employee).where(Employee.id.in_(ids)).order_by(Employee.id).with_for_update()
    return {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}


def lock_schedules(session: Session, ids: Collection[int]) -> dict[int, Schedule]:
    query = select(Schedule).where(Schedule.id.in_(ids)).order_by(Schedule.id).with_for_update()
    return {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}


def standing_schedules(session: Session, event_ids: Collection[int], ids: Collection[int] = ()) -> list[Schedule]:
    """What holds an event, imported conflicts included; and of the named schedules those that still stand."""
    named = or_(Schedule.event_id.in_(event_ids), Schedule.id.in_(ids))
    return list(session.scalars(select(Schedule).where(named, Schedule.status.in_(STANDING)).order_by(Schedule.id)))


def exclusive_between(
    session: Session, employee_ids: Collection[int], first: datetime, last: datetime
) -> list[Schedule]:
    """What keeps these people from other exclusive work between the moments."""
    query = select(Schedule).where(
        Schedule.employee_id.in_(employee_ids),
        Schedule.exclusive,
        Schedule.status.in_(HOLDING_STATUSES),
        Schedule.starts_at < last,
        Schedule.ends_at > first,
    )
    return list(session.scalars(query.order_by(Schedule.id)))


def events_of(session: Session, schedule_ids: Collection[int]) -> set[int]:
    return set(session.scalars(select(Schedule.event_id).where(Schedule.id.in_(schedule_ids))))


def states(session: Session, ids: Collection[int]) -> Sequence[Row[int, int, ScheduleStatus, str | None]]:
    """Id, version, status and Crossmark's id of schedules."""
    query = select(Schedule.id, Schedule.version, Schedule.status, Schedule.crossmark_id).where(Schedule.id.in_(ids))
    return session.execute(query).all()
