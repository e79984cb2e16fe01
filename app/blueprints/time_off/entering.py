"""Time off that a manager enters for somebody: as a request, whose impact is looked at next, or approved at once."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.blueprints.employees.forms import TimeOffForm
from app.blueprints.time_off import bp
from app.db import db, transaction
from app.errors import Invalid
from app.queries import employees as queries
from app.queries.employees import EmployeeFilter
from app.services import time_off
from app.services.rotation_warnings import watch_person
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.fields import choices
from app.web.lists import store_filter
from app.web.toasts import flash_change, flash_warnings


class EntryForm(TimeOffForm):
    employee_id = SelectField(_l("Who"), coerce=int, validators=[InputRequired(message=_l("Choose somebody."))])


@bp.get("/new")
@requires(Permission.DECIDE_TIME_OFF)
def new() -> ResponseReturnValue:
    """`?date=` and `?employee=` are filled in."""
    form = _form(EntryForm(formdata=None))
    form.employee_id.data = request.args.get("employee", type=int)
    try:
        form.starts_on.data = parse_day(request.args.get("date", ""))
    except ValueError:
        form.starts_on.data = None
    return render_template("time_off/new.html", form=form)


@bp.post("/new")
@requires(Permission.DECIDE_TIME_OFF)
def enter() -> ResponseReturnValue:
    form, actor = _form(EntryForm()), current_actor()
    if not form.validate():
        return render_template("time_off/new.html", form=form), 422
    as_request = request.form.get("decision") != "approve"
    try:
        with transaction() as session, watch_person(session, actor, form.employee_id.data) as arisen:
            row, change_id = time_off.enter(
                session, actor, employee_id=form.employee_id.data, absence=form.absence(), as_request=as_request
            )
            time_off_id = row.id
    except Invalid as error:
        form.add(error)
        return render_template("time_off/new.html", form=form), error.status
    flash_change(_("The request was saved.") if as_request else _("The time off was saved."), change_id)
    flash_warnings(arisen.messages)
    return redirect(url_for("time_off.show", time_off_id=time_off_id))


def _form(form: EntryForm) -> EntryForm:
    people = queries.names_in(db.session(), EmployeeFilter(store_filter().store_ids))
    form.employee_id.choices = choices(people)
    return form
