"""Somebody called in: who comes instead, what moves, whom to call; confirmed as one change."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.attendance import bp
from app.blueprints.attendance.forms import STATUS_WORDS, CallOutForm
from app.blueprints.schedules.picks import picks_of_form
from app.db import db, transaction
from app.errors import Conflict, Forbidden, Invalid, RuleBroken, Stale
from app.services import call_out
from app.services.call_out import Choices
from app.services.rotations import WORDS
from app.vocabulary import AttendanceStatus, Permission
from app.web.access import current_actor, requires
from app.web.next_page import safe_next
from app.web.toasts import flash_change

_REFUSALS = (RuleBroken, Conflict, Forbidden, Invalid, Stale)


@bp.get("/call-out/<int:employee_id>/<date:day>")
@requires(Permission.EDIT_SCHEDULE)
def called_in(employee_id: int, day: date) -> ResponseReturnValue:
    form = CallOutForm(formdata=None, data={"next": request.args.get("next", "")})
    return _page(employee_id, day, form)


@bp.post("/call-out/<int:employee_id>/<date:day>")
@requires(Permission.EDIT_SCHEDULE)
def confirm_call_out(employee_id: int, day: date) -> ResponseReturnValue:
    form = CallOutForm()
    if not form.validate():
        return _page(employee_id, day, form, 422)
    try:
        with transaction() as session:
            done = call_out.confirm(session, current_actor(), employee_id=employee_id, day=day, choices=_choices(form))
    except _REFUSALS as error:
        form.form_errors.append(error.message)
        return _page(employee_id, day, form, error.status)
    flash_change(". ".join((done.summary, *done.also)) + ".", done.change_id)
    return redirect(safe_next(form.next.data, url_for("calendar.day", day=day)))


def _choices(form: CallOutForm) -> Choices:
    return Choices(
        status=AttendanceStatus(form.status.data),
        picks=picks_of_form(),
        stand_ins=form.stand_ins(),
        reason=form.reason.data or "",
        version=form.version.data,
    )


def _page(employee_id: int, day: date, form: CallOutForm, status: int = 200) -> ResponseReturnValue:
    shown = call_out.prepare(db.session(), current_actor(), employee_id=employee_id, day=day)
    if form.version.data is None or status != 200:
        form.version.data, form.version.raw_data = shown.version, None
    page = render_template(
        "attendance/call_out.html",
        form=form,
        shown=shown,
        duty_words=WORDS,
        picked=picks_of_form(),
        statuses=[(kind.value, STATUS_WORDS[kind]) for kind in call_out.ABSENCES],
        following=safe_next(form.next.data, url_for("calendar.day", day=day)),
        title=_("%(name)s called in", name=shown.employee.name),
    )
    return page, status
