"""The form that books somebody on an event."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.schedules import bp, form_keys
from app.blueprints.schedules.answers import SHOWN_IN_FORM, Refusal, invalid, refused, saved
from app.blueprints.schedules.desk import choices, find_event, first_day
from app.blueprints.schedules.forms import MAX_ID, NewForm
from app.db import db, transaction
from app.errors import NotFound
from app.formatting import parse_hhmm
from app.models import Event
from app.queries import calendar as calendar_queries
from app.queries.paging import Wanted
from app.services import schedules
from app.services.schedules import Scheduled
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.stores import chosen_store
from app.web.toasts import flash_success

#: Enough to choose from; the list of unscheduled events has filters and pages.
CHOOSABLE_EVENTS = 200


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_SCHEDULE)
def new() -> ResponseReturnValue:
    if request.method == "GET":
        return _empty_form()
    form = NewForm()
    if form.event_id.data is None:
        form.validate()
        invalid(form)
        return redirect(url_for("schedules.new"))
    event = find_event(db.session(), current_actor(), form.event_id.data)
    store_id = event.store_id
    if form.show.data or form.everybody.data:
        return _page(form, event)
    if not form.validate():
        return _page(form, event, invalid(form))
    try:
        done = _book(form)
    except SHOWN_IN_FORM as error:
        return _page(form, find_event(db.session(), current_actor(), form.event_id.data), refused(error, form))
    if done is None:
        flash_success(_("This form was sent twice; the event was scheduled once."))
        return redirect(url_for("calendar.day", day=form.date.data, store=store_id))
    return saved(done, form.next.data, url_for("calendar.day", day=form.date.data, store=store_id))


def _book(form: NewForm) -> Scheduled | None:
    """None when this very form was saved before."""
    actor, key = current_actor(), (form.form_key.data or "")[: form_keys.MAX_LENGTH]
    with transaction() as session:
        if form_keys.answered(session, actor, key) is not None:
            return None
        done = schedules.schedule_event(
            session,
            actor,
            event_id=form.event_id.data,
            employee_id=form.employee_id.data,
            day=form.date.day,
            minutes=form.start_time.data,
            override_reason=form.override_reason.data or "",
        )
        form_keys.keep(session, actor, key, done)
    return done


def _empty_form() -> ResponseReturnValue:
    asked = request.args.get("event", "").strip()
    if not asked:
        return _choose_event()
    number = _number(asked)
    if number is None:
        raise NotFound("That event was not found.")
    event = find_event(db.session(), current_actor(), number)
    form = NewForm(formdata=None, data=_prefilled(event))
    return _page(form, event)


def _prefilled(event: Event) -> dict[str, object]:
    """What the address names; a person, day or time that is none is left to be chosen."""
    typed = request.args
    day, minutes = first_day(event), None
    try:
        day = parse_day(typed.get("date", ""))
    except ValueError:
        day = first_day(event)
    try:
        minutes = parse_hhmm(typed.get("start_time", ""))
    except ValueError:
        minutes = None
    return {
        "event_id": event.id,
        "employee_id": _number(typed.get("employee", "")),
        "date": day,
        "start_time": minutes,
        "next": typed.get("next", ""),
        "form_key": form_keys.new_key(),
    }


def _number(typed: str) -> int | None:
    """None for what no row can have."""
    is_id = typed.isascii() and typed.isdigit() and len(typed) < 11 and int(typed) <= MAX_ID
    return int(typed) if is_id else None


def _choose_event() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    wanted = Wanted(per_page=CHOOSABLE_EVENTS, sort_by="urgency")
    found = calendar_queries.open_events_page(db.session(), [store.id], wanted)
    day = request.args.get("date", "")[:10]
    return render_template("schedules/choose_event.html", events=found.rows, total=found.total, store=store, date=day)


def _page(form: NewForm, event: Event, refusal: Refusal | None = None) -> ResponseReturnValue:
    refusal = refusal or Refusal()
    session, actor = db.session(), current_actor()
    offered = choices(session, actor, event, form, None)
    if form.start_time.data is None and not form.start_time.errors and offered.starts:
        form.start_time.data = offered.best_start
    page = render_template(
        "schedules/new.html", form=form, event=event, offered=offered, refusal=refusal, schedule_id=None
    )
    return page, refusal.status
