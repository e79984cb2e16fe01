"""One day by the hour: a track for each person, bars where they work, and how many work at each hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.blueprints.calendar.cards import Card
from app.blueprints.calendar.people import Mark
from app.blueprints.calendar.plan import Plan
from app.blueprints.calendar.proposals import ProposedCard
from app.blueprints.calendar.week import people_of
from app.formatting import minutes_clock
from app.services.scheduling.problem import Employee
from app.vocabulary import Title

#: What every store's day holds; it widens for work outside.
EARLIEST_HOUR, LATEST_HOUR = 6, 22
QUARTER = 15
HOUR = 60
LAST_HOUR = 24


class Bar(NamedTuple):
    """`column` and `span` count quarters of an hour from the left edge."""

    card: Card | ProposedCard
    column: int
    span: int

    @property
    def place(self) -> str:
        """As classes: a style attribute would break the policy of the site."""
        return f" at-{self.column} for-{self.span}"


class Track(NamedTuple):
    employee_id: int
    name: str
    title: Title
    mark: Mark | None
    bars: tuple[Bar, ...]


class Hour(NamedTuple):
    words: str
    at_work: int


@dataclass(frozen=True)
class Timeline:
    """`begin` and `end` are minutes after midnight at the edges."""

    begin: int
    end: int
    hours: tuple[Hour, ...]
    tracks: tuple[Track, ...]


def show_timeline(plan: Plan) -> Timeline:
    drawn: tuple[Card | ProposedCard, ...] = (*plan.cards, *plan.proposed)
    first = min([EARLIEST_HOUR, *(card.start // HOUR for card in drawn)])
    last = max([LATEST_HOUR, *(min(-(-card.end // HOUR), LAST_HOUR) for card in drawn)])
    begin, end = first * HOUR, last * HOUR
    placed: dict[int, list[Card | ProposedCard]] = defaultdict(list)
    for card in plan.cards:
        placed[card.booking.employee_id].append(card)
    for line in plan.proposed:
        placed[line.line.employee_id].append(line)
    return Timeline(
        begin=begin,
        end=end,
        hours=tuple(Hour(_words(hour), _at_work(plan.cards, hour)) for hour in range(first, last)),
        tracks=tuple(_track(plan, person, placed, begin, end) for person in people_of(plan)),
    )


def _words(hour: int) -> str:
    """9 AM: a column of an hour is narrow."""
    return minutes_clock(hour * HOUR).replace(":00", "")


def _at_work(cards: Sequence[Card], hour: int) -> int:
    """People with work in any minute of the hour."""
    begin, end = hour * HOUR, (hour + 1) * HOUR
    return len({card.booking.employee_id for card in cards if card.start < end and begin < card.end})


def _track(
    plan: Plan, person: Employee, placed: Mapping[int, Sequence[Card | ProposedCard]], begin: int, end: int
) -> Track:
    bars = tuple(_bar(card, begin, end) for card in placed.get(person.id, ()))
    return Track(person.id, person.name, person.title, plan.marks.of(person.id, plan.asked.day), bars)


def _bar(card: Card | ProposedCard, begin: int, end: int) -> Bar:
    """At least half an hour wide, so that it can be seen and hit."""
    column = (card.start - begin) // QUARTER
    span = max(-(-(min(card.end, end) - card.start) // QUARTER), 2)
    return Bar(card, column, span)
