"""What every view of the calendar shows, read once: the same cards, open events and troubles for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from flask import url_for
from sqlalchemy.orm import Session

from app.blueprints.calendar import troubles
from app.blueprints.calendar.asked import Asked
from app.blueprints.calendar.cards import Card, CardMaker, mark_troubled
from app.blueprints.calendar.people import Marks
from app.blueprints.calendar.proposals import ProposedCard, cards_of
from app.blueprints.calendar.troubles import Trouble
from app.blueprints.calendar.urgency import OpenEvent, by_urgency, can_be_done_on
from app.formatting import to_utc
from app.queries import calendar as queries
from app.services import team_days
from app.services.scheduling.problem import Problem

SHOWN_IN_TRAY = 60


@dataclass(frozen=True)
class Plan:
    """`cards` are those of the store that the filter keeps; `elsewhere` its people's work at other stores."""

    asked: Asked
    problem: Problem
    marks: Marks
    cards: tuple[Card, ...]
    elsewhere: tuple[Card, ...]
    troubles: tuple[Trouble, ...]
    tray: tuple[OpenEvent, ...]
    """Open events whose window touches the days in sight; of one day those that could be done on it."""
    proposed: tuple[ProposedCard, ...]
    """Open lines of runs, in order of time."""
    campaigns: Mapping[int, str]
    """Names of those in sight, by id."""

    @cached_property
    def by_day(self) -> Mapping[date, list[Card]]:
        found: dict[date, list[Card]] = defaultdict(list)
        for card in self.cards:
            found[card.day].append(card)
        return found

    @cached_property
    def proposed_by_day(self) -> Mapping[date, list[ProposedCard]]:
        found: dict[date, list[ProposedCard]] = defaultdict(list)
        for card in self.proposed:
            found[card.day].append(card)
        return found

    @property
    def proposing_runs(self) -> list[int]:
        return sorted({card.line.run_id for card in self.proposed})

    @cached_property
    def severity(self) -> Mapping[int, str]:
        """The worst that stands against a schedule, by its id."""
        return severities(self.troubles)

    @cached_property
    def troubles_by_day(self) -> Mapping[date, list[Trouble]]:
        found: dict[date, list[Trouble]] = defaultdict(list)
        for one in self.troubles:
            found[one.card.day].append(one)
        return found

    @property
    def conflicts(self) -> int:
        """How many schedules a hard rule stands against."""
        return sum(severity == troubles.HARD for severity in self.severity.values())

    @property
    def warnings(self) -> int:
        return len(self.severity) - self.conflicts

    @property
    def shown_tray(self) -> tuple[OpenEvent, ...]:
        return self.tray[:SHOWN_IN_TRAY]

    @property
    def is_empty(self) -> bool:
        return not self.cards and not self.tray and not self.proposed

    def holiday(self, day: date) -> str | None:
        return self.problem.stores[self.asked.store.id].holidays.get(day)

    def open_on(self, day: date) -> list[OpenEvent]:
        """Open events that could be done on the day."""
        rules = self.problem.rules.on(day)
        return [one for one in self.tray if can_be_done_on(one.event, day, rules)]


def read_plan(session: Session, asked: Asked, settings: Mapping[str, object]) -> Plan:
    store, first, last = asked.store, asked.first, asked.last
    problem = team_days.load(session, store, first, last, settings=settings)
    begin, end = to_utc(first, 0, store.timezone), to_utc(last + timedelta(days=1), 0, store.timezone)
    bookings = queries.bookings_between(session, store.id, begin, end)
    cards = CardMaker(store.timezone, schedules_root()).cards(bookings)
    marks = Marks(problem, store.id)
    found = troubles.find(problem, store.id, cards, marks)
    severity = severities(found)
    mark_troubled(cards, severity)
    shown = [
        card
        for card in cards
        if card.booking.store_id == store.id and asked.filter.keeps(card, severity.get(card.booking.id))
    ]
    kept = {card.booking.id for card in shown}
    waiting, proposed = queries.ahead(session, store.id, first, last, begin, end)
    open_ids = {event.id for event in waiting}
    campaigns = {event.campaign_id: event.campaign_name for event in waiting}
    campaigns |= {card.booking.campaign_id: card.booking.campaign_name for card in cards}
    waiting = [event for event in waiting if asked.filter.keeps_open(event)]
    if first == last:
        waiting = [event for event in waiting if can_be_done_on(event, first, problem.rules)]
    return Plan(
        asked=asked,
        problem=problem,
        marks=marks,
        cards=tuple(shown),
        elsewhere=tuple(card for card in cards if card.booking.store_id != store.id),
        troubles=tuple(one for one in found if one.card.booking.id in kept),
        tray=by_urgency(waiting, asked.today),
        proposed=tuple(cards_of(proposed, asked, open_ids, {row.id: row for row in bookings})),
        campaigns={number: name for number, name in campaigns.items() if number is not None and name is not None},
    )


def schedules_root() -> str:
    """The address of a schedule without its number."""
    return url_for("schedules.show", schedule_id=0).removesuffix("0")


def severities(found: Sequence[Trouble]) -> dict[int, str]:
    worst: dict[int, str] = {}
    for one in found:
        if worst.get(one.card.booking.id) != troubles.HARD:
            worst[one.card.booking.id] = one.severity
    return worst
