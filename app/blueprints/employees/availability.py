"""Saving when a person can work: the week, single dates, dated patterns, time off."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.blueprints.employees import bp
from app.blueprints.employees.forms import DateForm, PatternForm, PersonForm, TimeOffForm, WeekForm
from app.blueprints.employees.shown import person_page
from app.db import db, transaction
from app.errors import Invalid
from app.services import employee_availability as service
from app.services import employees, time_off
from app.services.rotation_warnings import watch_person
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_change, flash_warnings

Save = Callable[[Session], int | None]


@bp.post("/<int:employee_id>/week")
@requires(Permission.EDIT_EMPLOYEES)
def save_week(employee_id: int) -> ResponseReturnValue:
    form = WeekForm()

    def save(session: Session) -> int | None:
        seen = form.seen.data or ""
        return service.save_week(session, current_actor(), employee_id=employee_id, seen=seen, week=form.week())

    return _answer(form, employee_id, save, _("The week was saved."))


@bp.post("/<int:employee_id>/dates")
@requires(Permission.EDIT_EMPLOYEES)
def set_date(employee_id: int) -> ResponseReturnValue:
    form = DateForm()

    def save(session: Session) -> int | None:
        return service.set_date(
            session,
            current_actor(),
            employee_id=employee_id,
            day=form.day.day,
            available=form.available.data == "yes",
            reason=form.reason.data or "",
        )

    return _answer(form, employee_id, save, _("The day was saved."))


@bp.post("/<int:employee_id>/dates/<int:entry_id>/remove")
@requires(Permission.EDIT_EMPLOYEES)
def remove_date(employee_id: int, entry_id: int) -> ResponseReturnValue:
    with transaction() as session, watch_person(session, current_actor(), employee_id) as arisen:
        change_id = service.remove_date(session, current_actor(), employee_id=employee_id, entry_id=entry_id)
    flash_change(_("The entry was removed."), change_id)
    flash_warnings(arisen.messages)
    return redirect(url_for("employees.show", employee_id=employee_id))


@bp.post("/<int:employee_id>/patterns")
@requires(Permission.EDIT_EMPLOYEES)
def add_pattern(employee_id: int) -> ResponseReturnValue:
    form = PatternForm()

    def save(session: Session) -> int | None:
        return service.add_pattern(session, current_actor(), employee_id=employee_id, pattern=form.pattern())[1]

    return _answer(form, employee_id, save, _("The pattern was saved."))


@bp.post("/<int:employee_id>/patterns/<int:pattern_id>/remove")
@requires(Permission.EDIT_EMPLOYEES)
def remove_pattern(employee_id: int, pattern_id: int) -> ResponseReturnValue:
    with transaction() as session, watch_person(session, current_actor(), employee_id) as arisen:
        change_id = service.remove_pattern(session, current_actor(), employee_id=employee_id, pattern_id=pattern_id)
    flash_change(_("The pattern was removed."), change_id)
    flash_warnings(arisen.messages)
    return redirect(url_for("employees.show", employee_id=employee_id))


@bp.post("/<int:employee_id>/time-off")
@requires(Permission.DECIDE_TIME_OFF)
def enter_time_off(employee_id: int) -> ResponseReturnValue:
    form = TimeOffForm()

    def save(session: Session) -> int | None:
        return time_off.enter(session, current_actor(), employee_id=employee_id, absence=form.absence())[1]

    return _answer(form, employee_id, save, _("The time off was saved."))


def _answer(form: PersonForm, employee_id: int, save: Save, done: str) -> ResponseReturnValue:
    """Saved and back to the page, or the page with what was typed and why it was refused."""
    employees.find(db.session(), current_actor(), employee_id=employee_id)
    if form.validate():
        try:
            with transaction() as session, watch_person(session, current_actor(), employee_id) as arisen:
                change_id = save(session)
        except Invalid as error:
            form.add(error)
        else:
            flash_change(done, change_id)
            flash_warnings(arisen.messages)
            return redirect(url_for("employees.show", employee_id=employee_id))
    return person_page(employee_id, form)
