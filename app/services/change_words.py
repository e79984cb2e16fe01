"""The rows of changes in the words of the trade: whose schedule, which field, from what to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.formatting import moment, wall_time
from app.models import ChangeRow, Schedule
from app.queries import changes_history as queries

_TABLES = {
    "schedules": "Schedule",
    "schedule_exceptions": "Rule set aside",
    "events": "Event",
    "employees": "Employee",
    "employee_stores": "Store of an employee",
    "employee_weekly_availability": "Weekly availability",
    "employee_date_availability": "Availability on a date",
    "employee_availability_overrides": "Availability override",
    "employee_time_off": "Time off",
    "attendance": "Attendance",
    "holidays": "Holiday",
    "rotations": "Rotation",
    "rotation_exceptions": "Rotation exception",
    "settings": "Setting",
    "rule_settings": "Rule",
    "optimisation_configs": "Configuration",
    "users": "User",
    "user_stores": "Store of a user",
    "stores": "Store",
}
_FIELDS = {
    "employee_id": "Employee",
    "event_id": "Event",
    "store_id": "Store",
    "starts_at": "Begins",
    "ends_at": "Ends",
    "starts_on": "First day",
    "ends_on": "Last day",
    "start_date": "First day",
    "due_date": "Due date",
    "override_reason": "Reason for setting a rule aside",
}
_DONE = {"insert": "new", "update": "changed", "delete": "removed"}
#: Told by the rest already, or of no use to a reader.
_QUIET = frozenset({"id", "change_id", "exclusive"})


@dataclass(frozen=True)
class FieldLine:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowLine:
    """One row of a change. `schedule_id` and `event_id` are set when there is a page to look at."""

    title: str
    done: str
    fields: tuple[FieldLine, ...]
    schedule_id: int | None = None
    event_id: int | None = None


def told(session: Session, rows: Sequence[ChangeRow], zone: str) -> list[RowLine]:
    """In the order they were written. A fixed number of queries, however many rows."""
    schedule_ids = {row.row_id for row in rows if row.table_name == Schedule.__tablename__}
    schedules = queries.schedules_by_id(session, schedule_ids)
    names = queries.names(
        session,
        _ids(rows, "employee_id", "employees") | {one.employee_id for one in schedules.values()},
        _ids(rows, "event_id", "events") | {one.event_id for one in schedules.values()},
        _ids(rows, "store_id", "stores"),
    )
    return [_Teller(names, schedules, zone).line(row) for row in rows]


def _ids(rows: Sequence[ChangeRow], column: str, table: str) -> set[int]:
    named = {said.get(column) for row in rows for said in (row.before or {}, row.after or {})}
    return {value for value in named if isinstance(value, int)} | {r.row_id for r in rows if r.table_name == table}


@dataclass(frozen=True)
class _Teller:
    names: queries.Names
    schedules: dict[int, Schedule]
    zone: str

    def line(self, row: ChangeRow) -> RowLine:
        before, after = row.before or {}, row.after or {}
        # Of a row that came or went everything differs; only what says something is told.
        columns = [name for name in {**before, **after} if name not in _QUIET and (before.get(name), after.get(name))]
        fields = [
            FieldLine(_label(name), self._said(name, before.get(name)), self._said(name, after.get(name)))
            for name in columns
        ]
        schedule = self.schedules.get(row.row_id) if row.table_name == Schedule.__tablename__ else None
        event_id = row.row_id if row.table_name == "events" else schedule.event_id if schedule else None
        return RowLine(
            title=self._title(row, schedule),
            done=_DONE[row.operation],
            fields=tuple(field for field in fields if field.before != field.after),
            schedule_id=schedule.id if schedule else None,
            event_id=event_id,
        )

    def _title(self, row: ChangeRow, schedule: Schedule | None) -> str:
        kind = _TABLES.get(row.table_name, row.table_name)
        said = {**(row.after or {}), **(row.before or {})}
        if schedule is not None:
            said = {"employee_id": schedule.employee_id, "event_id": schedule.event_id, **said}
        own = {"employees": self.names.employees, "events": self.names.events, "stores": self.names.stores}
        parts = [own[row.table_name].get(row.row_id, "")] if row.table_name in own else []
        parts += [self._said(name, said[name]) for name in ("employee_id", "event_id") if said.get(name)]
        parts += [str(said[name]) for name in ("key", "rule", "username", "day", "name") if said.get(name)]
        return f"{kind}: {', '.join(dict.fromkeys(part for part in parts if part))}" if any(parts) else kind

    def _said(self, name: str, value: Any) -> str:
        if value is None or value == "" or value == []:
            return "–"
        if name == "employee_id":
            return self.names.employees.get(value, f"#{value}")
        if name in ("event_id", "parent_id"):
            return self.names.events.get(value, f"#{value}")
        if name == "store_id":
            return self.names.stores.get(value, f"#{value}")
        if name.endswith("_at"):
            return moment(wall_time(datetime.fromisoformat(value), self.zone))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if name == "warnings":
            return "; ".join(str(one.get("message", one)) for one in value)
        return str(value)


def _label(name: str) -> str:
    return _FIELDS.get(name, name.replace("_", " ").capitalize())
