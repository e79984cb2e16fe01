"""Work that is done again: one event with everything chosen, or several of the unreported ones at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.schedules import bp
from app.blueprints.schedules.answers import SHOWN_IN_FORM, Refusal, invalid, refused, saved
from app.blueprints.schedules.desk import find_event, last_change
from app.blueprints.schedules.forms import MAX_ID
from app.blueprints.schedules.plans import carried_out, refused_plan
from app.blueprints.schedules.reissue_forms import ReissueForm, ReissueSeveralForm
from app.blueprints.schedules.unreported_columns import age, unreported_columns
from app.db import db, transaction
from app.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.formatting import local_day, local_minutes, to_utc
from app.models import Schedule, Store
from app.models.columns import utc_now
from app.queries import rotations
from app.queries import unreported as queries
from app.services import plan_effects, reissuing
from app.services.board_changes import fingerprint
from app.services.reissuing import Again
from app.services.schedule_checks import as_broken_rules
from app.services.schedules import Scheduled
from app.services.scheduling.plan_line import Plan
from app.services.unreported import patience
from app.vocabulary import EventType, Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.lists import choice
from app.web.stores import chosen_store


@bp.route("/reissue/<int:event_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def reissue(event_id: int) -> ResponseReturnValue:
    schedule = _last_booking(event_id)
    if request.method == "GET":
        return _page(ReissueForm(formdata=None, data=_as_it_was(schedule)), schedule)
    form = ReissueForm()
    if form.show.data:
        return _page(form, schedule)
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
    """First what would happen to each, then the deed."""
    current_actor().require_store(store_id, "That store")
    form, store = ReissueSeveralForm(), db.get_or_404(Store, store_id)
    form.next.data = url_for("schedules.unreported", store=store_id)
    chosen = tuple(dict.fromkeys(_number(one) for one in request.form.getlist("schedule")))
    if not chosen:
        form.form_errors.append(_("Choose at least one."))
    if not form.validate() or form.form_errors:
        return _list(store, form, 422)
    try:
        if form.confirm.data:
            with transaction() as session:
                done = reissuing.reissue_several(
                    session, current_actor(), schedule_ids=chosen, day=form.date.day, wish=form.wish
                )
            return carried_out(done, form)
        return _several_page(form, store_id, chosen)
    except (Conflict, Forbidden) as error:
        refused_plan(form, error)
        return _several_page(form, store_id, chosen, error.status)


def _reissued(form: ReissueForm, schedule_id: int) -> Scheduled:
    version: int | None = form.version.data
    if version is None:
        raise Stale(_("This form does not say what it saw. Reload the page, then try again."))
    with transaction() as session:
        return reissuing.reissue(
            session,
            current_actor(),
            schedule_id=schedule_id,
            version=version,
            again=_again(form),
            override_reason=form.override_reason.data or "",
        )


def _again(form: ReissueForm) -> Again:
    return Again(
        form.employee_id.data,
        form.date.day,
        form.start_time.data,
        form.expires_on.data,
        bool(form.include_responses.data),
    )


def _number(typed: str) -> int:
    """Of a ticked row. Raises NotFound: nobody types it."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 11 and int(typed) <= MAX_ID):
        raise NotFound(_("That schedule was not found."))
    return int(typed)


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
    looked = _looked_at(form, schedule)
    page = render_template(
        "schedules/reissue.html",
        form=form,
        schedule=schedule,
        event=schedule.event,
        people=rotations.staff_of(session, schedule.event.store_id),
        refusal=refusal,
        looked=looked is not None,
        standing=as_broken_rules(looked.lines[0].violations) if looked else (),
        effects=plan_effects.of_reissue(session, looked) if looked else (),
        changed=last_change(session, schedule.id) if refusal.is_stale else None,
    )
    return page, refusal.status


def _looked_at(form: ReissueForm, schedule: Schedule) -> Plan | None:
    """None while what is typed names no place where it could be done."""
    if not (form.employee_id.data and form.date.data) or form.start_time.data is None:
        return None
    try:
        return reissuing.look(db.session(), current_actor(), schedule_id=schedule.id, again=_again(form))
    except (Conflict, Invalid, NotFound):
        return None


def _several_page(
    form: ReissueSeveralForm, store_id: int, chosen: Sequence[int], status: int = 200
) -> ResponseReturnValue:
    session, store = db.session(), db.get_or_404(Store, store_id)
    try:
        plan = reissuing.look_at_several(session, current_actor(), schedule_ids=chosen, day=form.date.day)
    except (Conflict, Invalid) as error:
        form.form_errors = [*form.form_errors, error.message]
        return _list(store, form, error.status)
    page = render_template(
        "schedules/reissue_several.html",
        form=form,
        store=store,
        chosen=chosen,
        lines=plan.lines,
        effects=plan_effects.of_reissue(session, plan),
        seen=fingerprint(plan.lines),
    )
    return page, status


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
