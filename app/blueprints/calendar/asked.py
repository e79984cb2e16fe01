"""What the address of the calendar asks for: view, day, store and filter. The address is the whole state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.blueprints.calendar.cards import Card
from app.models import Store
from app.queries.calendar import Proposed, Waiting
from app.vocabulary import EventType, ScheduleStatus, Title

DAYS = 7
LONGEST_SEARCH = 80
Kind = TypeVar("Kind", bound=StrEnum)


class View(StrEnum):
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    TIMELINE = "timeline"
    LIST = "list"


class State(StrEnum):
    """What a schedule can be looked for by."""

    DRAFT = "draft"
    PUBLISHED = "published"
    COMPLETED = "completed"
    CONFLICT = "conflict"
    WARNING = "warning"
    PINNED = "pinned"
    UNSENT = "unsent"


@dataclass(frozen=True)
class Filter:
    """Within one kind any will do, all kinds must fit; empty = everything."""

    types: tuple[EventType, ...] = ()
    titles: tuple[Title, ...] = ()
    states: tuple[State, ...] = ()
    people: tuple[int, ...] = ()
    campaigns: tuple[int, ...] = ()
    words: str = ""
    proposals: bool = True
    """Whether what the auto-scheduler proposes is drawn as well; no condition on what is planned."""

    @property
    def is_set(self) -> bool:
        return bool(self.types or self.titles or self.states or self.people or self.campaigns or self.words)

    def args(self) -> list[tuple[str, str]]:
        """As they stand in the address."""
        found = [("type", kind.value) for kind in self.types]
        found += [("title", title.value) for title in self.titles]
        found += [("state", state.value) for state in self.states]
        found += [("person", str(number)) for number in self.people]
        found += [("campaign", str(number)) for number in self.campaigns]
        found += [("q", self.words)] if self.words else []
        return found + ([] if self.proposals else [("proposals", "off")])

    def without(self, name: str, value: str) -> Filter:
        return read_filter(MultiDict([pair for pair in self.args() if pair != (name, value)]))

    def toggled(self, kind: EventType) -> Filter:
        chosen = set(self.types) ^ {kind}
        return replace(self, types=tuple(one for one in EventType if one in chosen))

    def with_proposals(self, shown: bool) -> Filter:
        return replace(self, proposals=shown)

    def keeps(self, card: Card, in_trouble: str | None) -> bool:
        """`in_trouble` is the worst severity of what stands against the card."""
        row = card.booking
        return (
            (not self.types or row.type in self.types)
            and (not self.titles or row.title in self.titles)
            and (not self.people or row.employee_id in self.people)
            and (not self.campaigns or row.campaign_id in self.campaigns)
            and (not self.states or any(_is(card, state, in_trouble) for state in self.states))
            and self._says(row.event_name, row.event_number, row.employee_name)
        )

    def keeps_open(self, event: Waiting) -> bool:
        """An event without people has neither title nor state."""
        return (
            (not self.types or event.type in self.types)
            and (not self.campaigns or event.campaign_id in self.campaigns)
            and self._says(event.name, event.event_number)
        )

    def keeps_proposal(self, event: Waiting, line: Proposed) -> bool:
        """A line has no state yet, so none is left when states are chosen."""
        return (
            not self.states
            and (not self.types or event.type in self.types)
            and (not self.campaigns or event.campaign_id in self.campaigns)
            and self.keeps_person(line.employee_id, line.title)
            and self._says(event.name, event.event_number, line.employee_name)
        )

    def keeps_person(self, number: int, title: Title) -> bool:
        return (not self.people or number in self.people) and (not self.titles or title in self.titles)

    def _says(self, *texts: str | None) -> bool:
        if not self.words:
            return True
        text = " ".join(one for one in texts if one).casefold()
        return all(word in text for word in self.words.casefold().split())


def _is(card: Card, state: State, in_trouble: str | None) -> bool:
    row = card.booking
    return {
        State.DRAFT: row.status is ScheduleStatus.DRAFT,
        State.PUBLISHED: row.status is ScheduleStatus.PUBLISHED,
        State.COMPLETED: row.status is ScheduleStatus.COMPLETED,
        State.CONFLICT: in_trouble == "hard",
        State.WARNING: in_trouble == "soft",
        State.PINNED: row.pinned,
        State.UNSENT: card.is_troubled,
    }[state]


def read_filter(args: MultiDict[str, str]) -> Filter:
    """Words that are none of ours count as not given."""
    return Filter(
        types=_members(EventType, args.getlist("type")),
        titles=_members(Title, args.getlist("title")),
        states=_members(State, args.getlist("state")),
        people=_numbers(args.getlist("person")),
        campaigns=_numbers(args.getlist("campaign")),
        words=" ".join(args.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH],
        proposals=args.get("proposals") != "off",
    )


def _numbers(typed: Iterable[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 10))


def _members(kind: type[Kind], typed: Iterable[str]) -> tuple[Kind, ...]:
    wanted = set(typed)
    return tuple(member for member in kind if member.value in wanted)


@dataclass(frozen=True)
class Asked:
    """`store_arg` is the store as the address names it, empty when it does not."""

    view: View
    day: date
    today: date
    store: Store
    first_weekday: int
    store_arg: str = ""
    filter: Filter = field(default_factory=Filter)

    @property
    def first(self) -> date:
        """Of the days in sight."""
        if self.view in (View.DAY, View.TIMELINE):
            return self.day
        return first_of_week(self.day.replace(day=1) if self.view is View.MONTH else self.day, self.first_weekday)

    @property
    def last(self) -> date:
        if self.view in (View.DAY, View.TIMELINE):
            return self.day
        if self.view is not View.MONTH:
            return self.first + timedelta(days=DAYS - 1)
        end = _month_after(self.day) - timedelta(days=1)
        return first_of_week(end, self.first_weekday) + timedelta(days=DAYS - 1)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    @property
    def before(self) -> date:
        if self.view is View.MONTH:
            return (self.day.replace(day=1) - timedelta(days=1)).replace(day=1)
        return self.day - timedelta(days=len(self.days))

    @property
    def after(self) -> date:
        return _month_after(self.day) if self.view is View.MONTH else self.day + timedelta(days=len(self.days))

    def address(self, **changed: Any) -> str:
        """This page with another view, day or filter."""
        asked = replace(self, **changed)
        args = [("view", asked.view.value), ("date", asked.day.isoformat()), *asked.store_args(), *asked.filter.args()]
        if asked.view is View.DAY:
            query = urlencode(args[2:])
            return url_for("calendar.day", day=asked.day) + (f"?{query}" if query else "")
        return f"{url_for('calendar.index')}?{urlencode(args)}"

    def store_args(self) -> list[tuple[str, str]]:
        return [("store", self.store_arg)] if self.store_arg else []

    def kept(self) -> str:
        """What a saved view keeps: everything but the day."""
        return urlencode([("view", self.view.value), *self.store_args(), *self.filter.args()])


def first_of_week(day: date, first_weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - first_weekday) % DAYS)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
