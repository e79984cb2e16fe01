"""Work that is over and was not reported, and the booking that a reissue does again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Event, Schedule
from app.queries.booking import at_store
from app.vocabulary import UNREPORTED, ScheduleStatus

MOST = 200


def is_unreported(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of bookings that are joined with their events: should have been reported, and began between the moments."""
    return (
        Event.condition.in_(UNREPORTED),
        Event.removed_at.is_(None),
        Schedule.status == ScheduleStatus.PUBLISHED,
        Schedule.starts_at >= since,
        Schedule.starts_at < until,
    )


def unreported(session: Session, store_id: int, since: datetime, until: datetime) -> list[Schedule]:
    """The oldest first, with event and employee; at most MOST."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(at_store(store_id), *is_unreported(since, until))
        .options(contains_eager(Schedule.event), joinedload(Schedule.employee))
    )
    return list(session.scalars(query.order_by(Schedule.starts_at, Schedule.id).limit(MOST)))


def last_booking(session: Session, event_id: int, before: datetime) -> Schedule | None:
    """The newest that began before the moment, with employee, event and store."""
    query = (
        select(Schedule)
        .where(
            Schedule.event_id == event_id,
            Schedule.status.in_((ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)),
            Schedule.starts_at < before,
        )
        .options(joinedload(Schedule.employee), joinedload(Schedule.event).joinedload(Event.store))
    )
    return session.scalar(query.order_by(Schedule.starts_at.desc(), Schedule.id.desc()).limit(1))
