"""The days in sight as a list, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.blueprints.calendar.cards import Card
from app.blueprints.calendar.plan import Plan
from app.formatting import long_day

PER_PAGE = 100


@dataclass(frozen=True)
class Listing:
    """`days` are the cards of the page under the words for their day."""

    days: tuple[tuple[str, Sequence[Card]], ...]
    page: int
    pages: int
    total: int


def show_list(plan: Plan, page: int) -> Listing:
    pages = max(1, -(-len(plan.cards) // PER_PAGE))
    page = min(page, pages)
    shown = plan.cards[(page - 1) * PER_PAGE : page * PER_PAGE]
    days = tuple((long_day(day), list(cards)) for day, cards in groupby(shown, key=lambda card: card.day))
    return Listing(days, page, pages, len(plan.cards))
