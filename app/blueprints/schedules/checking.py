"""Asks the rules before anything is saved: beside the form while it is filled in, and at each drop."""

from __future__ import annotations

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.schedules import bp
from app.blueprints.schedules.answers import invalid
from app.blueprints.schedules.desk import best_place, choices, find_event
from app.blueprints.schedules.forms import CheckForm, PeopleForm
from app.db import db
from app.errors import BrokenRule, Invalid
from app.formatting import hhmm
from app.services import schedule_effects, schedule_looks
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.wants_json import wants_json


@bp.post("/check")
@requires(Permission.EDIT_SCHEDULE)
def check() -> ResponseReturnValue:
    form = CheckForm()
    if not form.validate():
        if wants_json():
            invalid(form)
        return render_template("schedules/standing.html", standing=(), is_checked=False, effects=())
    if not wants_json() and (form.start_time.data is None or form.employee_id.data is None):
        return render_template("schedules/standing.html", standing=(), is_checked=False, effects=())
    employee_id, minutes = _place(form)
    found = schedule_looks.look(
        db.session(),
        current_actor(),
        event_id=form.event_id.data,
        employee_id=employee_id,
        day=form.date.day,
        minutes=minutes,
        schedule_id=form.schedule_id.data,
    )
    if wants_json():
        violations = [_plain(broken) for broken in found.broken]
        return jsonify({"employee_id": employee_id, "start_time": hhmm(minutes), "violations": violations})
    effects = schedule_effects.of_place(db.session(), found.problem, found.wanted[0])
    return render_template("schedules/standing.html", standing=found.broken, is_checked=True, effects=effects)


@bp.post("/people")
@requires(Permission.EDIT_SCHEDULE)
def people() -> ResponseReturnValue:
    """The list of people for another day or time, as a piece of the form."""
    form = PeopleForm()
    moved = form.schedule_id.data
    if form.event_id.data is None:
        raise Invalid("Choose an event.")
    session, actor = db.session(), current_actor()
    event = find_event(session, actor, form.event_id.data)
    offered = choices(session, actor, event, form, moved)
    return render_template("schedules/people.html", form=form, offered=offered, event=event, schedule_id=moved)


def _place(form: CheckForm) -> tuple[int, int]:
    """Who and when: as typed, else the best of the day. Raises Invalid when there is none."""
    employee_id: int | None = form.employee_id.data
    minutes: int | None = form.start_time.data
    if employee_id is not None and minutes is not None:
        return employee_id, minutes
    found = best_place(
        db.session(),
        current_actor(),
        event_id=form.event_id.data,
        employee_id=employee_id,
        day=form.date.day,
        minutes=minutes,
        schedule_id=form.schedule_id.data,
    )
    if found is None:
        raise Invalid(_("This type of event has no start time on that day. Set one under Settings, Times."))
    return found


def _plain(broken: BrokenRule) -> dict[str, str | None]:
    return {"rule": broken.rule, "severity": broken.severity, "message": broken.message, "fix": broken.fix}
