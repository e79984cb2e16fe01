"""Reads of settings and of the consent to use a connector."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.change import ConnectorConfirmation
from app.models.setting import Setting


def all_settings(session: Session) -> Sequence[Setting]:
    return session.scalars(select(Setting)).all()


def setting(session: Session, key: str) -> Setting | None:
    return session.scalar(select(Setting).where(Setting.key == key))


def settings_for_update(session: Session, keys: Collection[str]) -> dict[str, Setting]:
    rows = session.scalars(select(Setting).where(Setting.key.in_(keys)).order_by(Setting.id).with_for_update())
    return {row.key: row for row in rows}


def versions_sum(session: Session, keys: Collection[str]) -> int:
    """Grows with each change of one of the keys."""
    return session.scalar(select(func.coalesce(func.sum(Setting.version), 0)).where(Setting.key.in_(keys))) or 0


def confirmation(session: Session, connector: str) -> ConnectorConfirmation | None:
    return session.scalar(select(ConnectorConfirmation).where(ConnectorConfirmation.connector == connector))
