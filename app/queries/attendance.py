"""Attendance of one day in one store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Attendance, Employee, EmployeeStore, Schedule, User
from app.queries.booking import at_store
from app.queries.employees import works_in
from app.queries.paging import Page, Wanted, page_of
from app.vocabulary import HOLDING_STATUSES, AttendanceStatus, ScheduleStatus


def expected(session: Session, store_id: int, first: datetime, last: datetime) -> list[Schedule]:
    """What people are booked for in the store between the moments, with event and employee, in order of time."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(
            at_store(store_id),
            Schedule.status.in_((*HOLDING_STATUSES, ScheduleStatus.CONFLICT)),
            Schedule.starts_at >= first,
            Schedule.starts_at < last,
        )
        .options(contains_eager(Schedule.event), joinedload(Schedule.employee))
    )
    return list(session.scalars(query.order_by(Schedule.starts_at, Schedule.id)))


def records_of(session: Session, employee_ids: Collection[int], day: date) -> dict[int, Attendance]:
    """By employee."""
    query = select(Attendance).where(Attendance.employee_id.in_(employee_ids), Attendance.day == day)
    return {row.employee_id: row for row in session.scalars(query)}


def records_between(
    session: Session, store_id: int, first: date, last: date, employee_id: int | None
) -> list[tuple[Attendance, str]]:
    """Of the people of the store, by day and name: the record and who recorded it, "" when that is not known."""
    members = select(EmployeeStore.employee_id).where(EmployeeStore.store_id == store_id)
    query = (
        select(Attendance, func.coalesce(User.display_name, ""))
        .join(Attendance.employee)
        .outerjoin(User, User.id == Attendance.recorded_by_id)
        .where(Attendance.employee_id.in_(members), Attendance.day.between(first, last))
        .options(contains_eager(Attendance.employee))
    )
    if employee_id is not None:
        query = query.where(Attendance.employee_id == employee_id)
    return [(row, by) for row, by in session.execute(query.order_by(Attendance.day, Employee.name, Attendance.id))]


SORTABLE = {"id": Attendance.id, "date": Attendance.day, "employee": Employee.name}


@dataclass(frozen=True)
class AttendanceFilter:
    """Days both inclusive."""

    employee_id: int | None = None
    status: AttendanceStatus | None = None
    first: date | None = None
    last: date | None = None


def records_page(
    session: Session, store_ids: Collection[int] | None, looked_for: AttendanceFilter, wanted: Wanted
) -> Page[Attendance]:
    """Of people who work in one of the stores, None = in any."""
    query = select(Attendance).join(Attendance.employee)
    if store_ids is not None:
        query = query.where(works_in(store_ids))
    if looked_for.employee_id is not None:
        query = query.where(Attendance.employee_id == looked_for.employee_id)
    if looked_for.status is not None:
        query = query.where(Attendance.status == looked_for.status)
    if looked_for.first is not None:
        query = query.where(Attendance.day >= looked_for.first)
    if looked_for.last is not None:
        query = query.where(Attendance.day <= looked_for.last)
    return page_of(session, query, SORTABLE, wanted)


def lock_records(session: Session, employee_ids: Collection[int], day: date) -> dict[int, Attendance]:
    """As records_of(), locked in one order, so that two people who save do not wait for each other."""
    query = select(Attendance).where(Attendance.employee_id.in_(employee_ids), Attendance.day == day)
    rows = session.scalars(query.order_by(Attendance.id).with_for_update())
    return {row.employee_id: row for row in rows}


def schedule(session: Session, schedule_id: int) -> Schedule | None:
    """With event and employee."""
    return session.scalar(
        select(Schedule)
        .where(Schedule.id == schedule_id)
        .options(joinedload(Schedule.event), joinedload(Schedule.employee))
    )
