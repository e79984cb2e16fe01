"""The list of changes with its filters, and one change with every row it touched."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.blueprints.history import bp, listed
from app.db import db
from app.models import Change
from app.queries import changes as change_queries
from app.queries import changes_history as queries
from app.queries import employees as employee_queries
from app.queries import runs as run_queries
from app.queries.employees import EmployeeFilter
from app.services import change_words, changes, undoing
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.listing import Column
from app.web.stores import visible_stores


@bp.get("")
@requires(Permission.VIEW_AUDIT)
def index() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    wanted, asked = listed.asked_filter(), listing.asked(queries.ORDERS, "-at")
    people = employee_queries.names_in(session, EmployeeFilter(actor.store_ids))
    authors = queries.authors(session, actor.store_ids, actor.user_id)
    page = queries.history_page(session, actor.store_ids, actor.user_id, wanted, asked.wanted)
    found = listing.Listing(
        "history",
        _("History"),
        (*listed.columns(), Column(_l("Undo"))),
        listed.filters(people, authors),
        asked,
        page,
        clear=url_for("history.index"),
        extra_chips=listed.chips(wanted),
    )
    shown = () if asked.export else [change.id for change in page.rows]
    return listing.answer(
        found,
        "history/index.html",
        days=[(name, label, listed.asked_day(name)) for name, label in listed.DAYS.items()],
        kept=listed.kept(wanted),
        undone=change_queries.undone_among(session, shown),
        zone=listed.zone(),
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


def _zone_of(change: Change) -> str:
    return next((store.timezone for store in visible_stores() if store.id == change.store_id), listed.zone())
