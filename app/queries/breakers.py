"""How other systems have answered lately."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Breaker
from app.vocabulary import BreakerState


def every(session: Session) -> list[Breaker]:
    return list(session.scalars(select(Breaker).order_by(Breaker.name)))


def named(session: Session, name: str, *, lock: bool = False) -> Breaker | None:
    wanted = select(Breaker).where(Breaker.name == name)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def open_names(session: Session) -> list[str]:
    """Systems that are not asked just now."""
    return list(session.scalars(select(Breaker.name).where(Breaker.state != BreakerState.CLOSED)))
