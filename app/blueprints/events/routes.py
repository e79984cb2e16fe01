"""The list of events and the page of one."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.events import bp, listed
from app.blueprints.events.bulk import bulk_form
from app.blueprints.events.shown import show_event
from app.db import db
from app.queries import campaigns, events_list
from app.services import why_not
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.lists import store_filter


@bp.get("")
@requires(Permission.VIEW_EVENTS)
def index() -> ResponseReturnValue:
    session, places, form = db.session(), store_filter(), bulk_form()
    pickers = listed.filters(campaigns.open_campaigns(session, current_actor().store_ids))
    asked = listing.asked(events_list.ORDERS, "due")
    looked_for = listed.event_filter(places, asked, pickers)
    found = listing.Listing(
        name="events",
        title=_("Events"),
        columns=listed.COLUMNS,
        filters=pickers,
        asked=asked,
        page=listed.rows_of(session, events_list.event_rows(session, looked_for, asked.wanted)),
        clear=url_for("events.index", tab=looked_for.tab.value, store=request.args.get("store")),
    )
    return listing.answer(
        found, "events/index.html", tab=looked_for.tab, tabs=listed.TABS, store=places.store, form=form
    )


@bp.get("/<int:event_id>")
@requires(Permission.VIEW_EVENTS)
def show(event_id: int) -> ResponseReturnValue:
    """With `?why=1` also why nobody is on it, which costs a look at every person and day of its window."""
    session, actor = db.session(), current_actor()
    shown = show_event(session, actor, event_id)
    answer = why_not.explain(session, actor, event_id=event_id) if "why" in request.args else None
    return render_template("events/show.html", shown=shown, answer=answer)
