"""One event with everything around it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import Change, ChangeRow, EdrReport, Event, SalesTool, Schedule
from app.queries.changes import changes_touching
from app.vocabulary import HOLDING_STATUSES, EventType, ScheduleStatus


def event_with_store(session: Session, event_id: int) -> Event | None:
    return session.scalar(
        select(Event).where(Event.id == event_id).options(joinedload(Event.store), joinedload(Event.campaign))
    )


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
    return changes_touching(session, touched, limit=limit)
