"""The record of every change: who, when, why, each row before and after. It feeds undo, history and the audit chain.

Rows of tracked tables are noticed while they are flushed; a change outside `services.changes.record` is refused, so no
code path can write without leaving a trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, event, inspect
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from app.db import Base, UtcDateTime
from app.models.columns import Tracked

_OPEN_CHANGE = "open change"


class Change(Base):
    """One recorded, undoable command. Rows are only ever inserted; database triggers refuse the rest."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user_id: Mapped[int | None] = mapped_column(index=True)
    """No foreign key: the record outlives the account."""
    actor: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(16))
    """page, api, sync, engine, command or upkeep"""
    command: Mapped[str] = mapped_column(String(60))
    summary: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(500), default="")
    store_id: Mapped[int | None] = mapped_column(index=True)
    request_id: Mapped[str] = mapped_column(String(64), default="")
    undo_of_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id", ondelete="RESTRICT"), unique=True)
    """The change this one took back; at most one change can."""
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class ChangeRow(Base):
    """One row that a change touched. `before` and `after` hold only the columns that differ (all of them for insert
    and delete)."""

    __tablename__ = "change_rows"
    __table_args__ = (Index("ix_change_rows_row", "table_name", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id", ondelete="RESTRICT"), index=True)
    table_name: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    operation: Mapped[str] = mapped_column(String(8))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class ConnectorConfirmation(Base):
    """A manager's recorded consent that a connector may use the entered account; removed with the credentials."""

    __tablename__ = "connector_confirmations"

    id: Mapped[int] = mapped_column(primary_key=True)
    connector: Mapped[str] = mapped_column(String(32), unique=True)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")


@dataclass
class RowDifference:
    """What happened to one row inside a change, in plain JSON values."""

    row: Base
    operation: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return str(self.row.__tablename__)

    @property
    def row_id(self) -> int:
        return int(self.row.id)  # type: ignore[attr-defined]  # every tracked table has an integer `id`


@dataclass
class OpenChange:
    """Collects differences while a change is being recorded; the last state of a row wins."""

    rows: dict[tuple[str, int], RowDifference] = field(default_factory=dict)

    def add(self, new: RowDifference) -> None:
        key = (new.table, new.row_id)
        old = self.rows.get(key)
        if old is None:
            self.rows[key] = new
            return
        merged = "insert" if old.operation == "insert" and new.operation == "update" else new.operation
        self.rows[key] = RowDifference(new.row, merged, {**new.before, **old.before}, {**old.after, **new.after})

    @property
    def differences(self) -> list[RowDifference]:
        return [row for row in self.rows.values() if row.before != row.after]


def open_change(session: Session) -> OpenChange | None:
    found = session.info.get(_OPEN_CHANGE)
    return found if isinstance(found, OpenChange) else None


def begin_change(session: Session) -> OpenChange:
    if open_change(session) is not None:
        raise RuntimeError("changes do not nest: one command, one change")
    opened = OpenChange()
    session.info[_OPEN_CHANGE] = opened
    return opened


def end_change(session: Session) -> None:
    session.info.pop(_OPEN_CHANGE, None)


def plain(value: Any) -> Any:
    """A column value as JSON keeps it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


@event.listens_for(Session, "after_flush")
def _notice_tracked_rows(session: Session, context: UOWTransaction) -> None:
    # A row that was taken out of its parent's list is deleted too, but stands in session.dirty at most.
    gone = {state.obj() for state, (is_deleted, listed) in context.states.items() if is_deleted and not listed}
    touched = [
        *((row, "insert") for row in session.new),
        *((row, "update") for row in session.dirty if row not in gone),
        *((row, "delete") for row in gone),
    ]
    tracked = [(row, operation) for row, operation in touched if isinstance(row, Tracked)]
    if not tracked:
        return
    found = [difference for row, operation in tracked if (difference := _difference(row, operation))]
    if not found:
        return
    opened = open_change(session)
    if opened is None:
        tables = ", ".join(sorted({difference.table for difference in found}))
        raise RuntimeError(f"{tables} changed outside changes.record()")
    for difference in found:
        opened.add(difference)


def _difference(row: Any, operation: str) -> RowDifference | None:
    """The tracked columns that differ; None when only untracked ones were written."""
    state = inspect(row)
    skipped = {"version", "created_at", *row.__untracked__}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in state.mapper.column_attrs.keys():  # noqa: SIM118  # not a dict: iterating it yields properties
        if name in skipped:
            continue
        if operation == "insert":
            after[name] = plain(getattr(row, name))
        elif operation == "delete":
            before[name] = plain(getattr(row, name))
        elif (history := get_history(row, name, PASSIVE_NO_INITIALIZE)).has_changes():
            before[name] = plain(history.deleted[0]) if history.deleted else None
            after[name] = plain(history.added[0]) if history.added else None
    if operation == "update" and not after:
        return None
    return RowDifference(row, operation, before, after)
