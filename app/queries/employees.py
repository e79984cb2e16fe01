"""Employees as their pages show them: a filtered list, and one person with everything that says when he works."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from app.models import (
    AvailabilityOverride,
    Change,
    ChangeRow,
    DateAvailability,
    Employee,
    EmployeeStore,
    Event,
    Rotation,
    RotationException,
    Schedule,
    Store,
    TimeOff,
    WeeklyAvailability,
)
from app.queries.changes import with_what_differed
from app.queries.changes_history import touching_page
from app.queries.paging import Page, Wanted, page_of
from app.vocabulary import HOLDING_STATUSES, ScheduleStatus, TimeOffStatus, Title

_SHOWN = (*HOLDING_STATUSES, ScheduleStatus.CONFLICT)


@dataclass(frozen=True)
class EmployeeFilter:
    """`store_ids` None = every store."""

    store_ids: Collection[int] | None
    title: Title | None = None
    active: bool | None = None
    trained: bool | None = None
    words: str = ""


def works_in(store_ids: Collection[int]) -> Any:
    return exists().where(EmployeeStore.employee_id == Employee.id, EmployeeStore.store_id.in_(store_ids))


ORDERS = {"id": Employee.id, "name": Employee.name, "title": (Employee.title, Employee.name)}


def employees_page(session: Session, looked_for: EmployeeFilter, wanted: Wanted) -> Page[Employee]:
    """With their stores."""
    return page_of(session, _matching(looked_for).options(selectinload(Employee.stores)), ORDERS, wanted)


def head_count(session: Session, store_ids: Collection[int] | None) -> dict[Title, tuple[int, int]]:
    """Active people by title, and how many of them are trained for adult beverages."""
    trained = func.sum(case((Employee.adult_beverage_trained.is_(True), 1), else_=0))
    query = select(Employee.title, func.count(), trained).where(Employee.active.is_(True)).group_by(Employee.title)
    if store_ids is not None:
        query = query.where(works_in(store_ids))
    return {title: (number, int(of_them)) for title, number, of_them in session.execute(query)}


def names_and_ids(session: Session) -> Sequence[Row[int, str, bool]]:
    """Id, name and whether active, of everybody."""
    return session.execute(select(Employee.id, Employee.name, Employee.active).order_by(Employee.id)).all()


def ids_in(session: Session, store_ids: Collection[int] | None, ids: Collection[int]) -> set[int]:
    """Which of these people work in one of the stores."""
    query = select(Employee.id).where(Employee.id.in_(ids))
    return set(session.scalars(query if store_ids is None else query.where(works_in(store_ids))))


def work_page(session: Session, employee_id: int, store_ids: Collection[int] | None, wanted: Wanted) -> Page[Schedule]:
    """Everything the person did, does or was to do in these stores, with event and store."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .join(Event.store)
        .where(Schedule.employee_id == employee_id)
        .options(contains_eager(Schedule.event).contains_eager(Event.store))
    )
    if store_ids is not None:
        query = query.where(Event.store_id.in_(store_ids))
    return page_of(session, query, {"id": Schedule.id, "start": Schedule.starts_at, "event": Event.name}, wanted)


def history_page(session: Session, employee_id: int, words: str, wanted: Wanted) -> Page[tuple[Change, str]]:
    """Changes of the person's own rows, each with the names of what differed."""
    mine = _rows_of(employee_id)
    page = touching_page(session, mine, words, wanted)
    return page.of(with_what_differed(session, mine, page.rows))


def _rows_of(employee_id: int) -> ColumnElement[bool]:
    """The person and everything kept about it, also what was removed since; a condition on ChangeRow."""
    mine = [and_(ChangeRow.table_name == "employees", ChangeRow.row_id == employee_id)]
    for model in (EmployeeStore, WeeklyAvailability, DateAvailability, AvailabilityOverride, TimeOff):
        # What was removed is no row any more; the record still says whose it was.
        whose = [column["employee_id"].as_integer() == employee_id for column in (ChangeRow.before, ChangeRow.after)]
        standing = ChangeRow.row_id.in_(select(model.id).where(model.employee_id == employee_id))
        mine.append(and_(ChangeRow.table_name == model.__tablename__, or_(standing, *whose)))
    return or_(*mine)


def _matching(wanted: EmployeeFilter) -> Select[Any]:
    query: Select[Any] = select(Employee)
    if wanted.store_ids is not None:
        query = query.where(works_in(wanted.store_ids))
    if wanted.title is not None:
        query = query.where(Employee.title == wanted.title)
    if wanted.active is not None:
        query = query.where(Employee.active.is_(wanted.active))
    if wanted.trained is not None:
        query = query.where(Employee.adult_beverage_trained.is_(wanted.trained))
    if wanted.words:
        name = Employee.name.icontains(wanted.words, autoescape=True)
        query = query.where(or_(name, Employee.external_id == wanted.words, Employee.rep_id == wanted.words))
    return query


def names_in(session: Session, wanted: EmployeeFilter) -> list[tuple[int, str]]:
    """Id and name, by name: what a picker offers."""
    query = _matching(wanted).with_only_columns(Employee.id, Employee.name).order_by(Employee.name, Employee.id)
    return [(number, name) for number, name in session.execute(query)]


