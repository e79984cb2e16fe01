"""What the daily audit rests on besides the scheduling problem, and what earlier audits found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Audit, AuditDismissal, EdrReport, SyncRun

PER_PAGE = 30


def reports_of(session: Session, store_id: int, numbers: Collection[str]) -> frozenset[str]:
    """Those of the event numbers whose EDR is here."""
    query = select(EdrReport.event_number).where(EdrReport.store_id == store_id, EdrReport.event_number.in_(numbers))
    return frozenset(session.scalars(query)) if numbers else frozenset()


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
