"""Copies: a card onto another person or day, a day or week onto another."""

from __future__ import annotations

from datetime import date, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.schedules import bp, form_keys
from app.blueprints.schedules.answers import SHOWN_IN_FORM, Refusal, invalid, refused, saved
from app.blueprints.schedules.board_forms import CopyDaysForm, CopyForm
from app.blueprints.schedules.desk import find_schedule, place_of
from app.blueprints.schedules.plans import carried_out, refused_plan
from app.db import db, transaction
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.models import Schedule, Store
from app.queries import employees as employee_queries
from app.queries.employees import EmployeeFilter
from app.services import copying, plan_effects
from app.services.board_changes import fingerprint
from app.services.copying import Pattern
from app.services.schedules import Scheduled
from app.services.scheduling.plan_line import Plan
from app.vocabulary import ApplyMode, Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.stores import chosen_store

WEEK = 7


@bp.route("/<int:schedule_id>/copy", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def copy(schedule_id: int) -> ResponseReturnValue:
    schedule = find_schedule(db.session(), current_actor(), schedule_id)
    people = employee_queries.names_in(db.session(), EmployeeFilter([schedule.event.store_id], active=True))
    if request.method == "GET":
        day, minutes = place_of(schedule)
        given = {"employee_id": schedule.employee_id, "date": day, "start_time": minutes}
        given |= {"next": request.args.get("next", ""), "form_key": form_keys.new_key()}
        return _copy_page(CopyForm(people, formdata=None, data=given), schedule)
    form = CopyForm(people)
    if not form.validate():
        return _copy_page(form, schedule, invalid(form))
    try:
        done = _copied(schedule_id, form)
    except SHOWN_IN_FORM as error:
        refusal = refused(error, form)
        return _copy_page(form, find_schedule(db.session(), current_actor(), schedule_id), refusal)
    return saved(done, form.next.data, url_for("calendar.day", day=form.date.data))


def _copied(schedule_id: int, form: CopyForm) -> Scheduled:
    """The same form twice is the same click twice: one copy."""
    actor, key = current_actor(), (form.form_key.data or "")[: form_keys.MAX_LENGTH]
    with transaction() as session:
        before = form_keys.answered(session, actor, key)
        if before is not None:
            return before
        done = copying.copy_schedule(
            session,
            actor,
            schedule_id=schedule_id,
            day=form.date.day,
            minutes=form.start_time.data,
            employee_id=form.employee_id.data,
            override_reason=form.override_reason.data or "",
        )
        form_keys.keep(session, actor, key, done)
    return done


def _copy_page(form: CopyForm, schedule: Schedule, refusal: Refusal | None = None) -> ResponseReturnValue:
    refusal = refusal or Refusal()
    return render_template("schedules/copy.html", form=form, schedule=schedule, refusal=refusal), refusal.status


@bp.route("/copy", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def copy_days() -> ResponseReturnValue:
    """A day or a week, with a preview of every line: what is made, left out and replaced."""
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    if request.method == "GET":
        form = CopyDaysForm(formdata=None, data=_asked())
    else:
        form = CopyDaysForm()
        if not form.validate():
            return _days_page(form, store.id), 422
    wanted = Pattern(store.id, form.first.day, form.days.data, form.target.day, ApplyMode(form.mode.data))
    status = 200
    try:
        if form.confirm.data:
            with transaction() as session:
                done = copying.apply(session, current_actor(), wanted, form.wish)
            return carried_out(done, form)
        plan: Plan | None = copying.plan(db.session(), current_actor(), wanted)
    except (Conflict, Forbidden) as error:
        refused_plan(form, error)
        plan, status = copying.plan(db.session(), current_actor(), wanted), error.status
    except Invalid as error:
        form.add(error)
        plan, status = None, error.status
    return _days_page(form, wanted.store_id, plan), status


def _days_page(form: CopyDaysForm, store_id: int, plan: Plan | None = None) -> str:
    session = db.session()
    lines = plan.lines if plan else ()
    return render_template(
        "schedules/copy_days.html",
        form=form,
        store=session.get_one(Store, store_id),  # a refused change has forgotten what was read before it
        lines=lines,
        effects=plan_effects.of_plan(session, plan) if plan else (),
        seen=fingerprint(lines),
    )


def _asked() -> dict[str, object]:
    """What the address names: first, days and target; the target is else the next day or week."""
    days = WEEK if request.args.get("days") == str(WEEK) else 1
    first = _day("first", None)
    return {
        "first": first,
        "days": days,
        "target": _day("target", first + timedelta(days=days)),
        "mode": ApplyMode.MERGE,
        "scope": "some",
        "next": request.args.get("next", ""),
    }


def _day(name: str, default: date | None) -> date:
    """Raises NotFound: nobody types these, so what cannot be read is a wrong address."""
    typed = request.args.get(name, "")
    if not typed and default is not None:
        return default
    try:
        return parse_day(typed)
    except ValueError as error:
        raise NotFound(_("%(typed)s is not a day. Days are written like 2026-11-24.", typed=typed[:40])) from error
