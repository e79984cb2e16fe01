"""When people are away and which duties they have: plain columns for pages of many people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Executable,
    Integer,
    Select,
    String,
    bindparam,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.models import (
    Attendance,
    AvailabilityOverride,
    DateAvailability,
    Employee,
    EmployeeStore,
    Rotation,
    RotationException,
    TimeOff,
)
from app.models.employee import WEEKDAYS
from app.vocabulary import AttendanceStatus, TimeOffStatus

YES, NO, KEEP = "1", "0", "-"
"""What an override says about a weekday."""
_NAMED: BindParameter[int] = bindparam("named", type_=Integer, expanding=True)
_STORES: BindParameter[int] = bindparam("store_ids", type_=Integer, expanding=True)
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)


class Fact(NamedTuple):
    """Something that decides about some days of a person; `kind` says how the rest is to be read."""

    kind: str
    """time_off (hours in `begin` and `end`), absence (status in `words`), date (`begin` 1 = available), override
    (`words` says YES, NO or KEEP for each weekday), duty (kind in `words`, weekday in `begin`, backup in `end`) or
    duty_instead (kind in `words`, on that date)."""
    employee_id: int
    first: date | None
    last: date | None
    begin: int | None
    end: int | None
    words: str
    store_id: int | None
    """Of duties alone."""


def facts(session: Session, store_id: int, first: date, last: date, *, named: Collection[int] = ()) -> Iterator[Fact]:
    """Whatever touches the days of the people of the store and of the named ones, and who has the store's duties; the
    youngest first, so that of two overrides the one entered last counts."""
    asked = {"store_ids": [store_id], "first": first, "last": last, "named": list(named)}
    return (Fact._make(row) for row in session.execute(_facts_at_store(), asked))


def facts_of(
    session: Session, employee_ids: Collection[int], store_ids: Collection[int], first: date, last: date
) -> Iterator[Fact]:
    """As `facts`, of these people alone, and who has the duties of the stores."""
    asked = {"named": list(employee_ids), "store_ids": list(store_ids), "first": first, "last": last}
    return (Fact._make(row) for row in session.execute(_facts_of_people(), asked))


@cache  # to build a statement costs more than to run it
def _facts_at_store() -> Executable:
    at_store = select(EmployeeStore.employee_id).where(EmployeeStore.store_id.in_(_STORES))
    people = select(Employee.id).where(or_(Employee.id.in_(at_store), Employee.id.in_(_NAMED)))
    return _youngest_first(*_of(people), _standing_duties(), _duties_instead())


@cache
def _facts_of_people() -> Executable:
    people = select(Employee.id).where(Employee.id.in_(_NAMED))
    return _youngest_first(*_of(people), _standing_duties(), _duties_instead())


def _of(people: Select[Any]) -> list[Select[Any]]:
    ids = select(people.cte("people").c.id)
    return [part.where(_employee_of(part).in_(ids)) for part in (_time_off(), _absences(), _dates(), _overrides())]


def _youngest_first(*parts: Select[Any]) -> Executable:
    columns = union_all(*parts).subquery().c
    return select(*(columns[name] for name in Fact._fields)).order_by(columns.id.desc())


def _employee_of(part: Select[Any]) -> ColumnElement[int]:
    return next(column for column in part.selected_columns if column.key == "employee_id")


def _row(
    kind: str,
    model: Any,
    first: Any,
    last: Any,
    *,
    begin: Any = None,
    end: Any = None,
    words: Any = None,
    store_id: Any = None,
) -> Select[Any]:
    """One half of the union; what a kind does not have is nothing of the right type."""
    return select(
        literal(kind).label("kind"),
        model.id.label("id"),
        model.employee_id.label("employee_id"),
        first.label("first"),
        last.label("last"),
        (cast(null(), Integer) if begin is None else begin).label("begin"),
        (cast(null(), Integer) if end is None else end).label("end"),
        (literal("") if words is None else words).label("words"),
        (cast(null(), Integer) if store_id is None else store_id).label("store_id"),
    )


def _time_off() -> Select[Any]:
    found = _row(
        "time_off",
        TimeOff,
        TimeOff.starts_on,
        TimeOff.ends_on,
        begin=TimeOff.starts_minute,
        end=TimeOff.ends_minute,
    )
    approved = TimeOff.status == TimeOffStatus.APPROVED
    return found.where(approved, TimeOff.starts_on <= _LAST, TimeOff.ends_on >= _FIRST)


def _absences() -> Select[Any]:
    statuses = [status for status in AttendanceStatus if status.is_absence]
    found = _row("absence", Attendance, Attendance.day, Attendance.day, words=cast(Attendance.status, String))
    return found.where(Attendance.status.in_(statuses), Attendance.day.between(_FIRST, _LAST))


def _dates() -> Select[Any]:
    said = cast(DateAvailability.available, Integer)
    found = _row("date", DateAvailability, DateAvailability.day, DateAvailability.day, begin=said)
    return found.where(DateAvailability.day.between(_FIRST, _LAST))


def _overrides() -> Select[Any]:
    said = _weekday_words()
    model = AvailabilityOverride
    found = _row("override", model, model.starts_on, model.ends_on, words=said)
    return found.where(model.starts_on <= _LAST, model.ends_on >= _FIRST)


def _standing_duties() -> Select[Any]:
    model, no_day = Rotation, cast(null(), Date)
    found = _row(
        "duty",
        model,
        no_day,
        no_day,
        begin=model.weekday,
        end=model.backup_employee_id,
        words=cast(model.kind, String),
        store_id=model.store_id,
    )
    return found.where(model.store_id.in_(_STORES))


def _duties_instead() -> Select[Any]:
    model = RotationException
    found = _row("duty_instead", model, model.day, model.day, words=cast(model.kind, String), store_id=model.store_id)
    return found.where(model.store_id.in_(_STORES), model.day.between(_FIRST, _LAST))


def _weekday_words() -> ColumnElement[str]:
    words: ColumnElement[str] = literal("")
    for name in WEEKDAYS:
        column = getattr(AvailabilityOverride, name)
        words = words.concat(case((column.is_(True), YES), (column.is_(False), NO), else_=KEEP))
    return words
