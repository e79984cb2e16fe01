"""The list of employees and the page of one."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.employees import bp
from app.blueprints.employees.shown import person_page
from app.db import db
from app.models.columns import utc_now
from app.queries import employees as queries
from app.vocabulary import Permission, Title
from app.web.access import requires
from app.web.lists import choice, page_number, search_words, store_filter

_ACTIVE = {"active": True, "inactive": False, "all": None}


@bp.get("")
@requires(Permission.VIEW_EMPLOYEES)
def index() -> ResponseReturnValue:
    session, places = db.session(), store_filter()
    state = request.args.get("state", "active")
    state = state if state in _ACTIVE else "active"
    wanted = queries.EmployeeFilter(places.store_ids, choice("title", Title), _ACTIVE[state], search_words())
    page = page_number()
    people, total = queries.employees_page(session, wanted, page)
    now = utc_now()
    return render_template(
        "employees/index.html",
        people=people,
        booked=queries.booked_counts(session, [one.id for one in people], now, now + timedelta(days=7)),
        places=queries.stores_by_id(session),
        wanted=wanted,
        state=state,
        store=places.store,
        titles=[(title.value, title.value) for title in Title],
        page_no=page,
        pages=-(-total // queries.PER_PAGE),
        total=total,
    )


@bp.get("/<int:employee_id>")
@requires(Permission.VIEW_EMPLOYEES)
def show(employee_id: int) -> ResponseReturnValue:
    return person_page(employee_id)
