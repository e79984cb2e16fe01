"""What is booked from today on, as Crossmark's own list of bookings."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session

from app.exports.calendar_schedule import Visit
from app.formatting import local_day, to_utc, wall_time
from app.models import Schedule
from app.models.columns import utc_now
from app.queries import schedules as queries
from app.services.actors import Actor
from app.vocabulary import Permission


def visits(session: Session, actor: Actor) -> list[Visit]:
    """Of the stores the actor sees, in order of time; an event made here is none of Crossmark's."""
    actor.require(Permission.RUN_SYNC)
    zone = current_app.extensions["settings"].timezone
    since = to_utc(local_day(utc_now(), zone), 0, zone)
    return [_visit(row) for row in queries.booked_since(session, since, actor.store_ids) if not row.event.is_ours]


def _visit(row: Schedule) -> Visit:
    event, store = row.event, row.event.store
    return Visit(
        name=event.name,
        ref_num=event.ref_num,
        location_id=store.location_id or "",
        store_number=store.number,
        store_name=store.name,
        first_day=event.start_date,
        due_day=event.due_date,
        minutes=event.duration_minutes,
        rep_name=row.employee.name,
        employee_id=row.employee.external_id or "",
        starts_at=wall_time(row.starts_at, store.timezone).replace(tzinfo=None),
    )
