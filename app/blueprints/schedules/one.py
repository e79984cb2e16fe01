"""One schedule with everything that can be done with it; the calendar shows it in a dialog."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.blueprints.schedules import bp
from app.blueprints.schedules.desk import find_schedule, last_change, place_of
from app.db import db
from app.models import Schedule
from app.services.schedule_looks import look_here
from app.services.schedule_pairs import follow
from app.vocabulary import EventType, Permission, ScheduleStatus
from app.web.access import current_actor, requires
from app.web.templating import render_or_partial


@bp.get("/<int:schedule_id>")
@requires(Permission.VIEW_SCHEDULE)
def show(schedule_id: int) -> ResponseReturnValue:
    session = db.session()
    schedule = find_schedule(session, current_actor(), schedule_id)
    return render_or_partial(
        "schedules/show.html",
        "schedules/show_body.html",
        schedule=schedule,
        day=place_of(schedule)[0],
        changed=last_change(session, schedule_id),
        pairable=_can_be_paired(session, schedule),
        is_open=schedule.status not in (ScheduleStatus.CANCELLED, ScheduleStatus.COMPLETED),
    )


def _can_be_paired(session: Session, schedule: Schedule) -> bool:
    """A Core whose Supervisor visit is open or on another day, with somebody who is free for it."""
    actor = current_actor()
    if schedule.event.type is not EventType.CORE or not actor.may(Permission.EDIT_SCHEDULE):
        return False
    found = look_here(session, actor, schedule_id=schedule.id)
    return any(visit.wanted is not None for visit in follow(found.problem, *found.wanted))
