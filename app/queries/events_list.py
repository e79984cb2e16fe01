"""Events of the stores an actor may see, each with the number of people booked on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.formatting import to_utc
from app.models import Employee, Event, Schedule
from app.queries.event_search import DayKind, Days, Name, Number, Person, Term
from app.queries.paging import Page, Wanted, page_of
from app.vocabulary import HOLDING_STATUSES, Condition, EventType


class EventStatus(StrEnum):
    """How far an event is planned here; its condition says where it stands at Crossmark."""

    UNSCHEDULED = "unscheduled"
    PARTLY_SCHEDULED = "partly_scheduled"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REMOVED = "removed"


class EventTab(StrEnum):
    """The lists a manager works through."""

    UNSCHEDULED = "unscheduled"
    SCHEDULED = "scheduled"
    SUBMITTED = "submitted"
    PAUSED = "paused"
    REISSUED = "reissued"
    ALL = "all"

    @property
    def is_booked_work(self) -> bool:
        """Whether days and people in a search mean those of the bookings."""
        return self in (EventTab.SCHEDULED, EventTab.SUBMITTED, EventTab.REISSUED)


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
#: What heads the columns of the page.
ORDERS = {
    "id": Event.id,
    "name": Event.name,
    "type": (Event.type, Event.due_date),
    "start": (Event.start_date, Event.due_date),
    "due": (Event.due_date, Event.priority),
    "priority": (Event.priority, Event.due_date),
    "condition": (Event.condition, Event.due_date),
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
LACKS_PEOPLE: ColumnElement[bool] = and_(_OPEN, Event.required_headcount > _BOOKED)
_STATUS: dict[EventStatus, ColumnElement[bool]] = {
    EventStatus.REMOVED: Event.removed_at.is_not(None),
    EventStatus.CANCELLED: and_(Event.removed_at.is_(None), Event.condition == Condition.CANCELED),
    EventStatus.EXPIRED: and_(Event.removed_at.is_(None), Event.condition == Condition.EXPIRED),
    EventStatus.UNSCHEDULED: and_(_OPEN, _BOOKED == 0),
    EventStatus.PARTLY_SCHEDULED: and_(_OPEN, _BOOKED > 0, Event.required_headcount > _BOOKED),
    EventStatus.SCHEDULED: and_(_OPEN, Event.required_headcount <= _BOOKED),
}
_CLOSED = (Condition.SUBMITTED, Condition.CANCELED, Condition.EXPIRED)
#: Named one by one, so that the database goes by its index of conditions: nearly every event a store had is over.
_NOT_OVER = [condition for condition in Condition if condition not in _CLOSED]
_PLANNED = [one for one in _NOT_OVER if one not in (Condition.PAUSED, Condition.REISSUED)]
_HERE = Event.removed_at.is_(None)
_TABS: dict[EventTab, ColumnElement[bool]] = {
    EventTab.UNSCHEDULED: and_(_HERE, Event.condition.in_(_NOT_OVER), Event.required_headcount > _BOOKED),
    EventTab.SCHEDULED: and_(_HERE, Event.condition.in_(_PLANNED), _BOOKED > 0),
    EventTab.SUBMITTED: and_(_HERE, Event.condition == Condition.SUBMITTED),
    EventTab.PAUSED: and_(_HERE, Event.condition == Condition.PAUSED),
    EventTab.REISSUED: and_(_HERE, Event.condition == Condition.REISSUED),
    EventTab.ALL: true(),
}
_OF_ALL_TIMES = (EventTab.SUBMITTED, EventTab.ALL)


@dataclass(frozen=True)
class EventFilter:
    """`store_ids` None = every store; `zone` says when the days of the terms begin."""

    store_ids: Collection[int] | None
    zone: str
    tab: EventTab = EventTab.ALL
    type: EventType | None = None
    condition: Condition | None = None
    priority: int | None = None
    campaign_id: int | None = None
    terms: tuple[Term, ...] = ()


def event_rows(session: Session, looked_for: EventFilter, wanted: Wanted) -> Page[tuple[Event, int]]:
    """As the page lists them: with their store."""
    store = Event.store_id if looked_for.tab in _OF_ALL_TIMES else Event.store_id + 0  # as booking.at_store
    query = (
        _visible(looked_for.store_ids, store)
        .join(Event.store)
        .options(contains_eager(Event.store), joinedload(Event.campaign))
    )
    query = query.where(_TABS[looked_for.tab], *(_fits(term, looked_for.zone) for term in looked_for.terms))
    for name in ("type", "condition", "priority", "campaign_id"):
        value = getattr(looked_for, name)
        if value is not None:
            query = query.where(getattr(Event, name) == value)
    return page_of(session, query, ORDERS, wanted)


def _fits(term: Term, zone: str) -> ColumnElement[bool]:
    match term:
        case Days(DayKind.START, first, last):
            return Event.start_date.between(first, last)
        case Days(DayKind.DUE, first, last):
            return Event.due_date.between(first, last)
        case Days(_, first, last):
            return _booked_where(*_between(first, last, zone))
        case Number(digits):
            return or_(Event.event_number.startswith(digits), Event.ref_num == digits)
        case Person(words):
            return _booked_where(Schedule.employee_id == Employee.id, Employee.name.icontains(words, autoescape=True))
        case Name(words):
            return or_(Event.name.icontains(words, autoescape=True), Event.ref_num == words)


def _between(first: date, last: date, zone: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    begins, ends = to_utc(first, 0, zone), to_utc(last + timedelta(days=1), 0, zone)
    return Schedule.starts_at >= begins, Schedule.starts_at < ends


def _booked_where(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    held = (Schedule.event_id == Event.id, Schedule.status.in_(HOLDING_STATUSES))
    return select(Schedule.id).where(*held, *conditions).correlate(Event).exists()


def bookings_of(session: Session, event_ids: Collection[int]) -> dict[int, list[Schedule]]:
    """What holds time for each event, with the employee, earliest first."""
    query = select(Schedule).where(Schedule.event_id.in_(event_ids), Schedule.status.in_(HOLDING_STATUSES))
    found: dict[int, list[Schedule]] = {}
    for row in session.scalars(query.options(joinedload(Schedule.employee)).order_by(Schedule.starts_at, Schedule.id)):
        found.setdefault(row.event_id, []).append(row)
    return found


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


def _visible(store_ids: Collection[int] | None, store: Any = Event.store_id) -> Select[Any]:
    query = select(Event, _BOOKED)
    return query if store_ids is None else query.where(store.in_(store_ids))
