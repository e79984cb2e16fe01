"""Telling those who are affected what a sync changed: one notice a person and change, until somebody has seen to it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.formatting import local_day, short_day
from app.models import Event, Notice, Schedule, Store
from app.models.columns import utc_now
from app.queries import notices as queries
from app.services.actors import Actor
from app.services.sync.report import Touched
from app.vocabulary import Permission
from app.wording import say


def write(session: Session, touched: list[Touched], stores: dict[int, Store], now: datetime) -> None:
    """Changes of an event go to everybody who is booked on it from now on; nobody booked, nobody affected."""
    by_event: dict[int, list[Schedule]] = defaultdict(list)
    for row in queries.coming_schedules(session, {one.event.id for one in touched}, now):
        by_event[row.event_id].append(row)
    for one in touched:
        if one.employee_id is not None:
            session.add(_notice(one, one.text, one.employee_id))
            continue
        for row in by_event[one.event.id]:
            text = f"{one.text} {_standing(row, one.event, stores[one.event.store_id])}"
            session.add(_notice(one, text, row.employee_id))


def _standing(row: Schedule, event: Event, store: Store) -> str:
    day = local_day(row.starts_at, store.timezone)
    outside = "" if event.start_date <= day <= event.due_date else ", outside of its days"
    return f"{row.employee.name} is booked for {short_day(day)}{outside}."


def _notice(one: Touched, text: str, employee_id: int) -> Notice:
    return Notice(event_id=one.event.id, employee_id=employee_id, kind=one.kind, text=text[:400])


def dismiss(session: Session, actor: Actor, *, notice_id: int) -> Notice:
    """Somebody has seen to it. Raises NotFound, also for another store's."""
    actor.require(Permission.EDIT_SCHEDULE)
    notice = queries.with_event(session, notice_id)
    if notice is None or not actor.sees_store(notice.event.store_id):
        raise NotFound(say("That notice was not found."))
    if notice.dismissed_at is None:
        notice.dismissed_at, notice.dismissed_by = utc_now(), actor.display_name
    return notice
