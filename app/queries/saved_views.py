"""Reads of the views of the calendar that users saved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import SavedView


def saved_views_of(session: Session, user_id: int) -> Sequence[SavedView]:
    return session.scalars(select(SavedView).where(SavedView.user_id == user_id).order_by(SavedView.name)).all()
