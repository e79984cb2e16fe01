"""Reading the outbox: what is due, what waits, and what a delivery must know."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.models import OutboxItem, Schedule
from app.vocabulary import OutboxState, ScheduleStatus

OPEN = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN)
_WAITING = (OutboxState.PENDING, OutboxState.UNKNOWN)


def next_due(session: Session, now: datetime) -> OutboxItem | None:
    """The oldest item that may be worked on, locked. Of one event only the first open item ever is."""
    earlier = aliased(OutboxItem)
    blocked = select(earlier.id).where(
        earlier.event_id == OutboxItem.event_id, earlier.id < OutboxItem.id, earlier.state.in_(OPEN)
    )
    due = and_(OutboxItem.state.in_(_WAITING), OutboxItem.next_try_at <= now)
    lost = and_(
        OutboxItem.state == OutboxState.SENDING, or_(OutboxItem.lease_until.is_(None), OutboxItem.lease_until < now)
    )
    wanted = select(OutboxItem).where(or_(due, lost), ~blocked.exists()).order_by(OutboxItem.next_try_at, OutboxItem.id)
    return session.scalar(wanted.limit(1).with_for_update(skip_locked=True))


def open_of_schedule(session: Session, schedule_id: int) -> list[OutboxItem]:
    wanted = select(OutboxItem).where(OutboxItem.schedule_id == schedule_id, OutboxItem.state.in_(OPEN))
    return list(session.scalars(wanted.order_by(OutboxItem.id)))


def crossmark_ids_of_event(session: Session, event_id: int, *, but_schedule: int) -> frozenset[str]:
    """Bookings of the event that belong to other schedules of ours."""
    wanted = select(Schedule.crossmark_id).where(
        Schedule.event_id == event_id,
        Schedule.id != but_schedule,
        Schedule.crossmark_id.is_not(None),
        Schedule.status != ScheduleStatus.CANCELLED,
    )
    return frozenset(found for found in session.scalars(wanted) if found)


def holder_of(session: Session, crossmark_id: str, *, but_schedule: int) -> int | None:
    """Another standing schedule that already has this id."""
    return session.scalar(
        select(Schedule.id).where(
            Schedule.crossmark_id == crossmark_id,
            Schedule.id != but_schedule,
            Schedule.status != ScheduleStatus.CANCELLED,
        )
    )


def listed(session: Session, *states: OutboxState, limit: int = 100) -> list[OutboxItem]:
    """Newest first; without states everything."""
    wanted = select(OutboxItem).order_by(OutboxItem.id.desc()).limit(limit)
    if states:
        wanted = wanted.where(OutboxItem.state.in_(states))
    return list(session.scalars(wanted))


def schedules_of(session: Session, schedule_ids: set[int]) -> dict[int, Schedule]:
    """With event and employee, for showing what an item is about."""
    wanted = select(Schedule).where(Schedule.id.in_(schedule_ids))
    rows = session.scalars(wanted.options(joinedload(Schedule.event), joinedload(Schedule.employee)))
    return {row.id: row for row in rows}


def count_by_state(session: Session) -> Counter[OutboxState]:
    rows = session.execute(select(OutboxItem.state, func.count()).group_by(OutboxItem.state))
    return Counter(dict(rows.all()))


def oldest_open(session: Session) -> datetime | None:
    return session.scalar(select(func.min(OutboxItem.created_at)).where(OutboxItem.state.in_(OPEN)))
