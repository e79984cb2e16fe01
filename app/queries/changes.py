"""Reading the record of changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Change, ChangeRow


def last_change(session: Session) -> Change | None:
    return session.scalar(select(Change).order_by(Change.sequence.desc()).limit(1))


def rows_of(session: Session, change_id: int) -> list[ChangeRow]:
    """In the order they were written."""
    return list(session.scalars(select(ChangeRow).where(ChangeRow.change_id == change_id).order_by(ChangeRow.id)))


def undo_of(session: Session, change_id: int) -> Change | None:
    return session.scalar(select(Change).where(Change.undo_of_id == change_id))


def lock_rows(session: Session, model: type[Any], ids: Collection[int]) -> dict[int, Any]:
    """Rows of any table as they are now, locked in the order of their ids."""
    query = select(model).where(model.id.in_(ids)).order_by(model.id).with_for_update()
    return {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}


def undone_among(session: Session, change_ids: Collection[int]) -> set[int]:
    """Which of these changes are taken back at present: undone, and not done again since."""
    first_of = {number: number for number in change_ids}
    undone: set[int] = set()
    while first_of:
        query = select(Change.id, Change.undo_of_id).where(Change.undo_of_id.in_(first_of))
        first_of = {taker: first_of[taken] for taker, taken in session.execute(query) if taken is not None}
        undone ^= set(first_of.values())
    return undone


def standing_for(session: Session, change: Change) -> Change:
    """The change itself, or the one that did it again after it was undone."""
    taker = undo_of(session, change.id)
    again = undo_of(session, taker.id) if taker is not None else None
    return change if again is None else standing_for(session, again)


def last_change_of_row(session: Session, table: str, row_id: int, *, after: int) -> Change | None:
    """The newest change of one row that is younger than sequence number `after`."""
    return session.scalar(
        select(Change)
        .join(ChangeRow, ChangeRow.change_id == Change.id)
        .where(ChangeRow.table_name == table, ChangeRow.row_id == row_id, Change.sequence > after)
        .order_by(Change.sequence.desc())
        .limit(1)
    )


def last_change_of(session: Session, row: Any) -> Change | None:
    """The newest change of a row of a tracked table."""
    return last_change_of_row(session, row.__tablename__, row.id, after=0)


def later_changes(session: Session, rows: Collection[tuple[str, int]], *, after: int, limit: int = 10) -> list[Change]:
    """The changes of these rows (table and id) that are younger than sequence number `after`, newest first."""
    touching = or_(*(and_(ChangeRow.table_name == table, ChangeRow.row_id == number) for table, number in rows))
    query = select(Change).where(Change.sequence > after, Change.id.in_(select(ChangeRow.change_id).where(touching)))
    return list(session.scalars(query.order_by(Change.sequence.desc()).limit(limit)))


def root_of(session: Session, change: Change) -> Change:
    """What an undo, or an undo of an undo, was about in the first place."""
    while change.undo_of_id is not None:
        change = session.get_one(Change, change.undo_of_id)
    return change


def newest_standing(
    session: Session, user_id: int, source: str, *, undos: bool, since: datetime, but: Collection[str] = ()
) -> Change | None:
    """The user's newest change that was not taken back: among the undos, or among everything else."""
    taker = aliased(Change)
    is_undo = Change.command.startswith("undo_", autoescape=True)
    query = select(Change).where(
        Change.user_id == user_id,
        Change.source == source,
        Change.at >= since,
        Change.command.not_in(but),
        is_undo if undos else not_(is_undo),
        ~exists().where(taker.undo_of_id == Change.id),
    )
    return session.scalar(query.order_by(Change.sequence.desc()).limit(1))


def newest_plain(session: Session, user_id: int, source: str) -> int:
    """Sequence number of the user's newest change that takes nothing back; 0 when there is none."""
    query = select(func.max(Change.sequence)).where(
        Change.user_id == user_id, Change.source == source, Change.undo_of_id.is_(None)
    )
    return session.scalar(query) or 0


def visible_changes(store_ids: frozenset[int] | None, user_id: int | None) -> Select[Change]:
    """Newest first; whoever is limited to stores sees those of the stores and his own."""
    query = select(Change).order_by(Change.sequence.desc())
    if store_ids is None:
        return query
    return query.where((Change.store_id.in_(store_ids)) | (Change.user_id == user_id))


def whole_chain(session: Session) -> Iterator[tuple[Change, list[ChangeRow]]]:
    rows = session.scalars(select(ChangeRow).order_by(ChangeRow.change_id, ChangeRow.id))
    by_change = {change_id: list(group) for change_id, group in groupby(rows, key=lambda row: row.change_id)}
    for change in session.scalars(select(Change).order_by(Change.sequence)):
        yield change, by_change.get(change.id, [])


def changes_touching(session: Session, touched: ColumnElement[bool], *, limit: int) -> list[tuple[Change, str]]:
    """Changes with such rows (a condition on ChangeRow), newest first, each with the names of what differed."""
    ids = select(ChangeRow.change_id).where(touched)
    changes = session.scalars(select(Change).where(Change.id.in_(ids)).order_by(Change.sequence.desc()).limit(limit))
    return with_what_differed(session, touched, list(changes))


def with_what_differed(
    session: Session, touched: ColumnElement[bool], found: Sequence[Change]
) -> list[tuple[Change, str]]:
    """Each change with the names of what differed in the rows that `touched` means."""
    rows = session.scalars(select(ChangeRow).where(touched, ChangeRow.change_id.in_([row.id for row in found])))
    words: dict[int, set[str]] = {}
    for row in rows:
        if row.operation == "update":
            words.setdefault(row.change_id, set()).update(name.replace("_", " ") for name in row.after or {})
    return [(change, ", ".join(sorted(words.get(change.id, ())))) for change in found]
