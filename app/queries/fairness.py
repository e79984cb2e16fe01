"""What people did in the weeks before, for the ledger of who carried how much."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event, Schedule, Store
from app.vocabulary import EventType, ScheduleStatus

DoneWork = tuple[int, datetime, datetime, str, EventType]
"""Employee id, begin, end, time zone of the store, type."""


def work_done(session: Session, employee_ids: Collection[int], since: datetime, until: datetime) -> list[DoneWork]:
    """Published or completed work that began in the time; visits inside other work are no extra work."""
    query = (
        select(Schedule.employee_id, Schedule.starts_at, Schedule.ends_at, Store.timezone, Event.type)
        .join(Event, Event.id == Schedule.event_id)
        .join(Store, Store.id == Event.store_id)
        .where(
            Schedule.employee_id.in_(employee_ids),
            Schedule.status.in_((ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)),
            Schedule.exclusive,
            Schedule.starts_at >= since,
            Schedule.starts_at < until,
        )
    )
    return [(person, begin, end, zone, of_type) for person, begin, end, zone, of_type in session.execute(query)]
