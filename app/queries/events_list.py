"""Events of the stores an actor may see, each with the number of people booked on it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.models import Event, Schedule
from app.queries.paging import Page, Wanted, page_of
from app.vocabulary import HOLDING_STATUSES, Condition


class EventStatus(StrEnum):
    """How far an event is planned here; its condition says where it stands at Crossmark."""

    UNSCHEDULED = "unscheduled"
    PARTLY_SCHEDULED = "partly_scheduled"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REMOVED = "removed"


SORTABLE = {
    "id": Event.id,
    "name": Event.name,
    "type": Event.type,
    "start_date": Event.start_date,
    "due_date": Event.due_date,
    "priority": Event.priority,
    "condition": Event.condition,
    "ref_num": Event.ref_num,
}
_EXACT = ("type", "condition", "store_id", "ref_num", "external_id", "parent_id", "priority")

_BOOKED: Any = (
    select(func.count())
    .select_from(Schedule)
    .where(Schedule.event_id == Event.id, Schedule.status.in_(HOLDING_STATUSES))
    .correlate(Event)
    .scalar_subquery()
)
_OPEN = and_(Event.removed_at.is_(None), Event.condition.not_in((Condition.CANCELED, Condition.EXPIRED)))
_STATUS: dict[EventStatus, ColumnElement[bool]] = {
    EventStatus.REMOVED: Event.removed_at.is_not(None),
    EventStatus.CANCELLED: and_(Event.removed_at.is_(None), Event.condition == Condition.CANCELED),
    EventStatus.EXPIRED: and_(Event.removed_at.is_(None), Event.condition == Condition.EXPIRED),
    EventStatus.UNSCHEDULED: and_(_OPEN, _BOOKED == 0),
    EventStatus.PARTLY_SCHEDULED: and_(_OPEN, _BOOKED > 0, Event.required_headcount > _BOOKED),
    EventStatus.SCHEDULED: and_(_OPEN, Event.required_headcount <= _BOOKED),
}


def status_of(event: Event, booked: int) -> EventStatus:
    """The same answer as the filter, for a row that was read."""
    if event.removed_at is not None:
        return EventStatus.REMOVED
    if event.condition is Condition.CANCELED:
        return EventStatus.CANCELLED
    if event.condition is Condition.EXPIRED:
        return EventStatus.EXPIRED
    if not booked:
        return EventStatus.UNSCHEDULED
    return EventStatus.SCHEDULED if booked >= event.required_headcount else EventStatus.PARTLY_SCHEDULED


def events_page(
    session: Session, store_ids: Collection[int] | None, filters: dict[str, Any], wanted: Wanted
) -> Page[tuple[Event, int]]:
    query = _visible(store_ids)
    for name in _EXACT:
        if name in filters:
            query = query.where(getattr(Event, name) == filters[name])
    for condition in _window(filters):
        query = query.where(condition)
    if "status" in filters:
        query = query.where(_STATUS[EventStatus(filters["status"])])
    if "search" in filters:
        word = filters["search"]
        query = query.where(or_(Event.name.icontains(word, autoescape=True), Event.ref_num == word))
    return page_of(session, query, SORTABLE, wanted)


def _window(filters: dict[str, Any]) -> list[ColumnElement[bool]]:
    """Events whose window holds a day or touches the days from `date_from` to `date_to`."""
    found = []
    first, last = filters.get("date_from", filters.get("date")), filters.get("date_to", filters.get("date"))
    if first is not None:
        found.append(Event.due_date >= first)
    if last is not None:
        found.append(Event.start_date <= last)
    return found


def event_seen(session: Session, store_ids: Collection[int] | None, event_id: int) -> tuple[Event, int] | None:
    """None also for another store's event."""
    found = session.execute(_visible(store_ids).where(Event.id == event_id)).one_or_none()
    return (found[0], found[1]) if found else None


def _visible(store_ids: Collection[int] | None) -> Select[Any]:
    query = select(Event, _BOOKED)
    return query if store_ids is None else query.where(Event.store_id.in_(store_ids))
