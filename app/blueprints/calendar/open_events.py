"""Events that nobody does yet: the list, who would do one best, and why nobody does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.calendar import bp
from app.blueprints.calendar.routes import today_of
from app.blueprints.calendar.urgency import Urgency, by_urgency, due_range
from app.blueprints.schedules import form_keys
from app.blueprints.schedules.stopped import stopped_by_rule
from app.db import db
from app.exports.table import Table
from app.models import Event
from app.queries import calendar as queries
from app.queries import schedules as schedule_queries
from app.services import best_place
from app.services import why_not as services_why_not
from app.vocabulary import EventType, Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.listing import MOST_EXPORTED, WRITERS
from app.web.lists import choice, page_number
from app.web.next_page import safe_next
from app.web.stores import chosen_store, visible_stores
from app.web.templating import render_or_partial

PER_PAGE = 50


@bp.get("/unscheduled")
@requires(Permission.VIEW_SCHEDULE)
def unscheduled() -> ResponseReturnValue:
    stores = visible_stores()
    if not stores:
        return render_template("calendar/no_store.html")
    chosen = chosen_store() if request.args.get("store", "").strip() else None
    today = today_of(chosen or stores[0])
    kind, urgency, page, due = choice("type", EventType), choice("urgency", Urgency), page_number(), _asked_due()
    due_from, due_to = (due, due) if due else due_range(urgency, today)
    kind_of_file = request.args.get("export", "")
    events, total = queries.open_events_page(
        db.session(),
        [chosen.id] if chosen else [store.id for store in stores],
        type=kind,
        due_from=due_from,
        due_to=due_to,
        page=1 if kind_of_file in WRITERS else page,
        per_page=MOST_EXPORTED if kind_of_file in WRITERS else PER_PAGE,
    )
    if kind_of_file in WRITERS:
        return listing.download(_table(events), "unscheduled", kind_of_file)
    return render_template(
        "calendar/unscheduled.html",
        waiting=by_urgency(events, today),
        chosen=chosen,
        kind=kind,
        urgency=urgency,
        urgencies=tuple(Urgency),
        due=due,
        page_number=page,
        pages=max(1, -(-total // PER_PAGE)),
        total=total,
    )


def _table(events: Sequence[Event]) -> Table:
    """The rows of the filter, as the list of events names them, so that the file can be sent back as it is."""
    headings = [_("Event"), _("Crossmark number"), _("Type"), _("Store"), _("Start"), _("Due"), _("Minutes")]
    rows = [
        [row.name, row.ref_num, row.type.value, row.store.number, row.start_date, row.due_date, row.duration_minutes]
        for row in events
    ]
    return Table(_("Unscheduled events"), headings, rows)


@bp.get("/unscheduled/<int:event_id>/why-not")
@requires(Permission.VIEW_SCHEDULE)
def why_not(event_id: int) -> ResponseReturnValue:
    """With `?run=7` beside the lines of that run, which are not on the schedule yet."""
    session = db.session()
    answer = services_why_not.explain(
        session, current_actor(), event_id=event_id, run_id=request.args.get("run", type=int)
    )
    event = schedule_queries.event_with_store(session, event_id)
    return render_or_partial("calendar/why_not.html", "calendar/why_not_body.html", event=event, answer=answer)


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
