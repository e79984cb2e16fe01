"""Forms that change one schedule: another place, a trade, a cancellation, a pin."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.schedules import bp
from app.blueprints.schedules.answers import SHOWN_IN_FORM, Refusal, invalid, refused, saved
from app.blueprints.schedules.desk import choices, find_schedule, last_change, place_of
from app.blueprints.schedules.forms import CancelForm, MoveForm, SwapForm
from app.db import db, transaction
from app.errors import Conflict, NotFound, Stale
from app.formatting import minutes_clock, short_day, to_utc
from app.models import Employee, Schedule
from app.queries import schedules as queries
from app.services import schedule_effects, schedule_looks, schedules
from app.services.schedule_looks import Look
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.next_page import safe_next
from app.web.toasts import flash_error
from app.web.wants_json import wants_json

#: A trade is offered with Core work this near.
TRADE_DAYS = timedelta(days=7)


@bp.route("/<int:schedule_id>/move", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def move(schedule_id: int) -> ResponseReturnValue:
    schedule = find_schedule(db.session(), current_actor(), schedule_id)
    if request.method == "GET":
        return _move_page(MoveForm(formdata=None, data=_as_it_is(schedule)), schedule)
    form = MoveForm()
    if form.show.data or form.everybody.data:
        return _move_page(form, schedule)
    if not form.validate():
        return _move_page(form, schedule, invalid(form))
    try:
        with transaction() as session:
            done = schedules.move(
                session,
                current_actor(),
                schedule_id=schedule_id,
                version=_version(form),
                day=form.date.day,
                minutes=form.start_time.data,
                employee_id=form.employee_id.data,
                override_reason=form.override_reason.data or "",
            )
    except SHOWN_IN_FORM as error:
        if wants_json() and isinstance(error, Stale):
            raise Stale(_both_versions(schedule_id, form)) from error
        refusal = refused(error, form)
        return _move_page(form, _now(schedule_id, form, refusal), refusal)
    return saved(done, form.next.data, _day_of(schedule_id))


@bp.route("/<int:schedule_id>/swap", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def swap(schedule_id: int) -> ResponseReturnValue:
    schedule = find_schedule(db.session(), current_actor(), schedule_id)
    if request.method == "GET":
        return _swap_page(SwapForm(formdata=None, data=_carried(schedule)), schedule)
    form = SwapForm()
    if form.show.data:
        return _swap_page(form, schedule)
    if not form.validate():
        return _swap_page(form, schedule, invalid(form))
    try:
        with transaction() as session:
            done = schedules.swap(
                session,
                current_actor(),
                schedule_id=schedule_id,
                version=_version(form),
                other_id=form.other_id.data,
                override_reason=form.override_reason.data or "",
            )
    except SHOWN_IN_FORM as error:
        refusal = refused(error, form)
        return _swap_page(form, _now(schedule_id, form, refusal), refusal)
    return saved(done, form.next.data, _day_of(schedule_id))


@bp.route("/<int:schedule_id>/cancel", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def cancel(schedule_id: int) -> ResponseReturnValue:
    schedule = find_schedule(db.session(), current_actor(), schedule_id)
    if request.method == "GET":
        return _cancel_page(CancelForm(formdata=None, data=_carried(schedule)), schedule)
    form = CancelForm()
    if not form.validate():
        return _cancel_page(form, schedule, invalid(form))
    try:
        with transaction() as session:
            done = schedules.cancel(
                session,
                current_actor(),
                schedule_id=schedule_id,
                version=_version(form),
                reason=form.reason.data or "",
            )
    except SHOWN_IN_FORM as error:
        refusal = refused(error, form)
        return _cancel_page(form, _now(schedule_id, form, refusal), refusal)
    return saved(done, form.next.data, _day_of(schedule_id))


@bp.post("/<int:schedule_id>/pin")
@requires(Permission.EDIT_SCHEDULE)
def pin(schedule_id: int) -> ResponseReturnValue:
    form = CancelForm()
    find_schedule(db.session(), current_actor(), schedule_id)
    with transaction() as session:
        done = schedules.set_pinned(
            session,
            current_actor(),
            schedule_id=schedule_id,
            version=_version(form),
            pinned=request.form.get("pinned") == "yes",
        )
    return saved(done, form.next.data, _day_of(schedule_id))


@bp.post("/<int:schedule_id>/pair")
@requires(Permission.EDIT_SCHEDULE)
def pair(schedule_id: int) -> ResponseReturnValue:
    form = CancelForm()
    find_schedule(db.session(), current_actor(), schedule_id)
    try:
        with transaction() as session:
            done = schedules.pair(session, current_actor(), schedule_id=schedule_id, version=_version(form))
    except (Conflict, Stale) as error:
        flash_error(error.message)
        return redirect(safe_next(form.next.data, _day_of(schedule_id)))
    return saved(done, form.next.data, _day_of(schedule_id))


def _version(form: MoveForm | SwapForm | CancelForm) -> int:
    """A form without a version cannot know what it changes. Raises Stale."""
    seen: int | None = form.version.data
    if seen is None:
        raise Stale("This form does not say what it saw. Reload the page, then try again.")
    return seen


def _as_it_is(schedule: Schedule) -> dict[str, object]:
    """The place it has; the address may name another day, time or person to begin with."""
    day, minutes = place_of(schedule)
    try:
        day = parse_day(request.args.get("date", ""))
    except ValueError:
        day = place_of(schedule)[0]
    return _carried(schedule) | {
        "employee_id": schedule.employee_id,
        "date": day,
        "start_time": minutes,
    }


def _carried(schedule: Schedule) -> dict[str, object]:
    return {"version": schedule.version, "next": request.args.get("next", "")}


def _now(schedule_id: int, form: MoveForm | SwapForm | CancelForm, refusal: Refusal) -> Schedule:
    """The schedule as it is after the refusal; a stale form now carries the version it shows."""
    schedule = find_schedule(db.session(), current_actor(), schedule_id)
    if refusal.is_stale:
        form.version.data = schedule.version
        form.version.raw_data = None
    return schedule


def _both_versions(schedule_id: int, form: MoveForm) -> str:
    """For the drag, which shows no form: what stands now and by whom, and what was wanted here."""
    session = db.session()
    schedule, changed = find_schedule(session, current_actor(), schedule_id), last_change(session, schedule_id)
    wanted = session.get(Employee, form.employee_id.data)
    day, minutes = place_of(schedule)
    return _(
        "%(who)s changed it after you opened it. It is now with %(name)s on %(day)s at %(time)s. "
        "You wanted %(wanted)s on %(wanted_day)s at %(wanted_time)s.",
        who=changed.actor if changed else _("Somebody else"),
        name=schedule.employee.name,
        day=short_day(day),
        time=minutes_clock(minutes),
        wanted=wanted.name if wanted else "",
        wanted_day=short_day(form.date.day),
        wanted_time=minutes_clock(form.start_time.data),
    )


def _day_of(schedule_id: int) -> str:
    if wants_json():
        return ""
    schedule = find_schedule(db.session(), current_actor(), schedule_id)
    return url_for("calendar.day", day=place_of(schedule)[0], store=schedule.event.store_id)


def _move_page(form: MoveForm, schedule: Schedule, refusal: Refusal | None = None) -> ResponseReturnValue:
    refusal = refusal or Refusal()
    session = db.session()
    page = render_template(
        "schedules/move.html",
        form=form,
        schedule=schedule,
        event=schedule.event,
        offered=choices(session, current_actor(), schedule.event, form, schedule.id),
        refusal=refusal,
        schedule_id=schedule.id,
        changed=last_change(session, schedule.id) if refusal.is_stale else None,
    )
    return page, refusal.status


def _swap_page(form: SwapForm, schedule: Schedule, refusal: Refusal | None = None) -> ResponseReturnValue:
    """With what stands against the chosen trade, and what else happens with it."""
    refusal = refusal or Refusal()
    session = db.session()
    found = _looked_at(form, schedule)
    day, zone = place_of(schedule)[0], schedule.event.store.timezone
    near = (to_utc(day - TRADE_DAYS, 0, zone), to_utc(day + TRADE_DAYS, 0, zone))
    page = render_template(
        "schedules/swap.html",
        form=form,
        schedule=schedule,
        others=queries.tradable_with(session, schedule, *near),
        refusal=refusal,
        looked=found is not None,
        standing=found.broken if found else (),
        effects=schedule_effects.of_trade(session, found.problem, *found.wanted) if found else (),
        changed=last_change(session, schedule.id) if refusal.is_stale else None,
    )
    return page, refusal.status


def _looked_at(form: SwapForm, schedule: Schedule) -> Look | None:
    """None while nobody is chosen who could trade."""
    other = form.other_id.data
    if other is None or form.other_id.errors:
        return None
    try:
        return schedule_looks.look_at_trade(db.session(), current_actor(), schedule_id=schedule.id, other_id=int(other))
    except (Conflict, NotFound):
        return None


def _cancel_page(form: CancelForm, schedule: Schedule, refusal: Refusal | None = None) -> ResponseReturnValue:
    refusal = refusal or Refusal()
    session = db.session()
    found = schedule_looks.look_here(session, current_actor(), schedule_id=schedule.id)
    page = render_template(
        "schedules/cancel.html",
        form=form,
        schedule=schedule,
        refusal=refusal,
        changed=last_change(session, schedule.id) if refusal.is_stale else None,
        effects=schedule_effects.of_cancel(session, found.problem, *found.wanted),
    )
    return page, refusal.status
