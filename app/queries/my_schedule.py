"""One person's own schedule: only what is published or done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from app.models import Event, Schedule
from app.vocabulary import ScheduleStatus

_SHOWN = (ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)


def own_schedules(session: Session, employee_id: int, first: datetime, last: datetime) -> list[Schedule]:
    """In order of time, with event and store."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .join(Event.store)
        .where(
            Schedule.employee_id == employee_id,
            Schedule.status.in_(_SHOWN),
            Schedule.starts_at >= first,
            Schedule.starts_at < last,
        )
        .options(contains_eager(Schedule.event).contains_eager(Event.store))
    )
    return list(session.scalars(query.order_by(Schedule.starts_at, Schedule.id)))
