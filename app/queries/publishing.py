"""Drafts that wait to be published, and who has been told and has seen what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from app.models import Employee, EmployeeStore, Event, Receipt, Schedule, User
from app.queries.booking import at_store
from app.vocabulary import ScheduleStatus


def count_drafts(session: Session, store_id: int, since: datetime) -> int:
    query = select(func.count()).select_from(Schedule).join(Event, Event.id == Schedule.event_id)
    here = (at_store(store_id), Schedule.status == ScheduleStatus.DRAFT, Schedule.starts_at >= since)
    return session.scalar(query.where(*here)) or 0


def drafts(session: Session, store_id: int, first: datetime, last: datetime) -> list[Schedule]:
    """With event, by time."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(
            at_store(store_id),
            Schedule.status == ScheduleStatus.DRAFT,
            Schedule.starts_at >= first,
            Schedule.starts_at < last,
        )
        .options(contains_eager(Schedule.event))
    )
    return list(session.scalars(query.order_by(Schedule.starts_at, Schedule.id)))


def receipts(session: Session, employee_ids: Collection[int], *, lock: bool = False) -> dict[int, Receipt]:
    query = select(Receipt).where(Receipt.employee_id.in_(employee_ids)).order_by(Receipt.employee_id)
    return {row.employee_id: row for row in session.scalars(query.with_for_update() if lock else query)}


def people_of_store(session: Session, store_id: int) -> list[Employee]:
    """Who works there now, by name."""
    here = select(EmployeeStore.employee_id).where(EmployeeStore.store_id == store_id)
    return list(session.scalars(select(Employee).where(Employee.active, Employee.id.in_(here)).order_by(Employee.name)))


def people(session: Session, ids: Collection[int]) -> dict[int, Employee]:
    return {row.id: row for row in session.scalars(select(Employee).where(Employee.id.in_(ids)))}


def with_sign_in(session: Session, employee_ids: Collection[int]) -> set[int]:
    """Who can look for themselves."""
    query = select(User.employee_id).where(User.active, User.employee_id.in_(employee_ids))
    return {number for number in session.scalars(query) if number is not None}
