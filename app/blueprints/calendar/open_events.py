"""Events that nobody does yet: the list, who would do one best, and why nobody does it."""

from __future__ import annotations

from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.blueprints.calendar import bp
from app.blueprints.calendar.routes import today_of
from app.blueprints.calendar.urgency import Urgency, by_urgency, due_range
from app.blueprints.schedules import form_keys
from app.blueprints.schedules.stopped import stopped_by_rule
from app.db import db
from app.formatting import short_day
from app.models import Event
from app.queries import calendar as queries
from app.services import best_place
from app.services import why_not as services_why_not
from app.vocabulary import EventType, Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.listing import Chip, Column, Filter
from app.web.lists import choice, store_filter
from app.web.next_page import safe_next
from app.web.stores import visible_stores
from app.web.templating import render_or_partial, with_args

_URGENCIES = {
    Urgency.CRITICAL: _l("Due within a day"),
    Urgency.SOON: _l("Due within a week"),
    Urgency.LATER: _l("Later"),
}
#: Headed as the list of events heads them, so that the file can be sent back as it is.
_COLUMNS: tuple[Column[Event], ...] = (
    Column(_l("Due"), lambda row: row.due_date, "urgency"),
    Column(_l("Event"), lambda row: row.name, "event"),
    Column(_l("Crossmark number"), lambda row: row.ref_num, shown=False),
    Column(_l("Type"), lambda row: row.type.value, "type", shown=False),
    Column(_l("Start"), lambda row: row.start_date, shown=False),
    Column(_l("Window"), sorts="start"),
    Column(_l("Minutes"), lambda row: row.duration_minutes, shown=False),
    Column(_l("Time"), sorts="time"),
    Column(_l("Store"), lambda row: row.store.number, "store"),
    Column(_l("Actions")),
)


@bp.get("/unscheduled")
@requires(Permission.VIEW_SCHEDULE)
def unscheduled() -> ResponseReturnValue:
    stores = visible_stores()
    if not stores:
        return render_template("stores/none.html")
    places, asked = store_filter(), listing.asked(queries.OPEN_SORTABLE, "urgency")
    today = today_of(places.store or stores[0])
    due = _asked_due()
    due_from, due_to = (due, due) if due else due_range(choice("urgency", Urgency), today)
    found = queries.open_events_page(
        db.session(),
        places.store_ids,
        asked.wanted,
        words=asked.words,
        type=choice("type", EventType),
        due_from=due_from,
        due_to=due_to,
    )
    waiting = {one.event.id: one for one in by_urgency(found.rows, today)}
    shown = listing.Listing(
        "unscheduled",
        _("Unscheduled events"),
        _COLUMNS,
        [listing.filter_of(EventType, "type", _("Type")), _urgency_filter()],
        asked,
        found,
        clear=url_for("calendar.unscheduled"),
        extra_chips=[Chip(_("Due"), short_day(due), with_args(due=None, page=None))] if due else (),
    )
    return listing.answer(shown, "calendar/unscheduled.html", store=places.store, due=due, waiting=waiting)


def _urgency_filter() -> Filter:
    return Filter("urgency", _("Urgency"), [("", _("Any")), *((one.value, _URGENCIES[one]) for one in Urgency)])


@bp.get("/unscheduled/<int:event_id>/why-not")
@requires(Permission.VIEW_SCHEDULE)
def why_not(event_id: int) -> ResponseReturnValue:
    """With `?run=7` beside the lines of that run, which are not on the schedule yet."""
    answer = services_why_not.explain(
        db.session(), current_actor(), event_id=event_id, run_id=request.args.get("run", type=int)
    )
    return render_or_partial("calendar/why_not.html", "calendar/why_not_body.html", event=answer.event, answer=answer)


@bp.get("/unscheduled/<int:event_id>/best")
@requires(Permission.EDIT_SCHEDULE)
def best(event_id: int) -> ResponseReturnValue:
    """Who would be assigned, on the days `from` to `to` if anybody can, and what speaks for and against the others."""
    first, last = _day_of(request.args.get("from", "")), _day_of(request.args.get("to", ""))
    found = best_place.find(db.session(), current_actor(), event_id, first=first, last=last)
    return render_or_partial(
        "calendar/best.html",
        "calendar/best_body.html",
        event=found.event,
        best=found.place,
        stopped=stopped_by_rule(found.place.people) if found.place else (),
        form_key=form_keys.new_key(),
        following=safe_next(request.args.get("next"), "/calendar"),
    )


def _asked_due() -> date | None:
    return _day_of(request.args.get("due", ""))


def _day_of(typed: str) -> date | None:
    """None for what is no day: it is only a wish."""
    try:
        return parse_day(typed) if typed else None
    except ValueError:
        return None
