"""Everything the scheduling core has to know, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.models import (
    Attendance,
    AvailabilityOverride,
    DateAvailability,
    Employee,
    EmployeeStore,
    Event,
    Holiday,
    Rotation,
    RotationException,
    Schedule,
    Store,
    TimeOff,
    WeeklyAvailability,
)
from app.vocabulary import (
    HOLDING_STATUSES,
    AttendanceStatus,
    Condition,
    EventSubtype,
    EventType,
    ScheduleStatus,
    TimeOffStatus,
    Title,
)

LONGEST_BOOKING = timedelta(days=31)
"""Far beyond any work; only so that the index on the start of bookings can be used."""


class EventRow(NamedTuple):
    """What the core sees of an event: plain columns, because a problem has thousands of them."""

    id: int
    ref_num: str
    name: str
    type: EventType
    store_id: int
    start_date: date
    due_date: date
    duration_minutes: int
    subtype: EventSubtype | None
    event_number: str | None
    priority: int
    required_headcount: int
    exclusive: bool
    condition: Condition
    bumps: int
    auto_schedule: bool


class ScheduleRow(NamedTuple):
    """What the core sees of a schedule."""

    id: int
    event_id: int
    employee_id: int
    starts_at: datetime
    ends_at: datetime
    status: ScheduleStatus
    pinned: bool


class PersonRow(NamedTuple):
    """What the core sees of an employee, without stores and patterns."""

    id: int
    name: str
    title: Title
    active: bool
    rep_id: str | None
    terminated_on: date | None
    adult_beverage_trained: bool
    max_minutes_week: int | None
    target_minutes_week: int | None
    max_days_week: int | None
    preferred_days_off: list[int]
    wage_cents: int | None


_PERSON = tuple(getattr(Employee, name) for name in PersonRow._fields)
_EVENT = tuple(getattr(Event, name) for name in EventRow._fields)
_SCHEDULE = tuple(getattr(Schedule, name) for name in ScheduleRow._fields)


def _events(session: Session, query: Select[Any]) -> list[EventRow]:
    return [EventRow._make(row) for row in session.execute(query)]


def _schedules(session: Session, query: Select[Any]) -> list[ScheduleRow]:
    return [ScheduleRow._make(row) for row in session.execute(query)]


def all_stores(session: Session) -> list[Store]:
    return list(session.scalars(select(Store).order_by(Store.id)))


def staff(session: Session, store_ids: Collection[int], since: datetime) -> list[PersonRow]:
    """Everybody who works for one of the stores or is booked there after the moment."""
    members = select(EmployeeStore.employee_id).where(EmployeeStore.store_id.in_(store_ids))
    booked = (
        select(Schedule.employee_id)
        .join(Event, Event.id == Schedule.event_id)
        .where(
            (Event.store_id + 0).in_(store_ids),  # as dashboard.at_store
            Schedule.status.in_(HOLDING_STATUSES),
            Schedule.starts_at > since - LONGEST_BOOKING,
            Schedule.ends_at > since,
        )
    )
    query = select(*_PERSON).where(or_(Employee.id.in_(members), Employee.id.in_(booked)))
    return [PersonRow._make(row) for row in session.execute(query.order_by(Employee.id))]


def employees_by_id(session: Session, ids: Collection[int]) -> list[PersonRow]:
    if not ids:
        return []
    return [PersonRow._make(row) for row in session.execute(select(*_PERSON).where(Employee.id.in_(ids)))]


def stores_of_employees(session: Session, ids: Collection[int]) -> dict[int, list[int]]:
    query = select(EmployeeStore.employee_id, EmployeeStore.store_id).where(EmployeeStore.employee_id.in_(ids))
    found: dict[int, list[int]] = {}
    for employee_id, store_id in session.execute(query):
        found.setdefault(employee_id, []).append(store_id)
    return found


def weekly_of_employees(session: Session, ids: Collection[int]) -> dict[int, list[tuple[int, int, int]]]:
    """Weekday, from and to in minutes."""
    pattern = WeeklyAvailability
    query = select(pattern.employee_id, pattern.weekday, pattern.starts_minute, pattern.ends_minute)
    query = query.where(pattern.employee_id.in_(ids)).order_by(pattern.weekday, pattern.starts_minute)
    found: dict[int, list[tuple[int, int, int]]] = {}
    for employee_id, weekday, begin, end in session.execute(query):
        found.setdefault(employee_id, []).append((weekday, begin, end))
    return found


def events_around(
    session: Session, store_ids: Collection[int], first: date, last: date, extra: Collection[int]
) -> list[EventRow]:
    """Events of the stores whose window touches the days, and the named ones."""
    touching = and_(
        Event.store_id.in_(store_ids), Event.start_date <= last, Event.due_date >= first, Event.removed_at.is_(None)
    )
    return _events(session, select(*_EVENT).where(or_(touching, Event.id.in_(extra))).order_by(Event.id))


def events_by_id(session: Session, ids: Collection[int]) -> list[EventRow]:
    return _events(session, select(*_EVENT).where(Event.id.in_(ids))) if ids else []


def partners_of(session: Session, events: Collection[EventRow]) -> list[EventRow]:
    """The other halves of Core and Supervisor pairs, whatever their windows."""
    numbers = {e.event_number for e in events if e.event_number and e.type in (EventType.CORE, EventType.SUPERVISOR)}
    if not numbers:
        return []
    query = select(*_EVENT).where(
        Event.event_number.in_(numbers),
        Event.store_id.in_({e.store_id for e in events}),
        Event.type.in_((EventType.CORE, EventType.SUPERVISOR)),
    )
    return _events(session, query)


def schedules_around(
    session: Session, employee_ids: Collection[int], event_ids: Collection[int], first: datetime, last: datetime
) -> list[ScheduleRow]:
    """What holds time: of these people between the moments, and of these events whenever it is."""
    of_people = and_(
        Schedule.employee_id.in_(employee_ids),
        Schedule.starts_at > first - LONGEST_BOOKING,
        Schedule.starts_at < last,
        Schedule.ends_at > first,
    )
    query = select(*_SCHEDULE).where(
        Schedule.status.in_(HOLDING_STATUSES), or_(of_people, Schedule.event_id.in_(event_ids))
    )
    return _schedules(session, query.order_by(Schedule.id))


def conflicts_of(session: Session, event_ids: Collection[int]) -> list[ScheduleRow]:
    """Bookings of these events that stand at Crossmark although a rule here is against them."""
    query = select(*_SCHEDULE).where(
        Schedule.status == ScheduleStatus.CONFLICT, Schedule.crossmark_id.is_not(None), Schedule.event_id.in_(event_ids)
    )
    return _schedules(session, query.order_by(Schedule.id))


def approved_time_off(session: Session, employee_ids: Collection[int], first: date, last: date) -> list[TimeOff]:
    return list(
        session.scalars(
            select(TimeOff).where(
                TimeOff.employee_id.in_(employee_ids),
                TimeOff.status == TimeOffStatus.APPROVED,
                TimeOff.starts_on <= last,
                TimeOff.ends_on >= first,
            )
        )
    )


def absences(session: Session, employee_ids: Collection[int], first: date, last: date) -> list[Attendance]:
    """Days on which somebody was recorded as not there."""
    away = [status for status in AttendanceStatus if status.is_absence]
    query = select(Attendance).where(
        Attendance.employee_id.in_(employee_ids), Attendance.day.between(first, last), Attendance.status.in_(away)
    )
    return list(session.scalars(query.order_by(Attendance.day)))


def dated_availability(
    session: Session, employee_ids: Collection[int], first: date, last: date
) -> list[DateAvailability]:
    query = select(DateAvailability).where(
        DateAvailability.employee_id.in_(employee_ids), DateAvailability.day.between(first, last)
    )
    return list(session.scalars(query))


def overrides(session: Session, employee_ids: Collection[int], first: date, last: date) -> list[AvailabilityOverride]:
    """The youngest first: where two overlap, the one entered last counts."""
    query = select(AvailabilityOverride).where(
        AvailabilityOverride.employee_id.in_(employee_ids),
        AvailabilityOverride.starts_on <= last,
        AvailabilityOverride.ends_on >= first,
    )
    return list(session.scalars(query.order_by(AvailabilityOverride.id.desc())))


def active_holidays(session: Session) -> list[Holiday]:
    return list(session.scalars(select(Holiday).where(Holiday.active).order_by(Holiday.id)))


def rotations(session: Session, store_ids: Collection[int]) -> list[Rotation]:
    return list(session.scalars(select(Rotation).where(Rotation.store_id.in_(store_ids))))


def rotation_exceptions(
    session: Session, store_ids: Collection[int], first: date, last: date
) -> list[RotationException]:
    query = select(RotationException).where(
        RotationException.store_id.in_(store_ids), RotationException.day.between(first, last)
    )
    return list(session.scalars(query))


def past_events_by_employee(
    session: Session, employee_ids: Collection[int], event_type: EventType, before: datetime
) -> dict[int, int]:
    """How many events of a type each person has done."""
    query = (
        select(Schedule.employee_id, func.count())
        .join(Event, Event.id == Schedule.event_id)
        .where(
            Schedule.employee_id.in_(employee_ids),
            Schedule.status.in_((ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)),
            Schedule.ends_at < before,
            Event.type == event_type,
        )
        .group_by(Schedule.employee_id)
    )
    return {employee_id: number for employee_id, number in session.execute(query)}


def entered_at(session: Session, first: date, last: date) -> dict[int, datetime]:
    """When each schedule around these days was entered here."""
    begin, end = (datetime.combine(day, time(), tzinfo=UTC) for day in (first, last + timedelta(days=2)))
    query = select(Schedule.id, Schedule.created_at).where(Schedule.starts_at >= begin, Schedule.starts_at < end)
    return {schedule_id: moment for schedule_id, moment in session.execute(query)}


def schedule_versions(session: Session, ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    rows = session.execute(select(Schedule.id, Schedule.version).where(Schedule.id.in_(ids)))
    return {schedule_id: version for schedule_id, version in rows}
