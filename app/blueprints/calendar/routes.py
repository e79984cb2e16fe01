"""The calendar's addresses hold its whole state: view, date, store and filter."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.calendar import bp
from app.blueprints.calendar.asked import Asked, View, read_filter
from app.blueprints.calendar.day import show_day
from app.blueprints.calendar.listing import show_list
from app.blueprints.calendar.month import weeks
from app.blueprints.calendar.plan import Plan, read_plan
from app.blueprints.calendar.shown import about, about_board, day_names
from app.blueprints.calendar.timeline import show_timeline
from app.blueprints.calendar.troubles import by_fix
from app.blueprints.calendar.week import heads, rows
from app.db import db
from app.errors import NotFound
from app.formatting import local_day
from app.models import Store
from app.models.columns import utc_now
from app.services import settings
from app.vocabulary import Permission
from app.web.access import requires
from app.web.converters import parse_day
from app.web.lists import page_number
from app.web.stores import chosen_store
from app.web.wants_json import is_partial

#: The calendar's week begins on Monday unless the setting says another weekday (Monday 0).
FIRST_WEEKDAY = "calendar_first_weekday"
_LAST_VIEW = "calendar_view"


@bp.get("/calendar")
@requires(Permission.VIEW_SCHEDULE)
def index() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    if request.args.get("as_of"):
        return redirect(f"{url_for('history.calendar')}?{request.query_string.decode()}")
    view, day = _asked_view(), _asked_day(store)
    if view is View.DAY:
        browser_session[_LAST_VIEW] = view.value
        return redirect(_asked(store, view, day, 0).address())
    return _show(store, view, day)


@bp.get("/day/<date:day>")
@requires(Permission.VIEW_SCHEDULE)
def day(day: date) -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    return _show(store, View.DAY, day)


@bp.get("/calendar/conflicts")
@requires(Permission.VIEW_SCHEDULE)
def conflicts() -> ResponseReturnValue:
    """What stands against the plan of the same address without `/conflicts`; `on` picks one of its days."""
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    plan = _plan(store, _asked_view(), _asked_day(store))
    on = _typed_day(request.args.get("on", "")) if request.args.get("on") else None
    found = [one for one in plan.troubles if on in (None, one.card.day)]
    template = "calendar/conflicts_body.html" if is_partial() else "calendar/conflicts.html"
    return render_template(template, by_fix=by_fix(found), **about_board(plan))


def _show(store: Store, view: View, day: date) -> str:
    plan = _plan(store, view, day)
    shown = {**_of_view(plan), **about_board(plan)}
    if is_partial():
        return render_template("calendar/board.html", **shown)
    if browser_session.get(_LAST_VIEW) != view.value:
        browser_session[_LAST_VIEW] = view.value
    return render_template("calendar/page.html", **shown, **about(db.session(), plan))


def _of_view(plan: Plan) -> dict[str, Any]:
    """What the template of the view needs beyond the plan."""
    view = plan.asked.view
    if view is View.MONTH:
        shown = weeks(plan)
        return {"weeks": shown, "day_names": day_names(plan.asked.days)}
    if view is View.TIMELINE:
        return {"timeline": show_timeline(plan)}
    if view is View.LIST:
        return {"listing": show_list(plan, page_number())}
    across = heads(plan)
    if view is View.DAY:
        return {"heads": across, "day": show_day(plan)}
    return {"heads": across, "rows": rows(plan, across)}


def _plan(store: Store, view: View, day: date) -> Plan:
    session = db.session()
    stored = settings.read(session)
    chosen = stored.get(FIRST_WEEKDAY)
    first_weekday = chosen if isinstance(chosen, int) and 0 <= chosen <= 6 else 0
    return read_plan(session, _asked(store, view, day, first_weekday), stored)


def _asked(store: Store, view: View, day: date, first_weekday: int) -> Asked:
    return Asked(
        view=view,
        day=day,
        today=today_of(store),
        store=store,
        first_weekday=first_weekday,
        store_arg=str(store.id) if request.args.get("store", "").strip() else "",
        filter=read_filter(request.args),
    )


def today_of(store: Store) -> date:
    return local_day(utc_now(), store.timezone)


def _asked_view() -> View:
    """The one in the address, else the last one seen, else the day on a phone and the week elsewhere."""
    typed = request.args.get("view", "")
    if typed:
        found = next((view for view in View if view.value == typed), None)
        if found is None:
            raise NotFound(_("There is no such view. The calendar has month, week, day, timeline and list."))
        return found
    last = browser_session.get(_LAST_VIEW)
    on_phone = request.headers.get("Sec-CH-UA-Mobile") == "?1"
    return next((view for view in View if view.value == last), View.DAY if on_phone else View.WEEK)


def _asked_day(store: Store) -> date:
    typed = request.args.get("date", "").strip()
    return _typed_day(typed) if typed else today_of(store)


def _typed_day(typed: str) -> date:
    try:
        return parse_day(typed)
    except ValueError as error:
        words = _("%(typed)s is not a day. Days are written like 2026-11-24.", typed=typed[:40])
        raise NotFound(words) from error
