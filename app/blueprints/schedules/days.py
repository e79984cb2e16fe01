"""A whole day at once: the store closes, or one person takes over the short work."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.schedules import bp
from app.blueprints.schedules.answers import SHOWN_IN_FORM, refused
from app.blueprints.schedules.day_forms import CloseDayForm, TakeoverForm
from app.blueprints.schedules.picks import picks_of_form
from app.db import db, transaction
from app.errors import Forbidden, Invalid
from app.services import day_operations
from app.services.day_operations import Closing, DayPlan, Done, Takeover
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.fields import BaseForm
from app.web.toasts import flash_change


@bp.route("/day/<int:store_id>/<date:day>/close", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def close_day(store_id: int, day: date) -> ResponseReturnValue:
    """With `to` in the address the work moves to that day where it can."""
    if request.method == "GET":
        form = CloseDayForm(request.args)
        return _close_page(form, store_id, day, 200 if form.to.validate(form) else 422)
    form = CloseDayForm()
    if not form.validate():
        return _close_page(form, store_id, day, 422)
    closing = Closing(store_id, day, form.to.data, bool(form.keep_closed.data))
    try:
        with transaction() as session:
            done = day_operations.close(
                session, current_actor(), closing, picks_of_form(), reason=form.reason.data or ""
            )
    except (*SHOWN_IN_FORM, Forbidden) as error:
        return _close_page(form, store_id, day, refused(error, form).status)
    return _saved(done, store_id, day)


@bp.route("/day/<int:store_id>/<date:day>/take-over", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def take_over_day(store_id: int, day: date) -> ResponseReturnValue:
    """With `employee_id` in the address: what this person would take over."""
    if request.method == "GET":
        form = TakeoverForm(request.args)
        return _takeover_page(form, store_id, day)
    form = TakeoverForm()
    if not form.validate():
        return _takeover_page(form, store_id, day, 422)
    takeover = Takeover(store_id, day, form.employee_id.data)
    try:
        with transaction() as session:
            done = day_operations.take_over(
                session, current_actor(), takeover, picks_of_form(), reason=form.reason.data or ""
            )
    except (*SHOWN_IN_FORM, Forbidden) as error:
        return _takeover_page(form, store_id, day, refused(error, form).status)
    return _saved(done, store_id, day)


def _close_page(form: CloseDayForm, store_id: int, day: date, status: int = 200) -> ResponseReturnValue:
    try:
        plan = _plan_closing(Closing(store_id, day, form.to.data))
    except Invalid as error:
        form.add(error)
        plan, status = _plan_closing(Closing(store_id, day)), 422
    return _page("schedules/close_day.html", plan, form, status)


def _takeover_page(form: TakeoverForm, store_id: int, day: date, status: int = 200) -> ResponseReturnValue:
    try:
        plan = _plan_takeover(Takeover(store_id, day, form.employee_id.data))
    except Invalid as error:
        form.add(error)
        plan, status = _plan_takeover(Takeover(store_id, day)), 422
    return _page("schedules/take_over_day.html", plan, form, status)


def _plan_closing(closing: Closing) -> DayPlan:
    return day_operations.plan_closing(db.session(), current_actor(), closing)


def _plan_takeover(takeover: Takeover) -> DayPlan:
    return day_operations.plan_takeover(db.session(), current_actor(), takeover)


def _page(template: str, plan: DayPlan, form: BaseForm, status: int) -> ResponseReturnValue:
    following = url_for("calendar.day", day=plan.day, store=plan.store.id)
    return render_template(template, plan=plan, form=form, picked=picks_of_form(), following=following), status


def _saved(done: Done, store_id: int, day: date) -> ResponseReturnValue:
    flash_change(". ".join((done.summary, *done.also)) + ".", done.change_id)
    return redirect(url_for("calendar.day", day=day, store=store_id))
