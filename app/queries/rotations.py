"""Rotations of one store, with the people who may stand in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.models import Employee, EmployeeStore, Event, Rotation, RotationException, Schedule
from app.queries.booking import at_store, of_types
from app.queries.paging import Page, Wanted, page_of
from app.vocabulary import EventSubtype, EventType, RotationKind, ScheduleStatus, Title

SORTABLE = {"id": Rotation.id, "weekday": Rotation.weekday, "kind": Rotation.kind}
EXCEPTIONS_SORTABLE = {"id": RotationException.id, "date": RotationException.day}
_FILTERS = {"store_id": "store_id", "kind": "kind", "weekday": "weekday", "employee_id": "employee_id", "date": "day"}


def grid_of(session: Session, store_id: int) -> list[Rotation]:
    query = select(Rotation).where(Rotation.store_id == store_id)
    return list(session.scalars(query.order_by(Rotation.kind, Rotation.weekday)))


def standing_on(session: Session, store_id: int, kind: RotationKind, weekday: int) -> Rotation | None:
    same = (Rotation.store_id == store_id, Rotation.kind == kind, Rotation.weekday == weekday)
    return session.scalar(select(Rotation).where(*same))


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
    return list(session.scalars(_staff(store_id)))


def duty_staff_of(session: Session, store_id: int, titles: Collection[Title]) -> list[Employee]:
    """Those of these titles and whoever stands in the grid, active or not, by name."""
    standing = select(Rotation.employee_id).where(Rotation.store_id == store_id)
    backups = select(Rotation.backup_employee_id).where(Rotation.store_id == store_id)
    named = or_(Employee.title.in_(titles), Employee.id.in_(standing), Employee.id.in_(backups))
    return list(session.scalars(_staff(store_id).where(named)))


def _staff(store_id: int) -> Select[Employee]:
    members = select(EmployeeStore.employee_id).where(EmployeeStore.store_id == store_id)
    return select(Employee).where(Employee.id.in_(members)).order_by(Employee.name, Employee.id)


def names_of(session: Session, employee_ids: set[int]) -> dict[int, str]:
    if not employee_ids:
        return {}
    rows = session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(employee_ids)))
    return dict(rows.all())


def rotations_page(
    session: Session, store_ids: Collection[int] | None, filters: dict[str, Any], wanted: Wanted
) -> Page[Rotation]:
    return _page(session, Rotation, SORTABLE, store_ids, filters, wanted)


def exceptions_page(
    session: Session, store_ids: Collection[int] | None, filters: dict[str, Any], wanted: Wanted
) -> Page[RotationException]:
    return _page(session, RotationException, EXCEPTIONS_SORTABLE, store_ids, filters, wanted)


def _page(
    session: Session,
    model: type[Rotation] | type[RotationException],
    sortable: dict[str, Any],
    store_ids: Collection[int] | None,
    filters: dict[str, Any],
    wanted: Wanted,
) -> Page[Any]:
    query = select(model)
    if store_ids is not None:
        query = query.where(model.store_id.in_(store_ids))
    for name, value in filters.items():
        query = query.where(getattr(model, _FILTERS[name]) == value)
    return page_of(session, query, sortable, wanted)


def duty_stores_of(session: Session, employee_id: int) -> set[int]:
    """Stores in which the person has a duty, as first, as backup or on a single day."""
    named = or_(Rotation.employee_id == employee_id, Rotation.backup_employee_id == employee_id)
    standing = session.scalars(select(Rotation.store_id).where(named))
    dated = session.scalars(select(RotationException.store_id).where(RotationException.employee_id == employee_id))
    return {*standing, *dated}


def grids_with(session: Session, employee_ids: Collection[int]) -> list[Rotation]:
    """Weekdays on which one of these people has a duty, in any store."""
    return list(session.scalars(select(Rotation).where(Rotation.employee_id.in_(employee_ids))))


def exceptions_between(session: Session, first: date, last: date) -> list[RotationException]:
    return list(session.scalars(select(RotationException).where(RotationException.day.between(first, last))))


def duty_work(
    session: Session, store_id: int, since: datetime, until: datetime
) -> list[tuple[int, datetime, EventType, EventSubtype | None]]:
    """Who did work of the kinds that belong to a duty: employee, begin, type and subtype."""
    query = (
        select(Schedule.employee_id, Schedule.starts_at, Event.type, Event.subtype)
        .join(Event, Event.id == Schedule.event_id)
        .where(
            at_store(store_id),
            of_types((EventType.JUICER, EventType.FREEOSK, EventType.DIGITALS)),
            Schedule.status.in_((ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)),
            Schedule.starts_at >= since,
            Schedule.starts_at < until,
        )
    )
    return [(person, begin, of_type, subtype) for person, begin, of_type, subtype in session.execute(query)]
