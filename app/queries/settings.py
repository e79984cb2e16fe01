"""Reads of settings and of the consent to use a connector."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.change import Change, ChangeRow, ConnectorConfirmation
from app.models.setting import Setting
from app.queries.changes_history import touching_page
from app.queries.paging import Page, Wanted


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


Differences = list[tuple[str, object, object]]
"""(key, before, after) of each setting of a change; of secrets only that they changed."""


def history_page(session: Session, words: str, wanted: Wanted) -> Page[tuple[Change, Differences]]:
    touched = ChangeRow.table_name == Setting.__tablename__
    page = touching_page(session, touched, words, wanted)
    found: dict[int, tuple[Change, Differences]] = {row.id: (row, []) for row in page.rows}
    keys = {row.id: row.key for row in all_settings(session)}
    for row in session.scalars(select(ChangeRow).where(touched, ChangeRow.change_id.in_(found)).order_by(ChangeRow.id)):
        key = keys.get(row.row_id) or str((row.after or row.before or {}).get("key", ""))
        found[row.change_id][1].append((key, (row.before or {}).get("value"), (row.after or {}).get("value")))
    return page.of(list(found.values()))
