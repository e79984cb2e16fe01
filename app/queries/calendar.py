"""Reads of the calendar, the day page and the list of open events. None depends on how much a week holds.

What a page shows by the hundred comes as plain columns: building rows of the models would cost more than the page.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Executable, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import Campaign, Employee, EmployeeStore, Event, Schedule
from app.queries.booking import STANDING
from app.vocabulary import Condition, EventType, ScheduleStatus, SyncState, Title

#: At Crossmark these wait for somebody.
_WAITING = (Condition.UNSTAFFED, Condition.REISSUED)
#: These have somebody, but an event for several people may still lack one.
_BEGUN = (Condition.SCHEDULED, Condition.STAFFED)
_MOST_URGENT = (Event.due_date, Event.priority, Event.type, Event.id)


class Booking(NamedTuple):
    """One schedule with what the calendar shows and asks of it."""

    id: int
    version: int
    status: ScheduleStatus
    sync_state: SyncState
    pinned: bool
    exclusive: bool
    starts_at: datetime
    ends_at: datetime
    warnings: list[Any]
    override_reason: str
    event_id: int
    event_name: str
    event_number: str | None
    type: EventType
    condition: Condition
    removed_at: datetime | None
    store_id: int
    employee_id: int
    employee_name: str
    title: Title
    campaign_id: int | None
    campaign_name: str | None


class Waiting(NamedTuple):
    """An event that lacks people."""

    id: int
    name: str
    event_number: str | None
    type: EventType
    start_date: date
    due_date: date
    duration_minutes: int
    campaign_id: int | None
    campaign_name: str | None


def bookings_between(session: Session, store_id: int, starts_at: datetime, ends_at: datetime) -> list[Booking]:
    """What begins in the time at the store, imported conflicts included, and what its people do elsewhere, by time."""
    asked = {"store_id": store_id, "starts_at": starts_at, "ends_at": ends_at}
    return [Booking._make(row) for row in session.execute(_bookings(), asked)]


def waiting_between(session: Session, store_id: int, first: date, last: date) -> list[Waiting]:
    """Events that lack people and whose window touches the days, the most urgent first."""
    asked = {"store_id": store_id, "first": first, "last": last}
    return [Waiting._make(row) for row in session.execute(_waiting(), asked)]


@cache  # to build a statement costs more than to run it
def _bookings() -> Executable:
    store_id = bindparam("store_id", type_=Integer)
    members = select(EmployeeStore.employee_id).where(EmployeeStore.store_id == store_id)
    return (
        select(
            Schedule.id,
            Schedule.version,
            Schedule.status,
            Schedule.sync_state,
            Schedule.pinned,
            Schedule.exclusive,
            Schedule.starts_at,
            Schedule.ends_at,
            Schedule.warnings,
            Schedule.override_reason,
            Event.id,
            Event.name,
            Event.event_number,
            Event.type,
            Event.condition,
            Event.removed_at,
            Event.store_id,
            Employee.id,
            Employee.name,
            Employee.title,
            Campaign.id,
            Campaign.name,
        )
        .join(Event, Event.id == Schedule.event_id)
        .join(Employee, Employee.id == Schedule.employee_id)
        .outerjoin(Campaign, Campaign.id == Event.campaign_id)
        .where(Schedule.starts_at >= bindparam("starts_at"), Schedule.starts_at < bindparam("ends_at"))
        .where(Schedule.status.in_(STANDING), or_(Event.store_id == store_id, Schedule.employee_id.in_(members)))
        .order_by(Schedule.starts_at, Event.type, Schedule.id)
    )


@cache
def _waiting() -> Executable:
    return (
        select(
            Event.id,
            Event.name,
            Event.event_number,
            Event.type,
            Event.start_date,
            Event.due_date,
            Event.duration_minutes,
            Campaign.id,
            Campaign.name,
        )
        .outerjoin(Campaign, Campaign.id == Event.campaign_id)
        .where(_lacks_people(), Event.store_id == bindparam("store_id"))
        .where(Event.start_date <= bindparam("last"), Event.due_date >= bindparam("first"))
        .order_by(*_MOST_URGENT)
    )


def open_events_page(
    session: Session,
    store_ids: Collection[int],
    *,
    type: EventType | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
    page: int = 1,
    per_page: int = 50,
) -> tuple[Sequence[Event], int]:
    """One page of the open events of the stores, with their store, and how many there are in all."""
    # A sum, so that SQLite, which knows nothing of how many there are, goes by the condition and not by the store.
    query = _open().where((Event.store_id + 0).in_(store_ids))
    if type is not None:
        query = query.where(Event.type == type)
    if due_from is not None:
        query = query.where(Event.due_date >= due_from)
    if due_to is not None:
        query = query.where(Event.due_date <= due_to)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    query = query.options(joinedload(Event.store)).limit(per_page).offset((page - 1) * per_page)
    return session.scalars(query).all(), total


def _open() -> Select[Event]:
    return select(Event).where(_lacks_people()).order_by(*_MOST_URGENT)


def _lacks_people() -> ColumnElement[bool]:
    held = (
        select(func.count())
        .where(Schedule.event_id == Event.id, Schedule.status.in_(STANDING))
        .correlate(Event)
        .scalar_subquery()
    )
    # Asked of the few that need several people: to count what holds each begun event would walk through all of them.
    half_held = and_(Event.condition.in_(_BEGUN), Event.required_headcount > 1, held > 0)
    waiting = or_(Event.condition.in_(_WAITING), half_held)
    # Says nothing new, but leads the database to the index of the few that are not over.
    not_over = Event.condition.in_((*_WAITING, *_BEGUN))
    return and_(not_over, Event.removed_at.is_(None), waiting, held < Event.required_headcount)
