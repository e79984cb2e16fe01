"""Stores: name, number, address, time zone and opening hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid, NotFound, Stale
from app.formatting import hhmm
from app.models import Store
from app.queries import stores_list as queries
from app.services import changes
from app.services.actors import Actor
from app.vocabulary import Permission
from app.wording import say

Hours = Mapping[int, tuple[int, int]]
"""From and to, minutes after midnight, by weekday (Monday 0); a weekday that is not there is closed."""


@dataclass(frozen=True)
class StoreFacts:
    number: str
    name: str
    timezone: str
    location_id: str | None = None
    address: str = ""
    hours: Hours | None = None
    """None = not known."""
    active: bool = True


def find(session: Session, actor: Actor, *, store_id: int) -> Store:
    """Raises NotFound, also for another's store."""
    store = session.get(Store, store_id)
    if store is None:
        raise NotFound(say("That store was not found."))
    actor.require_store(store.id, "That store")
    return store


def create(session: Session, actor: Actor, *, facts: StoreFacts) -> tuple[Store, int | None]:
    """Only for somebody who manages all stores: others could not see it. Raises Invalid, NotFound."""
    actor.require(Permission.EDIT_SETTINGS)
    if actor.store_ids is not None:
        raise NotFound(say("A store is added by somebody who manages all stores."))
    _check(session, facts, None)
    with changes.record(session, actor, command="create_store", summary=f"Store {facts.name} added") as recording:
        store = Store(number=facts.number, name=facts.name, timezone=facts.timezone)
        _put(store, facts)
        session.add(store)
    return store, recording.change_id


def update(session: Session, actor: Actor, *, store_id: int, version: int | None, facts: StoreFacts) -> int | None:
    """Raises NotFound, Stale, Invalid."""
    actor.require(Permission.EDIT_SETTINGS)
    store = find(session, actor, store_id=store_id)
    if store.version != version:
        raise Stale(say("Somebody else changed this store after you opened it. Reload to see it, then try again."))
    _check(session, facts, store)
    with changes.record(
        session, actor, command="change_store", summary=f"Store {facts.name} changed", store_id=store.id
    ) as recording:
        _put(store, facts)
    return recording.change_id


def hours_of(store: Store) -> dict[int, tuple[str, str]]:
    """From and to as HH:MM by weekday."""
    return {int(weekday): (hours[0], hours[1]) for weekday, hours in sorted(store.opening_hours.items())}


def _check(session: Session, facts: StoreFacts, store: Store | None) -> None:
    wrong = [FieldError(name, say("Please fill this in.")) for name in ("number", "name") if not getattr(facts, name)]
    if facts.timezone not in available_timezones():
        wrong.append(FieldError("timezone", say("Write a time zone like America/Indiana/Indianapolis.")))
    for column, words in (
        ("number", say("Another store has this number already.")),
        ("location_id", say("Another store has this location already.")),
    ):
        value = getattr(facts, column)
        if value and queries.holder_of(session, column, value, but=store.id if store else None) is not None:
            wrong.append(FieldError(column, words))
    wrong += [
        FieldError(f"closes_{weekday}", say("The store closes before it opens."))
        for weekday, (begin, end) in (facts.hours or {}).items()
        if not 0 <= begin < end <= 1440
    ]
    if wrong:
        raise Invalid(say("Some values cannot be used."), wrong)


def _put(store: Store, facts: StoreFacts) -> None:
    store.number, store.name, store.timezone = facts.number, facts.name, facts.timezone
    store.location_id, store.address, store.active = facts.location_id, facts.address, facts.active
    hours = {str(weekday): [hhmm(begin), hhmm(end)] for weekday, (begin, end) in (facts.hours or {}).items()}
    if store.opening_hours != hours:
        store.opening_hours = hours
