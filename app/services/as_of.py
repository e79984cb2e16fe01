"""Rows as they were: today's values with everything that was changed since taken back, in memory only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.models import Change, ChangeRow, Event, Schedule
from app.models.change import plain
from app.queries import changes_as_of as queries
from app.services.undo_rows import typed_values
from app.vocabulary import HOLDING_STATUSES, ScheduleStatus

_STANDING = (*HOLDING_STATUSES, ScheduleStatus.CONFLICT)


@dataclass(frozen=True)
class Place:
    """Where a schedule stands: who, when, and in which state."""

    employee_id: int
    starts_at: datetime
    ends_at: datetime
    status: ScheduleStatus

    @property
    def where(self) -> tuple[int, datetime, datetime]:
        return self.employee_id, self.starts_at, self.ends_at


@dataclass(frozen=True)
class Past:
    """One row: its values then (None: it was not there yet), and what was done to it since, newest first."""

    row: Any
    values: Mapping[str, Any] | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class History:
    """One row with what was done to it, newest first."""

    row: Any
    steps: tuple[tuple[ChangeRow, Change], ...]

    def at(self, sequence: int) -> Past:
        """As it was right after the change of that number."""
        values: dict[str, Any] | None = _plain_values(self.row)
        since = [(row, change) for row, change in self.steps if change.sequence > sequence]
        for row, _ in since:
            values = None if row.operation == "insert" else {**(values or {}), **(row.before or {})}
        typed = None if values is None else typed_values(type(self.row), values)
        return Past(self.row, typed, tuple(change for _, change in since))


def histories(session: Session, rows: Sequence[Any], since: int) -> dict[int, History]:
    """What was done to each row after the change of that number. One query, however many rows."""
    if not rows:
        return {}
    steps: dict[int, list[tuple[ChangeRow, Change]]] = {row.id: [] for row in rows}
    for row, change in queries.rows_since(session, type(rows[0]).__tablename__, steps.keys(), since):
        steps[row.row_id].append((row, change))
    return {row.id: History(row, tuple(steps[row.id])) for row in rows}


def past_of(session: Session, rows: Sequence[Any], sequence: int) -> dict[int, Past]:
    """Each row as it was right after the change of that number."""
    return {number: one.at(sequence) for number, one in histories(session, rows, sequence).items()}


def _plain_values(row: Any) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in inspect(type(row)).column_attrs.keys()}  # noqa: SIM118  # no dict


def standing_now(schedule: Schedule) -> Place | None:
    """None for what is cancelled."""
    if schedule.status not in _STANDING:
        return None
    return Place(schedule.employee_id, schedule.starts_at, schedule.ends_at, schedule.status)


def standing_then(past: Past) -> Place | None:
    """None for what was cancelled or not there yet."""
    then = past.values
    if then is None or then["status"] not in _STANDING:
        return None
    return Place(then["employee_id"], then["starts_at"], then["ends_at"], then["status"])


def as_row(past: Past) -> Any:
    """A row of its own that no session knows, for pages that draw rows. Only of what was there."""
    return type(past.row)(**(past.values or {}))


def event_then(past: Past) -> Event | None:
    return None if past.values is None else as_row(past)
