"""The calendar's addresses hold its whole state: view, date, store and filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.calendar import bp
from app.blueprints.calendar.chips import short_name
from app.blueprints.calendar.day import show_day
from app.blueprints.calendar.month import show_month
from app.blueprints.calendar.urgency import Urgency, by_urgency, due_range
from app.blueprints.calendar.week import DAYS, first_of_week, show_week
from app.db import db
from app.errors import NotFound
from app.formatting import local_day, short_day
from app.models import Store
from app.models.columns import utc_now
from app.queries import calendar as queries
from app.queries import schedules as schedule_queries
from app.services import settings
from app.services import why_not as services_why_not
from app.vocabulary import EventType, Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.stores import chosen_store, visible_stores
from app.web.templating import render_or_partial

PER_PAGE = 50
#: The calendar's week begins on Monday unless the setting says another weekday (Monday 0).
FIRST_WEEKDAY = "calendar_first_weekday"


@bp.get("/calendar")
@requires(Permission.VIEW_SCHEDULE)
def index() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("calendar/no_store.html")
    if request.args.get("as_of"):
        return redirect(f"{url_for('history.calendar')}?{request.query_string.decode()}")
    view, day = request.args.get("view", "week"), _asked_day(store)
    if view in ("day", "timeline"):
        return redirect(url_for("calendar.day", day=day, store=request.args.get("store")))
    if view == "month":
        shown = show_month(db.session(), store, day, today_of(store), _first_weekday())
        return render_template("calendar/month.html", month=shown, bar=_month_bar(shown.first))
    if view != "week":
        raise NotFound(_("There is no such view. The calendar has month, week and day."))
    types = _asked_types()
    first = first_of_week(day, _first_weekday())
    week = show_week(db.session(), store, first, today_of(store), types)
    return render_or_partial(
        "calendar/week.html",
        "calendar/board.html",
        week=week,
        types=types,
        bar=_week_bar(first, day),
        short_name=short_name,
    )


@bp.get("/day/<date:day>")
@requires(Permission.VIEW_SCHEDULE)
def day(day: date) -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("calendar/no_store.html")
    shown = show_day(db.session(), store, day, today_of(store))
    neighbours = (day - timedelta(days=1), day + timedelta(days=1))
    return render_template("calendar/day.html", shown=shown, neighbours=neighbours, short_name=short_name)


@bp.get("/unscheduled")
@requires(Permission.VIEW_SCHEDULE)
def unscheduled() -> ResponseReturnValue:
    stores = visible_stores()
    if not stores:
        return render_template("calendar/no_store.html")
    chosen = chosen_store() if request.args.get("store", "").strip() else None
    today = today_of(chosen or stores[0])
    kind, urgency, page = _asked_type(), _asked_urgency(), _asked_page()
    due_from, due_to = due_range(urgency, today)
    events, total = queries.open_events_page(
        db.session(),
        [chosen.id] if chosen else [store.id for store in stores],
        type=kind,
        due_from=due_from,
        due_to=due_to,
        page=page,
        per_page=PER_PAGE,
    )
    return render_template(
        "calendar/unscheduled.html",
        waiting=by_urgency(events, today),
        chosen=chosen,
        kind=kind,
        urgency=urgency,
        urgencies=tuple(Urgency),
        page_number=page,
        pages=max(1, -(-total // PER_PAGE)),
        total=total,
    )


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


@dataclass(frozen=True)
class Bar:
    """The bar above the calendar: what is shown, and the days before and after it."""

    view: str
    words: str
    day: date
    before: date
    after: date


def _week_bar(first: date, day: date) -> Bar:
    last = first + timedelta(days=DAYS - 1)
    words = f"{short_day(first)} – {short_day(last)}, {last.year}"
    return Bar("week", words, day, first - timedelta(days=DAYS), first + timedelta(days=DAYS))


def _month_bar(first: date) -> Bar:
    following = (first + timedelta(days=31)).replace(day=1)
    return Bar("month", f"{first:%B %Y}", first, (first - timedelta(days=1)).replace(day=1), following)


def today_of(store: Store) -> date:
    return local_day(utc_now(), store.timezone)


def _first_weekday() -> int:
    chosen = settings.read(db.session()).get(FIRST_WEEKDAY)
    return chosen if isinstance(chosen, int) and 0 <= chosen <= 6 else 0


def _asked_day(store: Store) -> date:
    typed = request.args.get("date", "").strip()
    if not typed:
        return today_of(store)
    try:
        return parse_day(typed)
    except ValueError as error:
        words = _("%(typed)s is not a day. Days are written like 2026-11-24.", typed=typed[:40])
        raise NotFound(words) from error


def _asked_types() -> tuple[EventType, ...]:
    return tuple(kind for kind in EventType if kind.value in request.args.getlist("type"))


def _asked_type() -> EventType | None:
    return next(iter(_asked_types()), None)


def _asked_urgency() -> Urgency | None:
    return next((one for one in Urgency if one.value == request.args.get("urgency")), None)


def _asked_page() -> int:
    typed = request.args.get("page", "1")
    return min(max(int(typed), 1), 10_000) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 1
