"""Comparisons, what is ignored of them, and what they compare."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import EdrReport, Event, Reconciliation, ReconciliationIgnore, Schedule
from app.vocabulary import Condition, EventType


def newest(session: Session) -> Reconciliation | None:
    return session.scalar(select(Reconciliation).order_by(Reconciliation.id.desc()).limit(1))


def ignored(session: Session, today: date) -> dict[str, ReconciliationIgnore]:
    """Still ignored, by key."""
    rows = session.scalars(select(ReconciliationIgnore).where(ReconciliationIgnore.until >= today))
    return {row.key: row for row in rows}


def ignores_of(session: Session, keys: Collection[str]) -> dict[str, ReconciliationIgnore]:
    rows = session.scalars(select(ReconciliationIgnore).where(ReconciliationIgnore.key.in_(keys)))
    return {row.key: row for row in rows}


def numbered_events(session: Session, store_id: int, first: date, last: date) -> dict[str, Event]:
    """Core events with a number in these days that Crossmark has not taken away, by number."""
    wanted = select(Event).where(
        Event.store_id == store_id,
        Event.type == EventType.CORE,
        Event.event_number.is_not(None),
        Event.removed_at.is_(None),
        Event.condition != Condition.CANCELED,
        Event.start_date <= last,
        Event.due_date >= first,
    )
    return {str(event.event_number): event for event in session.scalars(wanted)}


def cached_reports(session: Session, store_id: int, first: date, last: date) -> dict[str, str]:
    """Names of Walmart's events of these days in our copies, by number."""
    wanted = select(EdrReport.event_number, EdrReport.name).where(
        EdrReport.store_id == store_id, EdrReport.event_date >= first, EdrReport.event_date <= last
    )
    return {number: name for number, name in session.execute(wanted)}


def schedule_for_update(session: Session, schedule_id: int) -> Schedule | None:
    wanted = select(Schedule).where(Schedule.id == schedule_id).options(joinedload(Schedule.event))
    return session.scalar(wanted.with_for_update(of=Schedule))
