"""Reading the record backwards: which rows differ from what they were at a moment, and how."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import Change, ChangeRow, Employee, Event, Schedule

#: SQLite takes this many values in one statement without complaint, PostgreSQL far more.
_AT_ONCE = 10_000


def sequence_at(session: Session, moment: datetime) -> int:
    """Number of the last change that was made by then; 0 before the first."""
    return session.scalar(select(func.max(Change.sequence)).where(Change.at <= moment)) or 0


def rows_since(session: Session, table: str, ids: Collection[int], after: int) -> Sequence[tuple[ChangeRow, Change]]:
    """What was done to these rows after the change of that number, newest first."""
    found: list[tuple[ChangeRow, Change]] = []
    for some in _portions(ids):
        query = (
            _since(table, after).where(ChangeRow.row_id.in_(some)).order_by(Change.sequence.desc(), ChangeRow.id.desc())
        )
        found += [(row, change) for row, change in session.execute(query)]
    return found


def _since(table: str, after: int) -> Select[ChangeRow, Change]:
    return (
        select(ChangeRow, Change)
        .join(Change, Change.id == ChangeRow.change_id)
        .where(ChangeRow.table_name == table, Change.sequence > after)
    )


def events_of_days(session: Session, store_id: int, first: date, last: date, after: int) -> list[Event]:
    """Events of the store whose window touches the days now, or did before a change after that number."""
    moved = (
        _since(Event.__tablename__, after)
        .with_only_columns(ChangeRow.row_id)
        .where(
            or_(
                ChangeRow.before["start_date"].as_string() <= last.isoformat(),
                ChangeRow.before["due_date"].as_string() >= first.isoformat(),
            )
        )
    )
    now = and_(Event.start_date <= last, Event.due_date >= first)
    query = select(Event).where(Event.store_id == store_id, or_(now, Event.id.in_(moved)))
    return list(session.scalars(query.order_by(Event.id)))


def schedules_of_days(
    session: Session, store_id: int, first: datetime, last: datetime, after: int, event_ids: Collection[int] = ()
) -> list[Schedule]:
    """Schedules of the store between the moments now, or before a change after that number; and those of the events."""
    moved = (
        _since(Schedule.__tablename__, after)
        .with_only_columns(ChangeRow.row_id)
        .where(
            ChangeRow.before["starts_at"].as_string() >= first.isoformat(),
            ChangeRow.before["starts_at"].as_string() < last.isoformat(),
        )
    )
    now = and_(Schedule.starts_at >= first, Schedule.starts_at < last)
    query = (
        select(Schedule)
        .join(Event, Event.id == Schedule.event_id)
        .where(Event.store_id == store_id, or_(now, Schedule.id.in_(moved), Schedule.event_id.in_(event_ids)))
    )
    return list(session.scalars(query.order_by(Schedule.id)))


def schedules_of_people(session: Session, employee_ids: Collection[int], since: datetime, after: int) -> list[Schedule]:
    """Work from then on that one of these people has, or had before a change after that number."""
    lost = (
        _since(Schedule.__tablename__, after)
        .with_only_columns(ChangeRow.row_id)
        .where(ChangeRow.before["employee_id"].as_integer().in_(employee_ids))
    )
    moved = (
        _since(Schedule.__tablename__, after)
        .with_only_columns(ChangeRow.row_id)
        .where(ChangeRow.before["starts_at"].as_string() >= since.isoformat())
    )
    query = select(Schedule).where(
        or_(Schedule.starts_at >= since, Schedule.id.in_(moved)),
        or_(Schedule.employee_id.in_(employee_ids), Schedule.id.in_(lost)),
    )
    return list(session.scalars(query.order_by(Schedule.id)))


def events_with_stores(session: Session, ids: Collection[int]) -> dict[int, Event]:
    query = select(Event).where(Event.id.in_(ids)).options(joinedload(Event.store))
    return {row.id: row for row in session.scalars(query)}


def events_and_people(
    session: Session, event_ids: Collection[int], employee_ids: Collection[int]
) -> tuple[dict[int, Event], dict[int, Employee]]:
    events = session.scalars(select(Event).where(Event.id.in_(event_ids)))
    people = session.scalars(select(Employee).where(Employee.id.in_(employee_ids)))
    return {row.id: row for row in events}, {row.id: row for row in people}


def _portions(ids: Collection[int]) -> Iterator[list[Any]]:
    numbers = sorted(ids)
    for begin in range(0, len(numbers), _AT_ONCE):
        yield numbers[begin : begin + _AT_ONCE]
