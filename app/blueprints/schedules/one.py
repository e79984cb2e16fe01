"""One schedule with everything that can be done with it; the calendar shows it in a dialog."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.blueprints.schedules import bp
from app.blueprints.schedules.desk import find_schedule, last_change, place_of
from app.db import db
from app.vocabulary import Permission, ScheduleStatus
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
        is_open=schedule.status not in (ScheduleStatus.CANCELLED, ScheduleStatus.COMPLETED),
    )
