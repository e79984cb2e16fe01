"""Rotations of one store, with the people who may stand in them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Employee, EmployeeStore, Rotation, RotationException
from app.vocabulary import RotationKind


def grid_of(session: Session, store_id: int) -> list[Rotation]:
    query = select(Rotation).where(Rotation.store_id == store_id)
    return list(session.scalars(query.order_by(Rotation.kind, Rotation.weekday)))


def exceptions_of(session: Session, store_id: int, since: date) -> list[RotationException]:
    query = select(RotationException).where(RotationException.store_id == store_id, RotationException.day >= since)
    return list(session.scalars(query.order_by(RotationException.day, RotationException.kind)))


def exception_on(session: Session, store_id: int, day: date, kind: RotationKind) -> RotationException | None:
    same = (
        RotationException.store_id == store_id,
        RotationException.day == day,
        RotationException.kind == kind,
    )
    return session.scalar(select(RotationException).where(*same))


def staff_of(session: Session, store_id: int) -> list[Employee]:
    """Everybody of the store, active or not, by name."""
    members = select(EmployeeStore.employee_id).where(EmployeeStore.store_id == store_id)
    return list(session.scalars(select(Employee).where(Employee.id.in_(members)).order_by(Employee.name, Employee.id)))


def names_of(session: Session, employee_ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(employee_ids)))
    return dict(rows.all())
