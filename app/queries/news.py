"""What was changed lately, with the schedules and events that it touched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Change, ChangeRow, Event, Schedule
from app.vocabulary import ScheduleStatus


def changes_after(session: Session, sequence: int, limit: int) -> list[Change]:
    """The oldest first."""
    query = select(Change).where(Change.sequence > sequence).order_by(Change.sequence).limit(limit)
    return list(session.scalars(query))


def rows_of_plan(session: Session, change_ids: Collection[int]) -> Sequence[ChangeRow]:
    """What these changes did to schedules and events."""
    query = select(ChangeRow).where(
        ChangeRow.change_id.in_(change_ids),
        ChangeRow.table_name.in_((Schedule.__tablename__, Event.__tablename__)),
    )
    return session.scalars(query.order_by(ChangeRow.id)).all()


@dataclass(frozen=True)
class Standing:
    """A schedule as it is now."""

    event_id: int
    store_id: int
    employee_id: int
    starts_at: datetime
    status: ScheduleStatus


def standing(session: Session, schedule_ids: Collection[int]) -> dict[int, Standing]:
    rows = session.execute(
        select(
            Schedule.id,
            Schedule.event_id,
            Event.store_id,
            Schedule.employee_id,
            Schedule.starts_at,
            Schedule.status,
        )
        .join(Event, Event.id == Schedule.event_id)
        .where(Schedule.id.in_(schedule_ids))
    )
    return {row.id: Standing(row.event_id, row.store_id, row.employee_id, row.starts_at, row.status) for row in rows}


def stores_of_events(session: Session, event_ids: Collection[int]) -> dict[int, int]:
    rows = session.execute(select(Event.id, Event.store_id).where(Event.id.in_(event_ids)))
    return {event_id: store_id for event_id, store_id in rows}
