"""Attendance of one day in one store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Attendance, Event, Schedule
from app.vocabulary import HOLDING_STATUSES, ScheduleStatus


def expected(session: Session, store_id: int, first: datetime, last: datetime) -> list[Schedule]:
    """What people are booked for in the store between the moments, with event and employee, in order of time."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(
            Event.store_id == store_id,
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
