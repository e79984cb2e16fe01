"""Who belongs to a store and when they are away, as plain columns for pages that show everybody on many days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
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
    WeeklyAvailability,
)
from app.models.employee import WEEKDAYS
from app.vocabulary import AttendanceStatus, RotationKind, TimeOffStatus, Title

YES, NO, KEEP = "1", "0", "-"
"""What an override says about a weekday."""
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)


class Member(NamedTuple):
    """A person of the store with one range of the weekly pattern; `weekday` None when nothing was entered."""

    id: int
    name: str
    title: Title
    active: bool
    terminated_on: date | None
    weekday: int | None
    starts_minute: int | None
    ends_minute: int | None


class Away(NamedTuple):
    """Something that decides about some days of a person; `kind` says how the rest is to be read."""

    kind: str
    """time_off (hours in `begin` and `end`), absence (status in `words`), date (`begin` 1 = available) or override
    (`words` says YES, NO or KEEP for each weekday)."""
    employee_id: int
    first: date
    last: date
    begin: int | None
    end: int | None
    words: str


class DutyRow(NamedTuple):
    """Who has a duty on a weekday, or instead of that on a date (then `day` is set)."""

    kind: RotationKind
    weekday: int | None
    day: date | None
    employee_id: int
    backup_id: int | None


def members(session: Session, store_id: int) -> Iterator[Member]:
    return (Member._make(row) for row in session.execute(_members(), {"store_id": store_id}))


def away(session: Session, store_id: int, first: date, last: date) -> Iterator[Away]:
    """Of the people of the store, whatever touches the days; of two overrides the youngest comes first."""
    asked = {"store_id": store_id, "first": first, "last": last}
    return (Away._make(row) for row in session.execute(_away(), asked))


def duties(session: Session, store_id: int, day: date) -> list[DutyRow]:
    """The standing duties of the day's weekday and who has one on this date instead."""
    asked = {"store_id": store_id, "weekday": day.weekday(), "day": day}
    return [DutyRow._make(row) for row in session.execute(_duties(), asked)]


@cache  # to build a statement costs more than to run it
def _members() -> Executable:
    return (
        select(
            Employee.id,
            Employee.name,
            Employee.title,
            Employee.active,
            Employee.terminated_on,
            WeeklyAvailability.weekday,
            WeeklyAvailability.starts_minute,
            WeeklyAvailability.ends_minute,
        )
        .join(EmployeeStore, EmployeeStore.employee_id == Employee.id)
        .outerjoin(WeeklyAvailability, WeeklyAvailability.employee_id == Employee.id)
        .where(EmployeeStore.store_id == bindparam("store_id"))
        .order_by(Employee.id, WeeklyAvailability.weekday, WeeklyAvailability.starts_minute)
    )


@cache
def _away() -> Executable:
    ids = select(EmployeeStore.employee_id).where(EmployeeStore.store_id == bindparam("store_id"))
    parts = (_time_off(), _absences(), _dates(), _overrides())
    found = union_all(*(part.where(_employee_of(part).in_(ids)) for part in parts)).subquery()
    columns = found.c
    return select(
        columns.kind, columns.employee_id, columns.first, columns.last, columns.begin, columns.end, columns.words
    ).order_by(columns.id.desc())


@cache
def _duties() -> Executable:
    standing = select(
        Rotation.kind,
        Rotation.weekday,
        cast(null(), Date).label("day"),
        Rotation.employee_id,
        Rotation.backup_employee_id,
    ).where(Rotation.store_id == bindparam("store_id"), Rotation.weekday == bindparam("weekday"))
    instead = select(
        RotationException.kind,
        cast(null(), Integer),
        RotationException.day,
        RotationException.employee_id,
        cast(null(), Integer),
    ).where(RotationException.store_id == bindparam("store_id"), RotationException.day == bindparam("day"))
    return union_all(standing, instead)


def _employee_of(part: Select[Any]) -> ColumnElement[int]:
    return next(column for column in part.selected_columns if column.key == "employee_id")


def _row(
    kind: str, model: Any, first: Any, last: Any, *, begin: Any = None, end: Any = None, words: Any = None
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


def _weekday_words() -> ColumnElement[str]:
    words: ColumnElement[str] = literal("")
    for name in WEEKDAYS:
        column = getattr(AvailabilityOverride, name)
        words = words.concat(case((column.is_(True), YES), (column.is_(False), NO), else_=KEEP))
    return words
