"""Backups that were made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Backup


def every(session: Session) -> list[Backup]:
    """Newest first."""
    return list(session.scalars(select(Backup).order_by(Backup.created_at.desc(), Backup.id.desc())))


def named(session: Session, file_name: str) -> Backup | None:
    return session.scalar(select(Backup).where(Backup.file_name == file_name))


def last_good(session: Session) -> datetime | None:
    """When the newest backup was made that could be restored when it was tried."""
    return session.scalar(
        select(func.max(Backup.created_at)).where(Backup.verified_at.is_not(None), Backup.error == "")
    )
