"""Reads of the calendar, the day page and the list of open events. None depends on how much a week holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Event, Schedule
from app.queries.booking import STANDING
from app.vocabulary import Condition, EventType, ScheduleStatus

#: At Crossmark these wait for somebody.
_WAITING = (Condition.UNSTAFFED, Condition.REISSUED)
#: These have somebody, but an event for several people may still lack one.
_BEGUN = (Condition.SCHEDULED, Condition.STAFFED)


@dataclass(frozen=True)
class Booked:
    """One schedule of a month, only what is counted."""

    starts_at: datetime
    type: EventType
    in_conflict: bool


def schedules_between(
    session: Session, store_id: int, starts_at: datetime, ends_at: datetime, *, types: Collection[EventType] = ()
) -> Sequence[Schedule]:
    """What begins in the time at the store, imported conflicts included, with event and employee, by time."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(Event.store_id == store_id, Schedule.starts_at >= starts_at, Schedule.starts_at < ends_at)
        .where(Schedule.status.in_(STANDING))
        .options(contains_eager(Schedule.event), joinedload(Schedule.employee))
        .order_by(Schedule.starts_at, Event.type, Schedule.id)
    )
    return session.scalars(query.where(Event.type.in_(types)) if types else query).all()


def booked_between(session: Session, store_id: int, starts_at: datetime, ends_at: datetime) -> list[Booked]:
    rows = session.execute(
        select(Schedule.starts_at, Event.type, Schedule.status)
        .join(Event, Event.id == Schedule.event_id)
        .where(Event.store_id == store_id, Schedule.starts_at >= starts_at, Schedule.starts_at < ends_at)
        .where(Schedule.status.in_(STANDING))
    )
    return [Booked(start, kind, status is ScheduleStatus.CONFLICT) for start, kind, status in rows]


def open_events(
    session: Session, store_id: int, first: date, last: date, *, types: Collection[EventType] = ()
) -> Sequence[Event]:
    """Events that lack people and whose window touches the days, the most urgent first."""
    query = _open().where(Event.store_id == store_id, Event.start_date <= last, Event.due_date >= first)
    return session.scalars(query.where(Event.type.in_(types)) if types else query).all()


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
    query = _open().where(Event.store_id.in_(store_ids))
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
    return select(Event).where(_lacks_people()).order_by(Event.due_date, Event.priority, Event.type, Event.id)


def _lacks_people() -> ColumnElement[bool]:
    held = (
        select(func.count())
        .where(Schedule.event_id == Event.id, Schedule.status.in_(STANDING))
        .correlate(Event)
        .scalar_subquery()
    )
    waiting = or_(Event.condition.in_(_WAITING), and_(Event.condition.in_(_BEGUN), held > 0))
    return and_(Event.removed_at.is_(None), waiting, held < Event.required_headcount)
