"""Reads of settings and of the consent to use a connector."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.change import Change, ChangeRow, ConnectorConfirmation
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


def history(session: Session, *, limit: int = 50) -> list[tuple[Change, list[tuple[str, object, object]]]]:
    """Changes of settings, newest first, each with (key, before, after); of secrets only that they changed."""
    touched = ChangeRow.table_name == Setting.__tablename__
    newest = select(ChangeRow.change_id).where(touched).group_by(ChangeRow.change_id)
    changes = session.scalars(select(Change).where(Change.id.in_(newest)).order_by(Change.sequence.desc()).limit(limit))
    found: dict[int, tuple[Change, list[tuple[str, object, object]]]] = {row.id: (row, []) for row in changes}
    keys = {row.id: row.key for row in all_settings(session)}
    for row in session.scalars(select(ChangeRow).where(touched, ChangeRow.change_id.in_(found)).order_by(ChangeRow.id)):
        key = keys.get(row.row_id) or str((row.after or row.before or {}).get("key", ""))
        found[row.change_id][1].append((key, (row.before or {}).get("value"), (row.after or {}).get("value")))
    return list(found.values())
