"""Whose own account at Crossmark is used."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Change, CrossmarkSignIn, User


def of_user(session: Session, user_id: int, *, lock: bool = False) -> CrossmarkSignIn | None:
    wanted = select(CrossmarkSignIn).where(CrossmarkSignIn.user_id == user_id)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def of_author(session: Session, change_id: int | None) -> CrossmarkSignIn | None:
    """Of who made the change, as long as they may sign in here."""
    wanted = (
        select(CrossmarkSignIn)
        .join(User, User.id == CrossmarkSignIn.user_id)
        .join(Change, Change.user_id == User.id)
        .where(Change.id == change_id, User.active)
    )
    return session.scalar(wanted)
