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
"""Asking about a day costs as much as the form that books somebody."""


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


def find(session: Session, actor: Actor, event_id: int, *, wanted: date | None = None) -> Found:
    """A day where nothing stands against somebody goes before an earlier one where only a
    reason helps. `wanted` is asked first. Raises NotFound, for another store's event as well.
    """
    actor.require(Permission.EDIT_SCHEDULE)
    event = queries.event_with_store(session, event_id)
    if event is None:
        raise NotFound(say("That event was not found."))
    actor.require_store(event.store_id, "That event")
    fallback = None
    for day in _days(event, wanted):
        place = _on(session, actor, event_id, day)
        if place is not None and not place.person.violations:
            return Found(event, place)
        fallback = fallback or place
    return Found(event, fallback)


def _on(session: Session, actor: Actor, event_id: int, day: date) -> BestPlace | None:
    people = suggestions.available_employees(session, actor, day=day, event_id=event_id)
    first = next((one for one in people if one.is_possible and one.minutes is not None), None)
    return BestPlace(day, first, people) if first else None


def _days(event: Event, wanted: date | None) -> list[date]:
    first = max(event.start_date, local_day(utc_now(), event.store.timezone))
    days = [first + timedelta(days=number) for number in range((event.due_date - first).days + 1)]
    if wanted in days:
        days = [wanted, *(day for day in days if day != wanted)]
    return days[:MOST_DAYS]
