"""Comparisons, what is ignored of them, and what they compare."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import EdrReport, Event, KeptOurs, Reconciliation, ReconciliationIgnore, Schedule
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


def kept_keys(session: Session, since: datetime) -> set[str]:
    """Differences of which our side was kept since then."""
    return set(session.scalars(select(KeptOurs.key).where(KeptOurs.created_at >= since)))


def standing_numbers(session: Session, store_id: int) -> set[str]:
    """Event numbers of everything Crossmark still has in this store, whatever its type."""
    wanted = select(Event.event_number).where(
        Event.store_id == store_id,
        Event.event_number.is_not(None),
        Event.removed_at.is_(None),
        Event.condition != Condition.CANCELED,
    )
    return {str(number) for number in session.scalars(wanted)}


def cores_between(session: Session, store_id: int, first: date, last: date) -> list[Event]:
    """Core events with a number that may be done in these days."""
    wanted = select(Event).where(
        Event.store_id == store_id,
        Event.type == EventType.CORE,
        Event.event_number.is_not(None),
        Event.removed_at.is_(None),
        Event.condition != Condition.CANCELED,
        Event.start_date <= last,
        Event.due_date >= first,
    )
    return list(session.scalars(wanted.order_by(Event.start_date, Event.id)))


def cached_reports(session: Session, store_id: int) -> dict[str, tuple[str, date | None]]:
    """Name and day of Walmart's events in our copies, by number."""
    wanted = select(EdrReport.event_number, EdrReport.name, EdrReport.event_date).where(EdrReport.store_id == store_id)
    return {number: (name, day) for number, name, day in session.execute(wanted)}


def schedule_for_update(session: Session, schedule_id: int) -> Schedule | None:
    wanted = select(Schedule).where(Schedule.id == schedule_id).options(joinedload(Schedule.event))
    return session.scalar(wanted.with_for_update(of=Schedule))
