"""Work that waits against people who could do it, counted by the database: never a row a booking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, case, distinct, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from app.models import Employee, EmployeeStore, Event, Schedule, TimeOff, WeeklyAvailability
from app.queries.booking import at_store
from app.queries.dashboard import lacks_people
from app.vocabulary import HOLDING_STATUSES, EventType, TimeOffStatus, Title


class shifted_day(GenericFunction[date]):  # it is called like a function of the database
    """The day of a stored moment at a fixed distance from UTC, given as text: '-300 minutes'."""

    type = Date()
    inherit_cache = True


@compiles(shifted_day, "sqlite")
def _in_sqlite(element: shifted_day, compiler: SQLCompiler, **more: object) -> str:
    moment, shift = (compiler.process(clause, **more) for clause in element.clauses)
    return f"date({moment}, {shift})"


@compiles(shifted_day, "postgresql")
def _in_postgresql(element: shifted_day, compiler: SQLCompiler, **more: object) -> str:
    moment, shift = (compiler.process(clause, **more) for clause in element.clauses)
    return f"CAST(({moment}) AT TIME ZONE 'UTC' + CAST({shift} AS interval) AS date)"


@dataclass(frozen=True)
class Waiting:
    """Events of a type that lack people, with the same last day; `one_day` when that is their only one."""

    type: EventType
    due: date
    one_day: bool
    number: int


@dataclass(frozen=True)
class Busy:
    """How many people of a title work on a day, and on how many bookings."""

    day: date
    title: Title
    people: int
    bookings: int


def waiting_work(session: Session, store_id: int, first: date, last: date) -> list[Waiting]:
    one_day = case((Event.start_date == Event.due_date, 1), else_=0)
    query = (
        select(Event.type, Event.due_date, one_day, func.count())
        .where(lacks_people(store_id), Event.due_date.between(first, last))
        .group_by(Event.type, Event.due_date, one_day)
    )
    return [Waiting(kind, due, bool(only), number) for kind, due, only, number in session.execute(query)]


def people_by_weekday(session: Session, store_id: int) -> Sequence[tuple[Title, int | None, int]]:
    """How many active people of a title are there on a weekday; None counts those who are there on every day."""
    query = (
        select(Employee.title, WeeklyAvailability.weekday, func.count(distinct(Employee.id)))
        .join(EmployeeStore, EmployeeStore.employee_id == Employee.id)
        .outerjoin(WeeklyAvailability, WeeklyAvailability.employee_id == Employee.id)
        .where(EmployeeStore.store_id == store_id, Employee.active)
        .group_by(Employee.title, WeeklyAvailability.weekday)
    )
    return [(title, weekday, number) for title, weekday, number in session.execute(query)]


def days_off(session: Session, store_id: int, first: date, last: date) -> Sequence[tuple[Title, date, date]]:
    """Approved whole days off of active people, as title, first and last day."""
    query = (
        select(Employee.title, TimeOff.starts_on, TimeOff.ends_on)
        .join(Employee, Employee.id == TimeOff.employee_id)
        .join(EmployeeStore, EmployeeStore.employee_id == Employee.id)
        .where(
            EmployeeStore.store_id == store_id,
            Employee.active,
            TimeOff.status == TimeOffStatus.APPROVED,
            TimeOff.starts_minute.is_(None),
            TimeOff.starts_on <= last,
            TimeOff.ends_on >= first,
        )
    )
    return [(title, begin, end) for title, begin, end in session.execute(query)]


def busy_people(session: Session, store_id: int, begin: datetime, end: datetime, shift: str) -> list[Busy]:
    day = shifted_day(Schedule.starts_at, shift)
    query = (
        select(day, Employee.title, func.count(distinct(Schedule.employee_id)), func.count())
        .join(Event, Event.id == Schedule.event_id)
        .join(Employee, Employee.id == Schedule.employee_id)
        .where(
            at_store(store_id),
            Schedule.status.in_(HOLDING_STATUSES),
            Schedule.starts_at >= begin,
            Schedule.starts_at < end,
        )
        .group_by(day, Employee.title)
    )
    return [Busy(*row) for row in session.execute(query)]
