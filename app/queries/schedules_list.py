"""Schedules of the stores an actor may see, with event, store and employee at hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Event, Schedule, Store
from app.queries.paging import Page, Wanted, page_of

SORTABLE = {
    "id": Schedule.id,
    "date": Schedule.starts_at,
    "start_time": Schedule.starts_at,
    "employee_id": Schedule.employee_id,
    "event_id": Schedule.event_id,
    "status": Schedule.status,
}
_EXACT = ("event_id", "employee_id", "status", "sync_state", "pinned", "exclusive")


def schedules_page(
    session: Session, store_ids: Collection[int] | None, filters: dict[str, Any], wanted: Wanted
) -> Page[Schedule]:
    query = _visible(store_ids)
    for name in _EXACT:
        if name in filters:
            query = query.where(getattr(Schedule, name) == filters[name])
    if "store_id" in filters:
        query = query.where(Event.store_id == filters["store_id"])
    first, last = filters.get("date_from", filters.get("date")), filters.get("date_to", filters.get("date"))
    if first is not None or last is not None:
        query = query.where(_on_days(session, first, last))
    return page_of(session, query, SORTABLE, wanted)


def schedule_seen(session: Session, store_ids: Collection[int] | None, schedule_id: int) -> Schedule | None:
    """None also for another store's schedule. What the session held of it before is read again."""
    query = _visible(store_ids).where(Schedule.id == schedule_id).execution_options(populate_existing=True)
    return session.scalar(query)


def schedules_seen(session: Session, store_ids: Collection[int] | None, ids: Collection[int]) -> Sequence[Schedule]:
    query = _visible(store_ids).where(Schedule.id.in_(ids)).execution_options(populate_existing=True)
    return session.scalars(query.order_by(Schedule.id)).unique().all()


def _visible(store_ids: Collection[int] | None) -> Select[Schedule]:
    query = (
        select(Schedule)
        .join(Schedule.event)
        .join(Event.store)
        .options(contains_eager(Schedule.event).contains_eager(Event.store), joinedload(Schedule.employee))
    )
    return query if store_ids is None else query.where(Event.store_id.in_(store_ids))


def _on_days(session: Session, first: date | None, last: date | None) -> ColumnElement[bool]:
    """Starts on these local days; each store has its own midnight."""
    zones = session.scalars(select(Store.timezone).distinct()).all()
    return or_(*(and_(Store.timezone == zone, *_between(zone, first, last)) for zone in zones), Store.id.is_(None))


def _between(zone: str, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    found = []
    if first is not None:
        found.append(Schedule.starts_at >= _midnight(first, zone))
    if last is not None:
        found.append(Schedule.starts_at < _midnight(last + timedelta(days=1), zone))
    return found


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
