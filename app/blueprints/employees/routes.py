"""The list of employees and the page of one."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.employees import bp, listed
from app.blueprints.employees.shown import known_employee, person_page
from app.db import db
from app.models.columns import utc_now
from app.queries import employees as queries
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.lists import store_filter
from app.web.stores import visible_stores


@bp.get("")
@requires(Permission.VIEW_EMPLOYEES)
def index() -> ResponseReturnValue:
    session, places, pickers = db.session(), store_filter(), listed.filters()
    asked = listing.asked(queries.ORDERS, "name")
    people = queries.employees_page(session, listed.employee_filter(places, asked, pickers), asked.wanted)
    now = utc_now()
    visits = queries.booked_counts(session, [one.id for one in people.rows], now, now + timedelta(days=7))
    known = {store.id: store for store in visible_stores()}
    rows = [listed.row_of(one, known, visits.get(one.id, 0)) for one in people.rows]
    found = listing.Listing(
        "employees",
        _("Employees"),
        listed.COLUMNS,
        pickers,
        asked,
        people.of(rows),
        clear=url_for("employees.index"),
    )
    heads = queries.head_count(session, places.store_ids)
    return listing.answer(found, "employees/index.html", store=places.store, heads=heads)


@bp.get("/<int:employee_id>")
@requires(Permission.VIEW_EMPLOYEES)
def show(employee_id: int) -> ResponseReturnValue:
    return person_page(employee_id)


@bp.get("/<int:employee_id>/work")
@requires(Permission.VIEW_EMPLOYEES)
def work(employee_id: int) -> ResponseReturnValue:
    """What the person did and will do."""
    session, actor = db.session(), current_actor()
    shown = known_employee(session, actor, employee_id)
    asked = listing.asked(("start", "event"), "-start")
    page = queries.work_page(session, employee_id, actor.store_ids, asked.wanted)
    here = url_for("employees.work", employee_id=employee_id)
    found = listing.Listing("work", _("Work schedule"), listed.WORK_COLUMNS, (), asked, page, clear=here)
    return listing.answer(found, "employees/work.html", shown=shown)


@bp.get("/<int:employee_id>/history")
@requires(Permission.VIEW_EMPLOYEES)
def history(employee_id: int) -> ResponseReturnValue:
    """Who changed what about the person."""
    session = db.session()
    shown = known_employee(session, current_actor(), employee_id)
    asked = listing.asked(("at", "who", "what"), "-at")
    page = queries.history_page(session, employee_id, asked.words, asked.wanted)
    here = url_for("employees.history", employee_id=employee_id)
    found = listing.Listing("history", _("History"), listed.history_columns(shown.zone), (), asked, page, clear=here)
    return listing.answer(found, "employees/history.html", shown=shown)
