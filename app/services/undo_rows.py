"""Puts rows back to what the record says they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.db import Base, UtcDateTime
from app.models import ChangeRow, Schedule
from app.models.columns import Tracked
from app.queries import changes as change_queries
from app.vocabulary import ScheduleStatus
from app.wording import say


def put_back(session: Session, rows: Sequence[ChangeRow]) -> None:
    """What each row was before its change, the last written one first."""
    together = _read_together(session, rows)  # kept until the end, or each row would be read once more alone
    before = step_aside(session, [row.row_id for row in rows if row.table_name == Schedule.__tablename__])
    with session.no_autoflush:  # nothing is written before all of them are where they were
        for schedule, status in before:
            schedule.status = status
        for row in reversed(rows):
            _put_back(session, row)
    together.clear()


def _read_together(session: Session, rows: Sequence[ChangeRow]) -> dict[str, dict[int, Any]]:
    tables = {row.table_name for row in rows}
    return {
        table: change_queries.lock_rows(session, model_of(table), [r.row_id for r in rows if r.table_name == table])
        for table in sorted(tables)
    }


def step_aside(session: Session, schedule_ids: Sequence[int]) -> list[tuple[Schedule, ScheduleStatus]]:
    """Schedules that traded places would be double booked for a moment, because the database looks at each row as it
    is written; so all of them give their time up before the first gets its place back. Returns what they were."""
    schedules = [found for number in schedule_ids if (found := session.get(Schedule, number)) is not None]
    before = [(schedule, schedule.status) for schedule in schedules]
    for schedule in schedules:
        schedule.status = ScheduleStatus.CANCELLED
    session.flush()
    return before


def _put_back(session: Session, row: ChangeRow) -> None:
    model = model_of(row.table_name)
    if row.operation == "delete":
        session.add(model(**typed_values(model, row.before or {})))
        return
    current: Any = session.get(model, row.row_id)
    if row.operation == "insert":
        if not current.retire():
            session.delete(current)
        return
    for name, value in typed_values(model, row.before or {}).items():
        setattr(current, name, value)


def model_of(table: str) -> type[Any]:
    for mapper in Base.registry.mappers:
        if (
            mapper.local_table is not None
            and mapper.class_.__tablename__ == table
            and issubclass(mapper.class_, Tracked)
        ):
            return mapper.class_
    raise LookupError(say("no tracked table is called %(table)s", table=table))


def typed_values(model: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the JSON record as their columns want them."""
    return {name: _typed(model, name, value) for name, value in values.items()}


def _typed(model: type[Any], name: str, value: Any) -> Any:
    if value is None:
        return None
    kind = model.__table__.c[name].type
    # A decorated type does not say what Python type it stands for.
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if kind.python_type is date:
        return date.fromisoformat(value)
    return kind.enum_class(value) if hasattr(kind, "enum_class") else value
