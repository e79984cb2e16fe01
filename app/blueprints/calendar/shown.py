"""The words and addresses around the calendar that its templates place: heading, filter chips, keys, actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.blueprints.calendar.asked import DAYS, Asked, Filter, State, View
from app.blueprints.calendar.cards import sprite
from app.blueprints.calendar.plan import Plan, schedules_root
from app.formatting import long_day, month, short_day, short_weekday, weekday
from app.queries.saved_views import saved_views_of
from app.services import publishing
from app.vocabulary import Permission, Title
from app.web.access import current_actor
from app.web.templating import can


@dataclass(frozen=True)
class Actions:
    """Words of the buttons that stand on every row, and where they come back to."""

    select: str
    move: str
    trade: str
    cancel: str
    called_in: str
    """Empty for a day that is over and for a view of several days."""
    called_in_root: str
    called_in_tail: str
    """Around the employee's number in the address."""
    next: str


def about(session: Session, plan: Plan) -> dict[str, Any]:
    """What stands around the board and does not change with it."""
    asked, actor = plan.asked, current_actor()
    members = sorted(plan.problem.employees.values(), key=lambda one: (one.name, one.id))
    return {
        "title": long_day(asked.day) if asked.view is View.DAY else _("Calendar"),
        "view_words": _view_words(),
        "state_words": _state_words(),
        "titles": tuple(Title),
        "people": [(one.id, one.name) for one in members if one.active or one.id in asked.filter.people],
        "campaigns": sorted(plan.campaigns.items(), key=lambda pair: pair[1]),
        "active_chips": _active_chips(plan),
        "saved": () if actor.user_id is None else saved_views_of(session, actor.user_id),
        "key_words": _key_words(),
        "publishing_count": publishing.count_drafts(session, asked.store) if can(Permission.EDIT_SCHEDULE) else None,
        "sprite": sprite(),
    }


def about_board(plan: Plan) -> dict[str, Any]:
    """What the moving part needs."""
    asked = plan.asked
    here = asked.address()
    return {
        "plan": plan,
        "asked": asked,
        "here": here,
        "range_words": range_words(asked),
        "day_view": View.DAY,
        "clear_address": asked.address(filter=Filter()),
        "conflicts_address": f"{url_for('calendar.conflicts')}?{asked.kept()}&date={asked.day}",
        "schedules_root": schedules_root(),
        "unscheduled_root": f"{url_for('calendar.unscheduled')}/",
        "best_query": urlencode({"from": asked.first, "to": asked.last, "next": here}),
        "actions": _actions(asked) if can(Permission.EDIT_SCHEDULE) else None,
    }


def day_names(days: Sequence[date]) -> list[tuple[str, str]]:
    """Long and short names of the columns."""
    return [(weekday(day), short_weekday(day)) for day in days[:DAYS]]


def range_words(asked: Asked) -> str:
    if asked.view is View.MONTH:
        return f"{month(asked.day)} {asked.day.year}"
    if asked.first == asked.last:
        return long_day(asked.day)
    return f"{short_day(asked.first)} – {short_day(asked.last)}, {asked.last.year}"


def _actions(asked: Asked) -> Actions:
    following = f"?{urlencode({'next': asked.address()})}"
    called_in = _("Called in…") if asked.view is View.DAY and asked.day >= asked.today else ""
    root, _zero, tail = url_for("attendance.called_in", employee_id=0, day=asked.day).rpartition("/0/")
    tail = f"/{tail}{following}"
    return Actions(_("Choose"), _("Move"), _("Trade"), _("Cancel"), called_in, f"{root}/", tail, following)


def _view_words() -> tuple[tuple[View, str], ...]:
    return (
        (View.MONTH, _("Month")),
        (View.WEEK, _("Week")),
        (View.DAY, _("Day")),
        (View.TIMELINE, _("Timeline")),
        (View.LIST, _("List")),
    )


def _state_words() -> dict[State, str]:
    return {
        State.DRAFT: _("Draft"),
        State.PUBLISHED: _("Published"),
        State.COMPLETED: _("Done"),
        State.CONFLICT: _("In conflict"),
        State.WARNING: _("With a warning"),
        State.PINNED: _("Pinned"),
        State.UNSENT: _("Not at Crossmark"),
    }


def _active_chips(plan: Plan) -> list[tuple[str, str]]:
    """Words of each filter that is on, and the address without it. Types have chips of their own."""
    asked, words, people = plan.asked, _state_words(), plan.problem.employees
    chosen = asked.filter
    found = [(title.value, "title", title.value) for title in chosen.titles]
    found += [(words[state], "state", state.value) for state in chosen.states]
    found += [(people[one].name if one in people else f"#{one}", "person", str(one)) for one in chosen.people]
    found += [(plan.campaigns.get(one, f"#{one}"), "campaign", str(one)) for one in chosen.campaigns]
    found += [(f"“{chosen.words}”", "q", chosen.words)] if chosen.words else []
    return [(text, asked.address(filter=chosen.without(name, value))) for text, name, value in found]


def _key_words() -> list[tuple[str, str]]:
    """Each has a button or link on the page that does the same."""
    return [
        ("← → ↑ ↓", _("Go from day to day and from person to person")),
        ("Enter", _("Open what is marked")),
        ("N", _("Schedule an event")),
        ("U", _("Take the booking back: the event is unassigned again")),
        ("M", _("Move with the arrows; Enter drops, Esc puts back")),
        ("C", _("Copy with the arrows")),
        ("P", _("Pin, or release for the auto-scheduler")),
        ("X Space", _("Choose for a common action")),
        ("Ctrl+A", _("Choose everything shown")),
        ("Ctrl+C Ctrl+V", _("Copy and paste a card, a day or a week")),
        ("Ctrl+Z", _("Undo the last change")),
        ("T", _("Today")),
        ("[ ]", _("Earlier, later")),
        ("1 2 3 4 5", _("Month, week, day, timeline, list")),
        ("/", _("Search")),
        ("?", _("This list")),
    ]
