"""Where an open event would be done best: the first day that is left on which somebody can, and who that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.formatting import local_day
from app.models import Event
from app.models.columns import utc_now
from app.queries import schedules as queries
from app.services import suggestions
from app.services.actors import Actor
from app.services.suggestions import Suggestion
from app.vocabulary import Permission
from app.wording import say

MOST_DAYS = 7
"""Every rule is asked about everybody on each of them."""


@dataclass(frozen=True)
class BestPlace:
    """`people` are everybody on that day, best first; `person` the first of them."""

    day: date
    person: Suggestion
    people: tuple[Suggestion, ...]


@dataclass(frozen=True)
class Found:
    event: Event
    """With its store."""
    place: BestPlace | None


def find(
    session: Session, actor: Actor, event_id: int, *, first: date | None = None, last: date | None = None
) -> Found:
    """A day where nothing stands against somebody goes before an earlier one where only a reason helps, days from
    `first` to `last` before others, and today only when nothing else is clear. Raises NotFound, for another store's
    event as well.
    """
    actor.require(Permission.EDIT_SCHEDULE)
    event = queries.event_with_store(session, event_id)
    if event is None:
        raise NotFound(say("That event was not found."))
    actor.require_store(event.store_id, "That event")
    fallback = None
    days = _days(event, first, last)
    for day, people in suggestions.by_day(session, event, days) if days else ():
        place = _on(day, people)
        if place is not None and not place.person.violations:
            return Found(event, place)
        fallback = fallback or place
    return Found(event, fallback)


def _on(day: date, people: tuple[Suggestion, ...]) -> BestPlace | None:
    first = next((one for one in people if one.is_possible and one.minutes is not None), None)
    return BestPlace(day, first, people) if first else None


def _days(event: Event, first: date | None, last: date | None) -> list[date]:
    today = local_day(utc_now(), event.store.timezone)
    begin = max(event.start_date, today)
    days = [begin + timedelta(days=number) for number in range((event.due_date - begin).days + 1)]

    def order(day: date) -> tuple[bool, bool, date]:
        in_sight = (first or begin) <= day <= (last or event.due_date)
        return day == today, not in_sight, day

    return sorted(days, key=order)[:MOST_DAYS]
