"""What the daily audit rests on besides the scheduling problem, and what earlier audits found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Audit, AuditDismissal, EdrReport, Event, Schedule, SyncRun
from app.queries.dashboard import booked_between

PER_PAGE = 30


def booked_with_edr(session: Session, store_id: int, first: datetime, last: datetime) -> Sequence[Row[Schedule, bool]]:
    """What takes time in the store, with event and employee, and whether the event's EDR is here."""
    has_edr = exists().where(EdrReport.store_id == store_id, EdrReport.event_number == Event.event_number)
    query = booked_between(store_id, first, last).add_columns(has_edr)
    query = query.options(contains_eager(Schedule.event), joinedload(Schedule.employee))
    return session.execute(query.order_by(Schedule.starts_at, Schedule.id)).all()


def last_complete_sync(session: Session) -> datetime | None:
    query = select(SyncRun.finished_at).where(SyncRun.source == "crossmark", SyncRun.status == "completed")
    return session.scalar(query.order_by(SyncRun.id.desc()).limit(1))


def history(session: Session, store_id: int, *, page: int) -> tuple[Sequence[Audit], bool]:
    """The newest first; whether there are more."""
    query = select(Audit).where(Audit.store_id == store_id).order_by(Audit.id.desc())
    found = session.scalars(query.limit(PER_PAGE + 1).offset((page - 1) * PER_PAGE)).all()
    return found[:PER_PAGE], len(found) > PER_PAGE


def latest_of_day(session: Session, store_id: int, day: date) -> Audit | None:
    """The newest audit that looked at the day."""
    query = select(Audit).where(Audit.store_id == store_id, Audit.first_day <= day, Audit.last_day >= day)
    return session.scalar(query.order_by(Audit.id.desc()).limit(1))


def dismissals(session: Session, store_id: int, first: date, last: date) -> dict[str, AuditDismissal]:
    """By key of the finding."""
    query = select(AuditDismissal).where(AuditDismissal.store_id == store_id, AuditDismissal.day.between(first, last))
    return {row.key: row for row in session.scalars(query)}


def dismissal(session: Session, store_id: int, key: str) -> AuditDismissal | None:
    return session.scalar(select(AuditDismissal).where(AuditDismissal.store_id == store_id, AuditDismissal.key == key))
