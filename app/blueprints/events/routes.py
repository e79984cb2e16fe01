"""The list of events and the page of one."""

from __future__ import annotations

from enum import StrEnum

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.events import bp
from app.blueprints.events.shown import show_event
from app.db import db
from app.formatting import local_day
from app.models.columns import utc_now
from app.queries import events as queries
from app.services import why_not
from app.vocabulary import Condition, EventType, Permission
from app.web.access import current_actor, requires
from app.web.lists import choice, page_number, search_words, store_filter


@bp.get("")
@requires(Permission.VIEW_EVENTS)
def index() -> ResponseReturnValue:
    places = store_filter()
    wanted = queries.EventFilter(
        places.store_ids,
        type=choice("type", EventType),
        condition=choice("condition", Condition),
        staffing=choice("staffing", queries.Staffing),
        words=search_words(),
    )
    sort, page = choice("sort", queries.Sort) or queries.Sort.DUE, page_number()
    rows, total = queries.events_page(db.session(), wanted, sort, page)
    return render_template(
        "events/index.html",
        rows=[(event, booked, local_day(utc_now(), event.store.timezone)) for event, booked in rows],
        wanted=wanted,
        store=places.store,
        sort=sort,
        types=_options(EventType),
        conditions=_options(Condition),
        page=page,
        pages=-(-total // queries.PER_PAGE),
        total=total,
    )


def _options(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [("", _("All")), *((member.value, member.value) for member in kind)]


@bp.get("/<int:event_id>")
@requires(Permission.VIEW_EVENTS)
def show(event_id: int) -> ResponseReturnValue:
    """With `?why=1` also why nobody is on it, which costs a look at every person and day of its window."""
    session, actor = db.session(), current_actor()
    shown = show_event(session, actor, event_id)
    answer = why_not.explain(session, actor, event_id=event_id) if "why" in request.args else None
    return render_template("events/show.html", shown=shown, answer=answer)
