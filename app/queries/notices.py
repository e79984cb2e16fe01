"""Notices of what a sync changed, and who is affected."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import Event, Notice, Schedule
from app.vocabulary import ScheduleStatus


def coming_schedules(session: Session, event_ids: Collection[int], now: datetime) -> list[Schedule]:
    """Those not over yet, with their people."""
    if not event_ids:
        return []
    wanted = select(Schedule).where(
        Schedule.event_id.in_(event_ids), Schedule.status != ScheduleStatus.CANCELLED, Schedule.ends_at > now
    )
    return list(session.scalars(wanted.options(joinedload(Schedule.employee)).order_by(Schedule.id)))


def open_of_event(session: Session, event_id: int) -> list[Notice]:
    wanted = select(Notice).where(Notice.event_id == event_id, Notice.dismissed_at.is_(None))
    return list(session.scalars(wanted.order_by(Notice.id.desc())))


def open_of_store(session: Session, store_id: int, *, limit: int = 20) -> list[Notice]:
    """Newest first, with their events."""
    wanted = select(Notice).join(Notice.event).where(Event.store_id == store_id, Notice.dismissed_at.is_(None))
    return list(session.scalars(wanted.options(joinedload(Notice.event)).order_by(Notice.id.desc()).limit(limit)))


def with_event(session: Session, notice_id: int) -> Notice | None:
    return session.scalar(select(Notice).where(Notice.id == notice_id).options(joinedload(Notice.event)))
