"""What people are booked for in some days, and how that came out: the numbers behind the reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from app.models import Attendance, Employee, Event, Schedule, Store
from app.queries.employees import works_in
from app.vocabulary import HOLDING_STATUSES, AttendanceStatus, Condition, EventType, Title

_NOTHING_TO_STAFF = (Condition.CANCELED, Condition.EXPIRED)


class Booked(NamedTuple):
    employee_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    type: EventType
    condition: Condition


class Person(NamedTuple):
    id: int
    name: str
    title: Title
    active: bool
    wage_cents: int | None


def booked(session: Session, store_ids: Collection[int] | None, first: datetime, last: datetime) -> list[Booked]:
    """Drafts, too: they are work that somebody is to do."""
    query = (
        select(Schedule.employee_id, Schedule.starts_at, Schedule.ends_at, Store.timezone, Event.type, Event.condition)
        .join(Event, Event.id == Schedule.event_id)
        .join(Store, Store.id == Event.store_id)
        .where(Schedule.status.in_(HOLDING_STATUSES), Schedule.starts_at >= first, Schedule.starts_at < last)
        .where(_in(store_ids))
    )
    return [Booked._make(row) for row in session.execute(query)]


def people(session: Session, store_ids: Collection[int] | None, booked_ids: Collection[int]) -> list[Person]:
    """Who is active in the stores, and whoever else is booked there, by name."""
    here = and_(Employee.active, works_in(store_ids) if store_ids is not None else true())
    query = select(Employee.id, Employee.name, Employee.title, Employee.active, Employee.wage_cents)
    query = query.where(or_(here, Employee.id.in_(booked_ids))).order_by(Employee.name, Employee.id)
    return [Person._make(row) for row in session.execute(query)]


def attendance(session: Session, employee_ids: Collection[int], first: date, last: date) -> Counter[AttendanceStatus]:
    """How often each status was recorded for these people; days both inclusive."""
    query = select(Attendance.status, func.count()).where(
        Attendance.employee_id.in_(employee_ids), Attendance.day.between(first, last)
    )
    return Counter({status: number for status, number in session.execute(query.group_by(Attendance.status))})


def coverage(session: Session, store_ids: Collection[int] | None, first: date, last: date) -> tuple[int, int]:
    """Of the events due in these days: how many have everybody they need, and how many there are."""
    taken = (
        select(func.count())
        .where(Schedule.event_id == Event.id, Schedule.status.in_(HOLDING_STATUSES))
        .correlate(Event)
        .scalar_subquery()
    )
    staffed = func.sum(case((taken >= Event.required_headcount, 1), else_=0))
    query = select(func.coalesce(staffed, 0), func.count()).where(
        Event.due_date.between(first, last), Event.removed_at.is_(None), Event.condition.not_in(_NOTHING_TO_STAFF)
    )
    found, total = session.execute(query.where(_in(store_ids))).one()
    return int(found), int(total)


def _in(store_ids: Collection[int] | None) -> ColumnElement[bool]:
    return true() if store_ids is None else Event.store_id.in_(store_ids)
