"""A month with who is off on each day; what is only requested is hatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.calendar.asked import DAYS, Asked, View
from app.blueprints.calendar.shown import day_names, range_words
from app.blueprints.time_off import bp
from app.db import db
from app.formatting import local_day
from app.models import TimeOff
from app.models.columns import utc_now
from app.queries import time_off as queries
from app.services import settings
from app.vocabulary import Permission, TimeOffStatus
from app.web.access import requires
from app.web.converters import parse_day
from app.web.stores import chosen_store

FIRST_WEEKDAY = "calendar_first_weekday"
SHOWN_A_DAY = 6


@dataclass(frozen=True)
class OffDay:
    day: date
    in_month: bool
    is_today: bool
    off: Sequence[TimeOff]

    @property
    def shown(self) -> Sequence[TimeOff]:
        return self.off[:SHOWN_A_DAY]

    @property
    def approved(self) -> int:
        return sum(one.status is TimeOffStatus.APPROVED for one in self.off)


@bp.get("/month")
@requires(Permission.VIEW_EMPLOYEES)
def month() -> ResponseReturnValue:
    """`?date=2026-11-24` for the month of that day."""
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    session, today = db.session(), local_day(utc_now(), store.timezone)
    asked = Asked(View.MONTH, _asked_day(today), today, store, settings.read(session)[FIRST_WEEKDAY])
    found = queries.absences_between(session, [store.id], asked.first, asked.last)
    days = [_day(asked, day, found) for day in asked.days]
    return render_template(
        "time_off/month.html",
        asked=asked,
        store=store,
        weeks=[days[at : at + DAYS] for at in range(0, len(days), DAYS)],
        day_names=day_names(asked.days),
        range_words=range_words(asked),
        waiting=sum(one.status is TimeOffStatus.REQUESTED for one in found),
    )


def _day(asked: Asked, day: date, found: Sequence[TimeOff]) -> OffDay:
    off = [one for one in found if one.starts_on <= day <= one.ends_on]
    return OffDay(day, day.month == asked.day.month, day == asked.today, off)


def _asked_day(today: date) -> date:
    """What cannot be read counts as not given."""
    try:
        return parse_day(request.args.get("date", ""))
    except ValueError:
        return today
