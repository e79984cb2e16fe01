"""The workload of some days, by person and by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.reports import bp
from app.blueprints.reports.columns import LEVEL_WORDS, columns
from app.db import db
from app.formatting import local_day
from app.models.columns import utc_now
from app.queries.paging import slice_of
from app.services import workload
from app.services.workload import LONGEST_DAYS, Level, PersonLoad, Span
from app.vocabulary import Permission, Title
from app.web import listing
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.listing import Filter, filter_of
from app.web.lists import store_filter

_GRAVITY = {level: place for place, level in enumerate(Level)}
_ORDERS: dict[str, Callable[[PersonLoad], Any]] = {
    "name": lambda one: one.name.casefold(),
    "title": lambda one: one.title.value,
    "days": lambda one: one.days,
    "events": lambda one: one.events,
    "hours": lambda one: one.minutes,
    "level": lambda one: (_GRAVITY[one.level], one.events),
}
#: More days than these are no chart any more.
_MOST_COLUMNS = 35


@bp.get("")
@requires(Permission.VIEW_EMPLOYEES)
def index() -> ResponseReturnValue:
    """`?first=2026-11-22&last=2026-11-28`; a week from Sunday unless days are named."""
    places, now = store_filter(), utc_now()
    zone = places.store.timezone if places.store else str(current_app.extensions["settings"].timezone)
    today = local_day(now, zone)
    span = _span(today)
    found = workload.report(db.session(), places.store_ids, span, now)
    asked = listing.asked(_ORDERS, "-events")
    pickers = _pickers()
    rows = _chosen(found.people, asked, {one.name: one.chosen for one in pickers})
    shown = listing.Listing(
        f"workload-{span.first}",
        _("Workload"),
        columns(with_cost=current_actor().may(Permission.EDIT_EMPLOYEES)),
        pickers,
        asked,
        slice_of(rows, asked.wanted),
        clear=url_for("reports.index", first=span.first, last=span.last),
    )
    return listing.answer(
        shown,
        "reports/index.html",
        store=places.store,
        report=found,
        presets=_presets(today),
        level_words=LEVEL_WORDS,
        widest=max([found.limits.high_max * span.days / 7, *(one.events for one in found.people)]),
        chart=found.by_day if span.days <= _MOST_COLUMNS else {},
    )


def _span(today: date) -> Span:
    """What cannot be read counts as not given; what is too long is cut off."""
    try:
        first, last = (parse_day(request.args.get(name, "")) for name in ("first", "last"))
    except ValueError:
        return Span.week_of(today)
    if last < first:
        return Span.week_of(first)
    return Span(first, min(last, Span(first, first).shifted(LONGEST_DAYS - 1).first))


def _presets(today: date) -> list[tuple[str, Span]]:
    week = Span.week_of(today)
    return [
        (_("This week"), week),
        (_("Last week"), week.shifted(-1)),
        (_("Next week"), week.shifted(1)),
        (_("This month"), Span.month_of(today)),
    ]


def _pickers() -> list[Filter]:
    levels = [("", _("All")), *((level.value, str(words)) for level, words in LEVEL_WORDS.items())]
    return [filter_of(Title, "title", _("Title")), Filter("level", _("Workload"), levels)]


def _chosen(people: Sequence[PersonLoad], asked: listing.Asked, chosen: dict[str, str]) -> list[PersonLoad]:
    words = asked.words.casefold()
    found = [
        one
        for one in people
        if words in one.name.casefold()
        and chosen["title"] in ("", one.title.value)
        and chosen["level"] in ("", one.level.value)
    ]
    return sorted(found, key=_ORDERS[asked.sort], reverse=asked.descending)
