"""The calendar as it was at a moment, and putting a day or week back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.blueprints.calendar import asked as calendar_asked
from app.blueprints.calendar.asked import View
from app.blueprints.calendar.cards import short_name
from app.blueprints.calendar.shown import day_names, range_words
from app.blueprints.history import bp
from app.blueprints.history.past_month import weeks_of
from app.blueprints.history.shown import rows_of
from app.db import db, transaction
from app.errors import NotFound, RuleBroken, Stale
from app.formatting import local_day, wall_time
from app.models import Store
from app.models.columns import utc_now
from app.services import restoring, settings, time_travel
from app.services.restoring import Restoring
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.next_page import safe_next
from app.web.stores import chosen_store
from app.web.toasts import flash_change
from app.web.wall_moments import parse_moment

FIRST_WEEKDAY = "calendar_first_weekday"


@dataclass(frozen=True)
class Asked:
    """Which days as the calendar would show them, as of when; `typed` is the moment as the address has it."""

    days: calendar_asked.Asked
    at: datetime
    typed: str

    @property
    def store(self) -> Store:
        return self.days.store

    @property
    def view(self) -> str:
        return self.days.view.value

    @property
    def day(self) -> date:
        return self.days.day

    @property
    def first(self) -> date:
        return self.days.first

    @property
    def last(self) -> date:
        return self.days.last

    @property
    def address(self) -> dict[str, Any]:
        return {"store": self.store.id, "view": self.view, "date": self.day, "as_of": self.typed}


@bp.get("/calendar")
@requires(Permission.VIEW_SCHEDULE)
def calendar() -> ResponseReturnValue:
    asked = _asked(db.session(), (View.DAY, View.WEEK, View.MONTH))
    if asked is None:
        return render_template("stores/none.html")
    shown = time_travel.calendar_at(db.session(), asked.store, asked.first, asked.last, asked.at)
    is_month = asked.view == View.MONTH
    return render_template(
        "history/calendar.html",
        asked=asked,
        shown=shown,
        rows=() if is_month else rows_of(shown),
        weeks=weeks_of(shown, asked.day) if is_month else (),
        day_names=day_names(shown.days),
        range_words=range_words(asked.days),
        short_name=short_name,
        steps=_steps(asked),
    )


@bp.get("/restore")
@requires(Permission.EDIT_SCHEDULE)
def restore_form() -> ResponseReturnValue:
    asked = _asked(db.session())
    if asked is None:
        return render_template("stores/none.html")
    return _preview_page(asked)


@bp.post("/restore")
@requires(Permission.EDIT_SCHEDULE)
def restore() -> ResponseReturnValue:
    asked = _asked(db.session())
    if asked is None:
        raise NotFound(_("That store was not found."))
    try:
        with transaction() as session:
            change = restoring.restore(
                session,
                current_actor(),
                session.merge(asked.store),
                first=asked.first,
                last=asked.last,
                at=asked.at,
                key=request.form.get("key", ""),
                reason=request.form.get("reason", "").strip()[:300],
            )
            message, change_id = change.summary, change.id
    except (Stale, RuleBroken) as error:
        return _preview_page(_asked(db.session()) or asked, error.message, error.status)
    flash_change(message, change_id)
    there = url_for("calendar.index", view="week", date=asked.day, store=asked.store.id)
    return redirect(safe_next(request.form.get("next"), there))


def _preview_page(asked: Asked, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    found: Restoring = restoring.preview(
        db.session(), current_actor(), asked.store, first=asked.first, last=asked.last, at=asked.at
    )
    page = render_template(
        "history/restore.html", asked=asked, found=found, refusal=refusal, reason=request.form.get("reason", "")
    )
    return page, status


def _asked(session: Session, views: tuple[View, ...] = (View.DAY, View.WEEK)) -> Asked | None:
    """Any other view counts as the week. Raises NotFound for a moment or a day that is none."""
    store = chosen_store()
    if store is None:
        return None
    typed = request.args.get("as_of", "").strip()
    now = wall_time(utc_now(), store.timezone).replace(second=0, microsecond=0)
    try:
        at = parse_moment(typed, store.timezone) if typed else now
        day = parse_day(request.args["date"]) if request.args.get("date") else local_day(utc_now(), store.timezone)
    except ValueError as error:
        raise NotFound(_("Days are written like 2026-11-24, moments like 2026-11-24T18:00.")) from error
    view = next((one for one in views if one == request.args.get("view")), View.WEEK)
    days = calendar_asked.Asked(view, day, day, store, settings.read(session)[FIRST_WEEKDAY])
    return Asked(days, at, f"{wall_time(at, store.timezone):%Y-%m-%dT%H:%M}")


def _steps(asked: Asked) -> list[tuple[str, str]]:
    """One day and one hour back and on."""
    local = wall_time(asked.at, asked.store.timezone)
    offered = (
        (_("A day before"), timedelta(days=-1)),
        (_("An hour before"), timedelta(hours=-1)),
        (_("An hour later"), timedelta(hours=1)),
        (_("A day later"), timedelta(days=1)),
    )
    return [
        (words, url_for("history.calendar", **asked.address | {"as_of": f"{local + step:%Y-%m-%dT%H:%M}"}))
        for words, step in offered
    ]
