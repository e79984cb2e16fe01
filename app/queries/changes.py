"""Reading the record of changes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models import Change, ChangeRow


def last_change(session: Session) -> Change | None:
    return session.scalar(select(Change).order_by(Change.sequence.desc()).limit(1))


def rows_of(session: Session, change_id: int) -> list[ChangeRow]:
    """In the order they were written."""
    return list(session.scalars(select(ChangeRow).where(ChangeRow.change_id == change_id).order_by(ChangeRow.id)))


def undo_of(session: Session, change_id: int) -> Change | None:
    return session.scalar(select(Change).where(Change.undo_of_id == change_id))


def last_change_of_row(session: Session, table: str, row_id: int, *, after: int) -> Change | None:
    """The newest change of one row that is younger than sequence number `after`."""
    return session.scalar(
        select(Change)
        .join(ChangeRow, ChangeRow.change_id == Change.id)
        .where(ChangeRow.table_name == table, ChangeRow.row_id == row_id, Change.sequence > after)
        .order_by(Change.sequence.desc())
        .limit(1)
    )


def visible_changes(store_ids: frozenset[int] | None, user_id: int | None) -> Select[Change]:
    """Newest first; whoever is limited to stores sees those of the stores and his own."""
    query = select(Change).order_by(Change.sequence.desc())
    if store_ids is None:
        return query
    return query.where((Change.store_id.in_(store_ids)) | (Change.user_id == user_id))


def list_changes(
    session: Session, store_ids: frozenset[int] | None, user_id: int | None, *, page: int = 1, per_page: int = 50
) -> tuple[list[Change], int]:
    """One page of changes and how many there are in all."""
    query = visible_changes(store_ids, user_id)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    return list(session.scalars(query.limit(per_page).offset((page - 1) * per_page))), total


def whole_chain(session: Session) -> Iterator[tuple[Change, list[ChangeRow]]]:
    rows = session.scalars(select(ChangeRow).order_by(ChangeRow.change_id, ChangeRow.id))
    by_change = {change_id: list(group) for change_id, group in groupby(rows, key=lambda row: row.change_id)}
    for change in session.scalars(select(Change).order_by(Change.sequence)):
        yield change, by_change.get(change.id, [])
