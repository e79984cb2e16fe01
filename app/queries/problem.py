"""Everything the scheduling core has to know, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, union_all
from sqlalchemy.orm import Session

from app.models import (
    Employee,
    Event,
    Holiday,
    Schedule,
    Store,
)
from app.queries.booking import during, of_types
from app.vocabulary import (
    HOLDING_STATUSES,
    Condition,
    EventSubtype,
    EventType,
    ScheduleStatus,
)


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


_EVENT = tuple(getattr(Event, name) for name in EventRow._fields)
_SCHEDULE = tuple(getattr(Schedule, name) for name in ScheduleRow._fields)


def _events(session: Session, query: Select[Any]) -> list[EventRow]:
    return [EventRow._make(row) for row in session.execute(query)]


def all_stores(session: Session) -> list[Store]:
    return list(session.scalars(select(Store).order_by(Store.id)))


def stores_with_holidays(session: Session) -> dict[Store, list[Holiday]]:
    """Every store with the active holidays that count there."""
    counts_here = and_(Holiday.active, or_(Holiday.store_id.is_(None), Holiday.store_id == Store.id))
    query = select(Store, Holiday).outerjoin(Holiday, counts_here).order_by(Store.id, Holiday.id)
    found: dict[Store, list[Holiday]] = {}
    for store, holiday in session.execute(query):
        found.setdefault(store, []).extend([holiday] if holiday else [])
    return found


def events_around(
    session: Session, store_ids: Collection[int], first: date, last: date, extra: Collection[int]
) -> list[EventRow]:
    """Events of the stores whose window touches the days, the named ones, and the other halves of their pairs whatever
    their windows."""
    touching = and_(
        Event.store_id.in_(store_ids), Event.start_date <= last, Event.due_date >= first, Event.removed_at.is_(None)
    )
    asked = or_(touching, Event.id.in_(extra))
    pairs = select(Event.store_id, Event.event_number).where(asked, _paired()).distinct().subquery()
    same = and_(Event.store_id == pairs.c.store_id, Event.event_number == pairs.c.event_number)
    partners = select(*_EVENT).join(pairs, same).where(_paired(), not_(asked))
    # One after the other: an OR of both would have PostgreSQL read through all events there ever were.
    both = union_all(select(*_EVENT).where(asked), partners).subquery()
    return _events(session, select(*(both.c[name] for name in EventRow._fields)).order_by(both.c.id))


def _paired() -> ColumnElement[bool]:
    return of_types((EventType.CORE, EventType.SUPERVISOR))


def partners_of(session: Session, events: Collection[Event | EventRow]) -> list[EventRow]:
    """The other halves of Core and Supervisor pairs, whatever their windows."""
    numbers = {e.event_number for e in events if e.event_number and e.type in (EventType.CORE, EventType.SUPERVISOR)}
    if not numbers:
        return []
    query = select(*_EVENT).where(
        Event.event_number.in_(numbers),
        Event.store_id.in_({e.store_id for e in events}),
        _paired(),
    )
    return _events(session, query)


def schedules_around(
    session: Session, employee_ids: Collection[int], event_ids: Collection[int], first: datetime, last: datetime
) -> list[ScheduleRow]:
    """What holds time: of these people between the moments, and of these events whenever it is. With it the bookings of
    the events that stand at Crossmark although a rule here is against them (`is_stuck`)."""
    query = select(*_SCHEDULE).where(_around(employee_ids, event_ids, first, last))
    return [ScheduleRow._make(row) for row in session.execute(query.order_by(Schedule.id))]


def _around(
    employee_ids: Collection[int], event_ids: Collection[int], first: datetime, last: datetime
) -> ColumnElement[bool]:
    held = Schedule.status.in_(HOLDING_STATUSES)
    of_people = and_(Schedule.employee_id.in_(employee_ids), held, during(first, last))
    return or_(of_people, and_(Schedule.event_id.in_(event_ids), or_(held, _stuck())))


def _stuck() -> ColumnElement[bool]:
    return and_(Schedule.status == ScheduleStatus.CONFLICT, Schedule.crossmark_id.is_not(None))


def work_around(
    session: Session, employee_ids: Collection[int], event_ids: Collection[int], first: datetime, last: datetime
) -> list[tuple[ScheduleRow, EventRow]]:
    """As `schedules_around`, each with its event."""
    query = select(*_SCHEDULE, *_EVENT).join(Event, Event.id == Schedule.event_id)
    query = query.where(_around(employee_ids, event_ids, first, last))
    place = len(_SCHEDULE)
    rows = session.execute(query.order_by(Schedule.id))
    return [(ScheduleRow._make(row[:place]), EventRow._make(row[place:])) for row in rows]


def events_with_stuck(session: Session, ids: Collection[int]) -> list[tuple[EventRow, ScheduleRow | None]]:
    """Each of the events once for every booking of it that is stuck, or once without any."""
    if not ids:
        return []
    query = select(*_EVENT, *_SCHEDULE).outerjoin(Schedule, and_(Schedule.event_id == Event.id, _stuck()))
    place = len(_EVENT)
    rows = session.execute(query.where(Event.id.in_(ids)).order_by(Event.id, Schedule.id))
    return [
        (EventRow._make(row[:place]), None if row[place] is None else ScheduleRow._make(row[place:])) for row in rows
    ]


def is_stuck(row: ScheduleRow) -> bool:
    return row.status is ScheduleStatus.CONFLICT


def active_holidays(session: Session) -> list[Holiday]:
    return list(session.scalars(select(Holiday).where(Holiday.active).order_by(Holiday.id)))


def past_events_by_employee(
    session: Session, employee_ids: Collection[int], event_type: EventType, before: datetime, *, most: int
) -> dict[int, int]:
    """How many events of a type each person has done; counted to `most`, or years of work would be walked through."""
    done = (
        select(Schedule.id)
        .join(Event, Event.id == Schedule.event_id)
        .where(
            Schedule.employee_id == Employee.id,
            Schedule.status.in_((ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)),
            Schedule.starts_at < before,
            Schedule.ends_at < before,
            Event.type == event_type,
        )
        .correlate(Employee)
        .order_by(Schedule.starts_at.desc())
        .limit(most)
        .subquery()
    )
    number = select(func.count()).select_from(done).scalar_subquery()
    query = select(Employee.id, number).where(Employee.id.in_(employee_ids))
    return {employee_id: found for employee_id, found in session.execute(query) if found}


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
