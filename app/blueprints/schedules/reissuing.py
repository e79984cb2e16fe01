"""Work that is done again: one event with everything chosen, or several of the unreported ones at once."""

from __future__ import annotations

from datetime import timedelta

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.schedules import bp
from app.blueprints.schedules.answers import SHOWN_IN_FORM, Refusal, invalid, refused, saved
from app.blueprints.schedules.desk import find_event, last_change
from app.blueprints.schedules.forms import MAX_ID
from app.blueprints.schedules.reissue_forms import ReissueForm, ReissueSeveralForm
from app.blueprints.schedules.unreported_columns import age, unreported_columns
from app.db import db, transaction
from app.errors import NotFound, Stale
from app.formatting import local_day, local_minutes, to_utc
from app.models import Schedule, Store
from app.models.columns import utc_now
from app.queries import rotations
from app.queries import unreported as queries
from app.services import reissuing
from app.services.reissuing import Again
from app.services.schedules import Scheduled
from app.services.unreported import patience
from app.vocabulary import EventType, Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.lists import choice
from app.web.stores import chosen_store
from app.web.toasts import flash_change, flash_warnings


@bp.route("/reissue/<int:event_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def reissue(event_id: int) -> ResponseReturnValue:
    schedule = _last_booking(event_id)
    if request.method == "GET":
        return _page(ReissueForm(formdata=None, data=_as_it_was(schedule)), schedule)
    form = ReissueForm()
    if not form.validate():
        return _page(form, schedule, invalid(form))
    try:
        done = _reissued(form, schedule.id)
    except SHOWN_IN_FORM as error:
        refusal = refused(error, form)
        return _page(form, _last_booking(event_id), refusal)
    return saved(done, form.next.data, url_for("events.show", event_id=event_id))


@bp.get("/unreported")
@requires(Permission.VIEW_SCHEDULE)
def unreported() -> ResponseReturnValue:
    """Work of the last days that should have been reported by now."""
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    return _list(store, ReissueSeveralForm(formdata=None))


@bp.post("/unreported/<int:store_id>")
@requires(Permission.EDIT_SCHEDULE)
def reissue_several(store_id: int) -> ResponseReturnValue:
    current_actor().require_store(store_id, "That store")
    form, store = ReissueSeveralForm(), db.get_or_404(Store, store_id)
    chosen = {int(one) for one in request.form.getlist("schedule") if one.isascii() and one.isdigit() and len(one) < 10}
    if not chosen:
        form.form_errors.append(_("Choose at least one."))
    if not form.validate() or form.form_errors:
        return _list(store, form, 422)
    try:
        with transaction() as session:
            done = reissuing.reissue_several(session, current_actor(), schedule_ids=chosen, day=form.date.day)
    except SHOWN_IN_FORM as error:
        refusal = refused(error, form)
        return _list(db.get_or_404(Store, store_id), form, refusal.status)
    flash_change(_("%(num)s events were reissued.", num=done.number), done.change_id)
    flash_warnings(done.left)
    return redirect(url_for("schedules.unreported", store=store_id))


def _reissued(form: ReissueForm, schedule_id: int) -> Scheduled:
    version: int | None = form.version.data
    if version is None:
        raise Stale(_("This form does not say what it saw. Reload the page, then try again."))
    again = Again(
        form.employee_id.data,
        form.date.day,
        form.start_time.data,
        form.expires_on.data,
        bool(form.include_responses.data),
    )
    with transaction() as session:
        return reissuing.reissue(
            session,
            current_actor(),
            schedule_id=schedule_id,
            version=version,
            again=again,
            override_reason=form.override_reason.data or "",
        )


def _last_booking(event_id: int) -> Schedule:
    if event_id > MAX_ID:
        raise NotFound(_("That event was not found."))
    find_event(db.session(), current_actor(), event_id)
    schedule = queries.last_booking(db.session(), event_id, utc_now())
    if schedule is None:
        raise NotFound(_("Nobody has worked on this event yet, so there is nothing to do again. Schedule it."))
    return schedule


def _as_it_was(schedule: Schedule) -> dict[str, object]:
    zone = schedule.event.store.timezone
    day = max(local_day(schedule.starts_at, zone), local_day(utc_now(), zone) + timedelta(days=1))
    again = Again(schedule.employee_id, day, local_minutes(schedule.starts_at, zone))
    return {
        "employee_id": schedule.employee_id,
        "date": day,
        "start_time": again.minutes,
        "expires_on": reissuing.expiry(schedule.event, again).on,
        "version": schedule.version,
        "next": request.args.get("next", ""),
    }


def _page(form: ReissueForm, schedule: Schedule, refusal: Refusal | None = None) -> ResponseReturnValue:
    refusal = refusal or Refusal()
    if refusal.is_stale:
        form.version.data, form.version.raw_data = schedule.version, None
    session = db.session()
    page = render_template(
        "schedules/reissue.html",
        form=form,
        schedule=schedule,
        event=schedule.event,
        people=rotations.staff_of(session, schedule.event.store_id),
        refusal=refusal,
        changed=last_change(session, schedule.id) if refusal.is_stale else None,
    )
    return page, refusal.status


def _list(store: Store, form: ReissueSeveralForm, status: int = 200) -> ResponseReturnValue:
    today, asked = local_day(utc_now(), store.timezone), listing.asked(queries.SORTABLE, "day")
    reports, now = patience(db.session()), utc_now()
    over = queries.Over(store.id, reports.since(today, store.timezone), to_utc(today, 0, store.timezone))
    found = listing.Listing(
        "unreported",
        _("Unreported events"),
        unreported_columns(store.timezone, today, lambda row: reports.is_over(row, now)),
        [listing.filter_of(EventType, "type", _("Type"))],
        asked,
        queries.unreported_page(db.session(), over, asked.words, choice("type", EventType), asked.wanted),
        clear=url_for("schedules.unreported", store=store.id),
    )
    answered = listing.answer(
        found, "schedules/unreported.html", store=store, form=form, tomorrow=today + timedelta(days=1),
        ages={row.id: age(row, store.timezone, today) for row in found.page.rows}, days=reports.days,
        overdue={row.id for row in found.page.rows if reports.is_over(row, now)},
    )  # fmt: skip
    return answered if status == 200 else make_response(answered, status)
