"""Reads for the printed day: bookings, templates, rotations and sales tools. None of them depends on how many events
the day has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from app.models import (
    BrandLogo,
    Employee,
    EmployeeStore,
    Event,
    PaperworkTemplate,
    Rotation,
    RotationException,
    SalesTool,
    Schedule,
    Store,
    TimeOff,
)
from app.queries.booking import at_store
from app.vocabulary import HOLDING_STATUSES, Condition, EventType, RotationKind, ScheduleStatus, TimeOffStatus

#: What people come in for; an imported conflict is printed too, because Crossmark holds it.
PRINTED_STATUSES = (*HOLDING_STATUSES, ScheduleStatus.CONFLICT)


def store(session: Session, store_id: int) -> Store | None:
    return session.get(Store, store_id)


def newest_logo(session: Session) -> BrandLogo | None:
    """The one that is printed, without its points; these are read when somebody asks for them."""
    return session.scalar(select(BrandLogo).where(BrandLogo.active.is_(True)).order_by(BrandLogo.id.desc()).limit(1))


def active_logos(session: Session) -> Sequence[BrandLogo]:
    return session.scalars(select(BrandLogo).where(BrandLogo.active.is_(True)).with_for_update()).all()


def store_numbered(session: Session, number: str) -> Store | None:
    return session.scalar(select(Store).where(Store.number == number))


def active_stores(session: Session) -> Sequence[Store]:
    return session.scalars(select(Store).where(Store.active.is_(True)).order_by(Store.number)).all()


def bookings(session: Session, store_id: int, starts_at: datetime, ends_at: datetime) -> Sequence[Schedule]:
    """Everybody's work that begins in the time, with event and employee, by time and name."""
    return session.scalars(
        select(Schedule)
        .join(Schedule.event)
        .join(Schedule.employee)
        .where(at_store(store_id), Schedule.starts_at >= starts_at, Schedule.starts_at < ends_at)
        .where(Schedule.status.in_(PRINTED_STATUSES))
        .options(joinedload(Schedule.event), joinedload(Schedule.employee))
        .order_by(Schedule.starts_at, Employee.name, Schedule.id)
    ).all()


def bookings_of_event(session: Session, event_id: int) -> Sequence[Schedule]:
    """Earliest first."""
    return session.scalars(
        select(Schedule)
        .where(Schedule.event_id == event_id, Schedule.status.in_(PRINTED_STATUSES))
        .order_by(Schedule.starts_at, Schedule.id)
    ).all()


def team(session: Session, store_id: int) -> Sequence[Employee]:
    """Active people whose stores include this one."""
    works_here = exists().where(EmployeeStore.employee_id == Employee.id, EmployeeStore.store_id == store_id)
    return session.scalars(select(Employee).where(Employee.active.is_(True), works_here).order_by(Employee.name)).all()


def away(session: Session, day: date, employee_ids: Collection[int]) -> Sequence[TimeOff]:
    """Approved time off of these people on the day."""
    return session.scalars(
        select(TimeOff)
        .where(TimeOff.employee_id.in_(employee_ids), TimeOff.status == TimeOffStatus.APPROVED)
        .where(TimeOff.starts_on <= day, TimeOff.ends_on >= day)
    ).all()


def standing_rotations(session: Session, store_id: int, weekday: int) -> dict[RotationKind, Employee]:
    found = session.execute(
        select(Rotation.kind, Employee)
        .join(Employee, Employee.id == Rotation.employee_id)
        .where(Rotation.store_id == store_id, Rotation.weekday == weekday)
    )
    return {kind: employee for kind, employee in found}


def rotation_exceptions(session: Session, store_id: int, day: date) -> dict[RotationKind, tuple[Employee, str]]:
    """Who replaces the standing person that day, and the reason that was given."""
    found = session.execute(
        select(RotationException.kind, Employee, RotationException.reason)
        .join(Employee, Employee.id == RotationException.employee_id)
        .where(RotationException.store_id == store_id, RotationException.day == day)
    )
    return {kind: (employee, reason) for kind, employee, reason in found}


def sales_tools(session: Session, event_ids: Collection[int]) -> Sequence[SalesTool]:
    return session.scalars(select(SalesTool).where(SalesTool.event_id.in_(event_ids))).all()


def sales_tool(session: Session, event_id: int, url: str) -> SalesTool | None:
    return session.scalar(select(SalesTool).where(SalesTool.event_id == event_id, SalesTool.url == url))


def active_templates(session: Session) -> Sequence[PaperworkTemplate]:
    return session.scalars(
        select(PaperworkTemplate)
        .where(PaperworkTemplate.active.is_(True))
        .order_by(PaperworkTemplate.display_order, PaperworkTemplate.id)
    ).all()


def all_templates(session: Session) -> Sequence[PaperworkTemplate]:
    """In their order, those that are switched off too."""
    return session.scalars(
        select(PaperworkTemplate).order_by(PaperworkTemplate.display_order, PaperworkTemplate.id)
    ).all()


def template_named(session: Session, name: str) -> PaperworkTemplate | None:
    return session.scalar(select(PaperworkTemplate).where(PaperworkTemplate.name == name))


def last_template_order(session: Session) -> int:
    return session.scalar(select(func.max(PaperworkTemplate.display_order))) or 0


def template_names(session: Session) -> set[str]:
    return set(session.scalars(select(PaperworkTemplate.name)))


def core_events_between(session: Session, store_ids: Collection[int], first: date, last: date) -> Sequence[Event]:
    """Core events with a number whose window touches the days, soonest first."""
    return session.scalars(
        select(Event)
        .where(Event.store_id.in_(store_ids), Event.type == EventType.CORE, Event.removed_at.is_(None))
        .where(Event.event_number.is_not(None), Event.start_date <= last, Event.due_date >= first)
        .where(Event.condition != Condition.CANCELED)
        .order_by(Event.start_date, Event.id)
    ).all()
