"""Work that is over and was not reported, and the booking that a reissue does again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Event, Schedule
from app.vocabulary import Condition, ScheduleStatus

MOST = 200


def unreported(
    session: Session, store_id: int, conditions: Collection[Condition], since: datetime, until: datetime
) -> list[Schedule]:
    """The oldest first, with event and employee; at most MOST."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(
            Event.store_id == store_id,
            Event.condition.in_(conditions),
            Event.removed_at.is_(None),
            Schedule.status == ScheduleStatus.PUBLISHED,
            Schedule.starts_at >= since,
            Schedule.starts_at < until,
        )
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
