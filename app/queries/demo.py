"""Who is shown around in the demo."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Employee, EmployeeStore, Schedule, Store
from app.vocabulary import ScheduleStatus, Title


def active_store_ids(session: Session) -> list[int]:
    return list(session.scalars(select(Store.id).where(Store.active).order_by(Store.id)))


def busiest_employee(session: Session, store_id: int, today: date) -> Employee | None:
    """The specialist of a store with most work in the two weeks from `today`."""
    begins = datetime.combine(today, time(), tzinfo=UTC)
    query = (
        select(Employee)
        .join(EmployeeStore, EmployeeStore.employee_id == Employee.id)
        .join(Schedule, Schedule.employee_id == Employee.id)
        .where(
            EmployeeStore.store_id == store_id,
            EmployeeStore.is_home,
            Employee.title == Title.SPECIALIST,
            Schedule.status == ScheduleStatus.PUBLISHED,
            Schedule.starts_at.between(begins, begins + timedelta(days=14)),
        )
        .group_by(Employee.id)
        .order_by(func.count().desc(), Employee.id)
        .limit(1)
    )
    return session.scalar(query)
