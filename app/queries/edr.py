"""Reads of the report cache and of the sign-in at Walmart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import EdrReport, EdrSession


def reports(session: Session, store_id: int, numbers: Collection[str]) -> Sequence[EdrReport]:
    """With their items."""
    return session.scalars(
        select(EdrReport)
        .where(EdrReport.store_id == store_id, EdrReport.event_number.in_(numbers))
        .options(selectinload(EdrReport.items))
    ).all()


def fresh_numbers(session: Session, store_id: int, *, since: datetime) -> set[str]:
    """Event numbers whose report was fetched after that moment."""
    return set(
        session.scalars(
            select(EdrReport.event_number).where(EdrReport.store_id == store_id, EdrReport.fetched_at >= since)
        )
    )


def current_session(session: Session, *, lock: bool = False) -> EdrSession | None:
    """The installation's one sign-in."""
    query = select(EdrSession).order_by(EdrSession.id.desc()).limit(1)
    return session.scalar(query.with_for_update() if lock else query)