def booked_counts(session: Session, employee_ids: Collection[int], first: datetime, last: datetime) -> dict[int, int]:
    """How many visits each person has between the moments."""
    query = (
        select(Schedule.employee_id, func.count())
        .where(
            Schedule.employee_id.in_(employee_ids),
            Schedule.status.in_(HOLDING_STATUSES),
            Schedule.starts_at >= first,
            Schedule.starts_at < last,
        )
        .group_by(Schedule.employee_id)
    )
    return dict(session.execute(query).all())


def employee_with_parts(session: Session, employee_id: int) -> Employee | None:
    """With stores and weekly pattern."""
    query = select(Employee).where(Employee.id == employee_id).options(joinedload(Employee.stores))
    return session.scalars(query.options(joinedload(Employee.weekly))).unique().one_or_none()


def phones_of(session: Session, employee_ids: Collection[int]) -> dict[int, str]:
    """Of those who have one."""
    query = select(Employee.id, Employee.phone).where(Employee.id.in_(employee_ids), Employee.phone.is_not(None))
    return {number: phone or "" for number, phone in session.execute(query)} if employee_ids else {}


def stores_by_id(session: Session) -> dict[int, Store]:
    return {store.id: store for store in session.scalars(select(Store).order_by(Store.number))}


def dates_of(session: Session, employee_id: int, since: date) -> list[DateAvailability]:
    query = select(DateAvailability).where(DateAvailability.employee_id == employee_id, DateAvailability.day >= since)
    return list(session.scalars(query.order_by(DateAvailability.day)))


def date_entry(session: Session, employee_id: int, day: date) -> DateAvailability | None:
    query = select(DateAvailability).where(DateAvailability.employee_id == employee_id, DateAvailability.day == day)
    return session.scalar(query)


def overrides_of(session: Session, employee_id: int, since: date) -> list[AvailabilityOverride]:
    query = select(AvailabilityOverride).where(
        AvailabilityOverride.employee_id == employee_id, AvailabilityOverride.ends_on >= since
    )
    return list(session.scalars(query.order_by(AvailabilityOverride.starts_on, AvailabilityOverride.id)))


OVERRIDES_SORTABLE = {"id": AvailabilityOverride.id, "starts_on": AvailabilityOverride.starts_on}


def overrides_page(
    session: Session, employee_id: int, covering: date | None, wanted: Wanted
) -> Page[AvailabilityOverride]:
    query = select(AvailabilityOverride).where(AvailabilityOverride.employee_id == employee_id)
    if covering is not None:
        query = query.where(AvailabilityOverride.starts_on <= covering, AvailabilityOverride.ends_on >= covering)
    return page_of(session, query, OVERRIDES_SORTABLE, wanted)


def time_off_of(session: Session, employee_id: int, since: date) -> list[TimeOff]:
    query = select(TimeOff).where(
        TimeOff.employee_id == employee_id, TimeOff.ends_on >= since, TimeOff.status != TimeOffStatus.WITHDRAWN
    )
    return list(session.scalars(query.order_by(TimeOff.starts_on, TimeOff.id)))


def schedules_from(
    session: Session,
    employee_id: int,
    since: datetime,
    *,
    store_ids: Collection[int] | None,
    limit: int = 60,
) -> list[Schedule]:
    """Upcoming work in these stores, with event and store."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .join(Event.store)
        .where(Schedule.employee_id == employee_id, Schedule.status.in_(_SHOWN), Schedule.ends_at >= since)
        .options(contains_eager(Schedule.event).contains_eager(Event.store))
    )
    if store_ids is not None:
        query = query.where(Event.store_id.in_(store_ids))
    return list(session.scalars(query.order_by(Schedule.starts_at, Schedule.id).limit(limit)))


def future_count(session: Session, employee_id: int, since: datetime) -> int:
    query = select(func.count()).select_from(Schedule)
    held = (Schedule.employee_id == employee_id, Schedule.status.in_(_SHOWN), Schedule.starts_at >= since)
    return session.scalar(query.where(*held)) or 0


def rotations_of(session: Session, employee_id: int) -> list[tuple[Rotation, Store]]:
    """Where the person stands, as first or as backup."""
    query = select(Rotation, Store).join(Store, Store.id == Rotation.store_id)
    mine = or_(Rotation.employee_id == employee_id, Rotation.backup_employee_id == employee_id)
    rows = session.execute(query.where(mine).order_by(Store.number, Rotation.kind, Rotation.weekday))
    return [(rotation, store) for rotation, store in rows]


def rotation_exceptions_of(session: Session, employee_id: int, since: date) -> list[RotationException]:
    query = select(RotationException).where(
        RotationException.employee_id == employee_id, RotationException.day >= since
    )
    return list(session.scalars(query.order_by(RotationException.day)))


def holder_of(session: Session, column: str, value: str, *, but: int | None) -> Employee | None:
    """Another person who has this e-mail, HR id or rep id already."""
    query = select(Employee).where(getattr(Employee, column) == value)
    return session.scalar(query.where(Employee.id != but) if but is not None else query)


def titles_elsewhere(
    session: Session, store_ids: Collection[int] | None, known: Collection[int]
) -> Sequence[Row[int, str, Title]]:
    """Id, name and title of the active people of the stores who are not known yet; `store_ids` None = every store."""
    query = select(Employee.id, Employee.name, Employee.title).where(Employee.active, Employee.id.not_in(known))
    if store_ids is not None:
        query = query.where(works_in(store_ids))
    return session.execute(query.order_by(Employee.id)).all()
