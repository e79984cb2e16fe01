"""Adding a person and changing facts."""

from __future__ import annotations

from typing import TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.employees import bp
from app.blueprints.employees.forms import EmployeeForm, NewEmployeeForm
from app.blueprints.employees.shown import EditedEmployee, edited_employee, known_employee
from app.db import db, transaction
from app.errors import Invalid, Stale
from app.queries.changes import last_change_of
from app.services import employees
from app.services.rotation_warnings import watch_person
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.fields import choices
from app.web.stores import chosen_store, visible_stores
from app.web.toasts import flash_change, flash_error, flash_warnings

Form = TypeVar("Form", bound=EmployeeForm)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_EMPLOYEES)
def new() -> ResponseReturnValue:
    form = _with_stores(NewEmployeeForm())
    if request.method == "GET":
        store = chosen_store()
        form.store_ids.data = [store.id] if store else []
        return render_template("employees/new.html", form=form, twins=())
    twins = employees.twins(db.session(), current_actor(), form.name.data or "")
    if twins and not form.another_person.data:
        form.form_errors.append(
            _("Somebody of this name is there already. Open that person, or say that this is another.")
        )
    elif form.validate():
        try:
            with transaction() as session:
                employee, change_id = employees.create(session, current_actor(), facts=form.facts())
                employee_id = employee.id
        except Invalid as error:
            form.add(error)
        else:
            flash_change(_("%(name)s was added.", name=form.name.data), change_id)
            return redirect(url_for("employees.show", employee_id=employee_id))
    return render_template("employees/new.html", form=form, twins=twins), 422


@bp.route("/<int:employee_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_EMPLOYEES)
def edit(employee_id: int) -> ResponseReturnValue:
    shown = edited_employee(db.session(), current_actor(), employee_id)
    form = _with_stores(EmployeeForm(obj=shown.employee))
    if request.method == "GET":
        form.show(shown.employee)
        return render_template("employees/edit.html", form=form, shown=shown)
    if form.validate() and _saved(form, shown):
        return redirect(url_for("employees.show", employee_id=employee_id))
    shown = edited_employee(db.session(), current_actor(), employee_id)
    return render_template("employees/edit.html", form=form, shown=shown), form.refused_status


def _saved(form: EmployeeForm, shown: EditedEmployee) -> bool:
    was_active, employee_id = shown.employee.active, shown.employee.id
    try:
        with transaction() as session, watch_person(session, current_actor(), employee_id) as arisen:
            _employee, change_id = employees.update(
                session,
                current_actor(),
                employee_id=employee_id,
                version=form.version.data,
                facts=form.facts(),
            )
    except Invalid as error:
        form.add(error)
        return False
    except Stale:
        _meet(form, employee_id)
        return False
    flash_change(_("%(name)s was saved.", name=form.name.data), change_id)
    flash_warnings(arisen.messages)
    if was_active and not form.active.data and shown.consequences.any:
        flash_error(_("%(name)s still holds rotations or bookings. They are listed on this page.", name=form.name.data))
    return True


def _meet(form: EmployeeForm, employee_id: int) -> None:
    employee = known_employee(db.session(), current_actor(), employee_id).employee
    theirs = _with_stores(EmployeeForm(formdata=None, obj=employee))
    theirs.show(employee)
    form.meet(theirs, employee.version, last_change_of(db.session(), employee))


def _with_stores(form: Form) -> Form:
    pairs = [(store.id, f"{store.number} {store.name}") for store in visible_stores()]
    form.store_ids.choices = choices(pairs)
    form.home_store_id.choices = choices([("", _("None")), *pairs])
    return form
