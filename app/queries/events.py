"""Events as their pages show them: a filtered list, and one event with everything around it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Change, ChangeRow, EdrReport, Event, SalesTool, Schedule
from app.vocabulary import HOLDING_STATUSES, Condition, EventType, ScheduleStatus

PER_PAGE = 50
_CLOSED = (Condition.CANCELED, Condition.EXPIRED, Condition.SUBMITTED)


class Staffing(StrEnum):
    OPEN = "open"
    STAFFED = "staffed"


class Sort(StrEnum):
    DUE = "due"
    START = "start"
    NAME = "name"
    PRIORITY = "priority"
    NEWEST = "newest"


_ORDERS: dict[Sort, tuple[Any, ...]] = {
    Sort.DUE: (Event.due_date, Event.priority),
    Sort.START: (Event.start_date, Event.due_date),
    Sort.NAME: (Event.name,),
    Sort.PRIORITY: (Event.priority, Event.due_date),
    Sort.NEWEST: (Event.id.desc(),),
}
_BOOKED: Any = (
    select(func.count())
    .select_from(Schedule)
    .where(Schedule.event_id == Event.id, Schedule.status.in_(HOLDING_STATUSES))
    .correlate(Event)
    .scalar_subquery()
)


@dataclass(frozen=True)
class EventFilter:
    """`store_ids` None = every store."""

    store_ids: Collection[int] | None
    type: EventType | None = None
    condition: Condition | None = None
    staffing: Staffing | None = None
    words: str = ""


def events_page(session: Session, wanted: EventFilter, sort: Sort, page: int) -> tuple[list[tuple[Event, int]], int]:
    """Events with their store and the number of people booked, and how many events there are in all."""
    query = _matching(wanted)
    total = session.scalar(select(func.count()).select_from(query.with_only_columns(Event.id).subquery())) or 0
    shown = query.join(Event.store).options(contains_eager(Event.store)).order_by(*_ORDERS[sort], Event.id)
    rows = session.execute(shown.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return [(event, booked) for event, booked in rows], total


def _matching(wanted: EventFilter) -> Select[Any]:
    query: Select[Any] = select(Event, _BOOKED)
    if wanted.store_ids is not None:
        query = query.where(Event.store_id.in_(wanted.store_ids))
    if wanted.type is not None:
        query = query.where(Event.type == wanted.type)
    if wanted.condition is not None:
        query = query.where(Event.condition == wanted.condition)
    if wanted.staffing is Staffing.OPEN:
        alive = and_(Event.removed_at.is_(None), Event.condition.not_in(_CLOSED))
        query = query.where(alive, Event.required_headcount > _BOOKED)
    elif wanted.staffing is Staffing.STAFFED:
        query = query.where(Event.required_headcount <= _BOOKED)
    if wanted.words:
        found = or_(Event.name.icontains(wanted.words, autoescape=True), Event.ref_num == wanted.words)
        query = query.where(found)
    return query


def event_with_store(session: Session, event_id: int) -> Event | None:
    return session.scalar(select(Event).where(Event.id == event_id).options(joinedload(Event.store)))


def schedules_of(session: Session, event_id: int) -> list[Schedule]:
    """Standing ones first, then cancelled; with employee."""
    query = select(Schedule).where(Schedule.event_id == event_id).options(joinedload(Schedule.employee))
    rows = session.scalars(query.order_by(Schedule.starts_at, Schedule.id)).all()
    return sorted(rows, key=lambda row: row.status is ScheduleStatus.CANCELLED)


def standing_of(session: Session, event_id: int) -> list[Schedule]:
    """What holds time for the event, locked, because its schedules follow what is decided about it."""
    query = select(Schedule).where(Schedule.event_id == event_id, Schedule.status.in_(HOLDING_STATUSES))
    return list(session.scalars(query.order_by(Schedule.id).with_for_update()))


def partners_of(session: Session, event: Event) -> list[Event]:
    """The Core of a Supervisor visit, or the Supervisor visits of a Core."""
    pair = {EventType.CORE: EventType.SUPERVISOR, EventType.SUPERVISOR: EventType.CORE}
    if event.type not in pair or not event.event_number:
        return []
    query = select(Event).where(
        Event.store_id == event.store_id,
        Event.event_number == event.event_number,
        Event.type == pair[event.type],
        Event.removed_at.is_(None),
    )
    return list(session.scalars(query.order_by(Event.id)))


def report_of(session: Session, event: Event) -> EdrReport | None:
    if not event.event_number:
        return None
    same = (EdrReport.store_id == event.store_id, EdrReport.event_number == event.event_number)
    return session.scalar(select(EdrReport).where(*same))


def sales_tools_of(session: Session, event_id: int) -> dict[str, SalesTool]:
    """By address, what the last fetch of each brought."""
    rows = session.scalars(select(SalesTool).where(SalesTool.event_id == event_id))
    return {row.url: row for row in rows}


def history_of(
    session: Session, event_id: int, schedule_ids: Collection[int], *, limit: int = 30
) -> list[tuple[Change, str]]:
    """Changes of the event and its schedules, newest first, each with the names of what differed."""
    touched = or_(
        and_(ChangeRow.table_name == "events", ChangeRow.row_id == event_id),
        and_(ChangeRow.table_name == "schedules", ChangeRow.row_id.in_(schedule_ids)),
    )
    ids = select(ChangeRow.change_id).where(touched)
    changes = session.scalars(select(Change).where(Change.id.in_(ids)).order_by(Change.sequence.desc()).limit(limit))
    found = list(changes)
    rows = session.scalars(select(ChangeRow).where(touched, ChangeRow.change_id.in_([row.id for row in found])))
    words: dict[int, set[str]] = {}
    for row in rows:
        if row.operation == "update":
            words.setdefault(row.change_id, set()).update(name.replace("_", " ") for name in row.after or {})
    return [(change, ", ".join(sorted(words.get(change.id, ())))) for change in found]
