"""Work that is over and was not reported, and the booking that a reissue does again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Employee, Event, Schedule
from app.queries.booking import at_store
from app.queries.paging import Page, Wanted, containing, page_of
from app.vocabulary import UNREPORTED, EventType, ScheduleStatus

SORTABLE = {
    "id": Schedule.id,
    "day": Schedule.starts_at,
    "employee": Employee.name,
    "event": Event.name,
    "type": Event.type,
    "condition": Event.condition,
}


def is_unreported(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of bookings that are joined with their events: should have been reported, and began between the moments."""
    return (
        Event.condition.in_(UNREPORTED),
        Event.removed_at.is_(None),
        Schedule.status == ScheduleStatus.PUBLISHED,
        Schedule.starts_at >= since,
        Schedule.starts_at < until,
    )


@dataclass(frozen=True)
class Over:
    """What is over in a store: the booking began between the moments."""

    store_id: int
    since: datetime
    until: datetime


def unreported_page(session: Session, over: Over, words: str, type: EventType | None, wanted: Wanted) -> Page[Schedule]:
    """With event and employee."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .join(Schedule.employee)
        .where(at_store(over.store_id), *is_unreported(over.since, over.until))
        .options(contains_eager(Schedule.event), contains_eager(Schedule.employee))
    )
    if type is not None:
        query = query.where(Event.type == type)
    if words:
        query = query.where(containing(words, Event.name, Event.ref_num, Employee.name))
    return page_of(session, query, SORTABLE, wanted)


def last_booking(session: Session, event_id: int, before: datetime) -> Schedule | None:
    """The newest that began before the moment, with employee, event and store."""
    query = (
        select(Schedule)
        .where(
            Schedule.event_id == event_id,
            Schedule.status.in_((ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)),
            Schedule.starts_at < before,
        )
        .options(joinedload(Schedule.employee), joinedload(Schedule.event).joinedload(Event.store))
    )
    return session.scalar(query.order_by(Schedule.starts_at.desc(), Schedule.id.desc()).limit(1))
