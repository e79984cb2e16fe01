"""The list of changes with its filters, and one change with every row it touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.history import bp
from app.db import db
from app.formatting import to_utc
from app.models import Change
from app.queries import changes as change_queries
from app.queries import changes_history as queries
from app.queries import employees as employee_queries
from app.queries import runs as run_queries
from app.queries.employees import EmployeeFilter
from app.services import change_words, changes, undoing
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import LARGEST_ID, parse_day
from app.web.lists import page_number, search_words
from app.web.stores import visible_stores

SOURCES = ("page", "api", "sync", "engine", "command", "upkeep")


@bp.get("")
@requires(Permission.VIEW_AUDIT)
def index() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    wanted = asked_filter()
    page = queries.history_page(session, actor.store_ids, actor.user_id, wanted, page_number())
    return render_template(
        "history/index.html",
        page=page,
        wanted=wanted,
        people=employee_queries.names_in(session, EmployeeFilter(actor.store_ids)),
        authors=queries.authors(session, actor.store_ids, actor.user_id),
        sources=SOURCES,
        undone=change_queries.undone_among(session, [change.id for change in page.rows]),
        zone=_zone(),
    )


@bp.get("/<int:change_id>")
@requires(Permission.VIEW_AUDIT)
def show(change_id: int) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    change = changes.find(session, actor, change_id)
    rows = change_queries.rows_of(session, change.id)
    standing = change_queries.standing_for(session, change)
    return render_template(
        "history/show.html",
        change=change,
        lines=change_words.told(session, rows, _zone_of(change)),
        outlook=undoing.look(session, standing, rows),
        undo_of=session.get(Change, change.undo_of_id) if change.undo_of_id else None,
        run=run_queries.run_applied_by(session, change.id) if change.command == "apply_run" else None,
        zone=_zone_of(change),
    )


def asked_filter() -> queries.HistoryFilter:
    """Bad values count as not given."""
    wanted = queries.HistoryFilter(
        employee_id=_number("person"),
        event_id=_number("event"),
        schedule_id=_number("schedule"),
        source=next((one for one in SOURCES if one == request.args.get("source")), ""),
        user_id=_number("by"),
        words=search_words(),
    )
    about, made = _day("day"), _day("made")
    return replace(
        wanted, about=_bounds(about) if about is not None else None, made=_bounds(made) if made is not None else None
    )


def _number(name: str) -> int | None:
    found = request.args.get(name, type=int)
    return found if found is not None and 0 < found <= LARGEST_ID else None


def _day(name: str) -> date | None:
    try:
        return parse_day(request.args.get(name, ""))
    except ValueError:
        return None


def _bounds(day: date) -> tuple[datetime, datetime]:
    return to_utc(day, 0, _zone()), to_utc(day + timedelta(days=1), 0, _zone())


def _zone() -> str:
    return str(current_app.extensions["settings"].timezone)


def _zone_of(change: Change) -> str:
    return next((store.timezone for store in visible_stores() if store.id == change.store_id), _zone())
