"""Somebody leaves: first what it means, then doing it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.employees import bp
from app.blueprints.employees.forms import DepartureForm
from app.blueprints.employees.shown import KnownEmployee, known_employee
from app.db import db, transaction
from app.errors import Invalid
from app.queries import employees as queries
from app.queries.paging import Wanted
from app.services import departures
from app.services.departures import Leaving
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_change, flash_warnings

_MOST_OFFERED = 500


@bp.get("/<int:employee_id>/leave")
@requires(Permission.EDIT_EMPLOYEES)
def leave(employee_id: int) -> ResponseReturnValue:
    """With a last day in the address also what it would mean."""
    shown = known_employee(db.session(), current_actor(), employee_id)
    form = DepartureForm(formdata=request.args if "last_day" in request.args else None, meta={"csrf": False})
    _offer(form, employee_id)
    if not form.last_day.raw_data:
        form.last_day.data = shown.today
        return _page(shown, form, None)
    leaving = None
    if form.validate():
        try:
            leaving = departures.plan(
                db.session(),
                current_actor(),
                employee_id=employee_id,
                departure=form.departure(),
                zone=shown.zone,
            )
        except Invalid as error:
            form.add(error)
    return _page(shown, form, leaving, 200 if leaving else 422)


@bp.post("/<int:employee_id>/leave")
@requires(Permission.EDIT_EMPLOYEES)
def end(employee_id: int) -> ResponseReturnValue:
    shown = known_employee(db.session(), current_actor(), employee_id)
    form = DepartureForm()
    _offer(form, employee_id)
    if form.validate():
        try:
            with transaction() as session:
                leaving, change_id = departures.carry_out(
                    session,
                    current_actor(),
                    employee_id=employee_id,
                    version=form.version.data,
                    departure=form.departure(),
                    zone=shown.zone,
                    reason=form.reason.data or "",
                )
                uncovered, name = leaving.uncovered, leaving.employee.name
        except Invalid as error:
            form.add(error)
        else:
            flash_change(_("%(name)s leaves after the chosen day.", name=name), change_id)
            if uncovered:
                flash_warnings([ngettext("%(num)s event is open now.", "%(num)s events are open now.", uncovered)])
            return redirect(url_for("employees.show", employee_id=employee_id))
    return _page(known_employee(db.session(), current_actor(), employee_id), form, None, 422)


def _offer(form: DepartureForm, employee_id: int) -> None:
    looked_for = queries.EmployeeFilter(current_actor().store_ids, active=True)
    page = queries.employees_page(db.session(), looked_for, Wanted(1, _MOST_OFFERED, "name"))
    form.offer(one for one in page.rows if one.id != employee_id)


def _page(shown: KnownEmployee, form: DepartureForm, leaving: Leaving | None, status: int = 200) -> ResponseReturnValue:
    form.version.data = shown.employee.version
    return render_template("employees/leave.html", shown=shown, form=form, leaving=leaving), status
