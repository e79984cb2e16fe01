"""One row in every table, whatever tables there are: for migrations, which must keep them all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    select,
)
from sqlalchemy import inspect as inspected
from sqlalchemy.types import TypeEngine

from app.db import Base, UtcDateTime

_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_DAY = date(2026, 3, 2)


def fill(connection: Connection) -> None:
    """Every column has a value, except references to the row itself. Sequences are left where they are."""
    filled: set[str] = set()
    for table in Base.metadata.sorted_tables:
        connection.execute(table.delete())  # a migration may have brought rows of its own
        connection.execute(table.insert().values({column.name: _value(column, filled) for column in table.columns}))
        filled.add(table.name)


def counted(connection: Connection) -> dict[str, int]:
    """Rows by table, of the tables that are there."""
    present = set(inspected(connection).get_table_names())
    tables = [table for table in Base.metadata.sorted_tables if table.name in present]
    return {table.name: _rows(connection, table) for table in tables}


def _rows(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _value(column: Column[Any], filled: set[str]) -> Any:
    if column.foreign_keys:
        return 1 if all(key.column.table.name in filled for key in column.foreign_keys) else None
    return 1 if column.primary_key else _sample(column.type, column.name)


def _sample(kind: TypeEngine[Any], name: str) -> Any:
    match kind:
        case Enum():
            return kind.python_type(kind.enums[0])
        case UtcDateTime():
            return _NOON + timedelta(hours=name.startswith("ends"))
        case Boolean():
            return True
        case Date():
            return _DAY
        case Integer():
            return 60 if name.startswith("ends") else 1
        case Float():
            return 0.5
        case JSON():
            return {}
        case LargeBinary():
            return b"x"
        case String():
            return name[: kind.length]
    raise TypeError(f"no sample for {name}, a {kind}")
