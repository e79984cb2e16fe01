"""The list of changes: its filters and columns, here and in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.formatting import to_utc, wall_time
from app.models import Change
from app.queries.changes_history import HistoryFilter
from app.web.converters import LARGEST_ID, parse_day
from app.web.listing import Chip, Column, Filter
from app.web.lists import search_words
from app.web.templating import with_args
from app.web.words import SOURCE_WORDS, actor_name, source_word

DAYS = {"day": _l("About day"), "made": _l("Changed on")}


def columns() -> tuple[Column[Change], ...]:
    return (
        Column(_l("When"), _when, "at"),
        Column(_l("Who"), lambda change: actor_name(change.actor), "who"),
        Column(_l("What"), lambda change: change.summary, "what"),
        Column(_l("Why"), lambda change: change.reason, "why"),
        Column(_l("From"), lambda change: source_word(change.source), "source"),
    )


def source_filter() -> Filter:
    return Filter("source", _("From"), [("", _("anywhere")), *((one, str(said)) for one, said in SOURCE_WORDS.items())])


def filters(people: Sequence[tuple[int, str]], authors: Sequence[tuple[int, str]]) -> list[Filter]:
    return [
        Filter("person", _("Person"), [("", _("everybody")), *((str(number), name) for number, name in people)]),
        Filter("by", _("Changed by"), [("", _("anybody")), *((str(number), name) for number, name in authors)]),
        source_filter(),
    ]


def asked_filter() -> HistoryFilter:
    """Bad values count as not given."""
    source, about, made = request.args.get("source", ""), asked_day("day"), asked_day("made")
    return HistoryFilter(
        employee_id=_number("person"),
        event_id=_number("event"),
        schedule_id=_number("schedule"),
        source=source if source in SOURCE_WORDS else "",
        user_id=_number("by"),
        words=search_words(),
        about=_bounds(about) if about is not None else None,
        made=_bounds(made) if made is not None else None,
    )


def chips(wanted: HistoryFilter) -> list[Chip]:
    """Of what no picker shows."""
    days = [(name, label, asked_day(name)) for name, label in DAYS.items()]
    found = [_chip(name, str(label), day.isoformat()) for name, label, day in days if day is not None]
    if wanted.event_id is not None:
        found.append(_chip("event", _("Only"), _("changes of one event")))
    if wanted.schedule_id is not None:
        found.append(_chip("schedule", _("Only"), _("changes of one schedule")))
    return found


def kept(wanted: HistoryFilter) -> dict[str, int]:
    """What the filter bar hands on although no picker shows it."""
    named = {"event": wanted.event_id, "schedule": wanted.schedule_id}
    return {name: number for name, number in named.items() if number is not None}


def asked_day(name: str) -> date | None:
    try:
        return parse_day(request.args.get(name, ""))
    except ValueError:
        return None


def zone() -> str:
    return str(current_app.extensions["settings"].timezone)


def _chip(name: str, label: str, text: str) -> Chip:
    return Chip(label, text, with_args(**{name: None, "page": None}))


def _when(change: Change) -> datetime:
    return wall_time(change.at, zone()).replace(tzinfo=None, microsecond=0)


def _number(name: str) -> int | None:
    found = request.args.get(name, type=int)
    return found if found is not None and 0 < found <= LARGEST_ID else None


def _bounds(day: date) -> tuple[datetime, datetime]:
    return to_utc(day, 0, zone()), to_utc(day + timedelta(days=1), 0, zone())
