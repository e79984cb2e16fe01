"""Events made here by hand, which Crossmark does not know: adding, renaming, cancelling."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, Stale
from app.models import Event
from app.queries import booking
from app.queries import events as queries
from app.services import campaigns, changes, events, rulebook
from app.services.actors import Actor
from app.services.events import EventDecision
from app.services.schedules import release_all
from app.services.scheduling.recognition import Patterns, event_number, needs_own_time, recognise, subtype_of
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import Condition, Permission
from app.wording import say

LONGEST_WINDOW_DAYS = 366


@dataclass(frozen=True)
class EventFacts:
    """What Crossmark says about its own events, and a manager about these."""

    name: str
    store_id: int
    start_date: date
    due_date: date


@dataclass(frozen=True)
class Usual:
    """What decides about type, length and whether an event takes its time alone, read once for many events."""

    rules: RuleSettings
    patterns: Patterns | None


def create(session: Session, actor: Actor, *, facts: EventFacts, decision: EventDecision) -> tuple[Event, int | None]:
    """The new event and the id of the change. `decision.duration_minutes` 0 takes the length usual for its type.

    Raises Invalid.
    """
    actor.require(Permission.EDIT_EVENTS)
    check_facts(actor, facts)
    campaigns.require(session, decision.campaign_id, facts.store_id)
    summary = f"{facts.name} added"
    with changes.record(session, actor, command="create_event", summary=summary, store_id=facts.store_id) as recording:
        event = build(Usual(rulebook.read(session), events.patterns(session)), facts, decision)
        session.add(event)
    return event, recording.change_id


def build(usual: Usual, facts: EventFacts, decision: EventDecision) -> Event:
    """The row, not yet added. Raises Invalid."""
    event = Event(ref_num=_own_number(), condition=Condition.UNSTAFFED, sales_tool_urls=[], problems=[])
    _put(event, facts)
    rules = usual.rules.on(facts.start_date)
    kind = decision.type or recognise(facts.name, usual.patterns).type
    subtype = subtype_of(facts.name, kind)
    minutes = decision.duration_minutes or rules.default_minutes(kind, subtype)
    events.check(replace(decision, duration_minutes=minutes))
    event.type, event.subtype, event.type_is_manual = kind, subtype, decision.type is not None
    event.duration_minutes, event.exclusive = minutes, needs_own_time(rules, kind, minutes)
    event.priority, event.required_headcount = decision.priority, decision.required_headcount
    event.auto_schedule, event.campaign_id = decision.auto_schedule, decision.campaign_id
    event.auto_schedule_reason = "" if decision.auto_schedule else decision.auto_schedule_reason
    return event


def _own_number() -> str:
    return f"L{secrets.randbelow(10**12):012d}"


def update(
    session: Session,
    actor: Actor,
    *,
    event_id: int,
    version: int | None,
    facts: EventFacts,
    decision: EventDecision,
) -> int | None:
    """Facts and details as one change. Raises NotFound, Stale, Invalid, and Conflict for an event of Crossmark's."""
    event = _own(session, actor, event_id, version)
    check_facts(actor, facts)
    if facts.store_id != event.store_id and queries.standing_of(session, event.id):
        wrong = say("Somebody is booked on it. Take the booking back before it moves to another store.")
        raise Invalid(wrong, [FieldError("store_id", wrong)])
    events.check(decision)
    campaigns.require(session, decision.campaign_id, facts.store_id)
    with changes.record(
        session, actor, command="update_event", summary=f"{facts.name}: details changed", store_id=facts.store_id
    ) as recording:
        _put(event, facts)
        events.decide(session, event, decision)
    return recording.change_id


def cancel(session: Session, actor: Actor, *, event_id: int, version: int | None, reason: str = "") -> int | None:
    """The event is not to be done any more; whoever is booked on it is free again. One change, which undo takes back.

    Raises NotFound, Stale, and Conflict for an event of Crossmark's or one that was worked on already.
    """
    event = _own(session, actor, event_id, version)
    if event.condition in (Condition.CANCELED, Condition.SUBMITTED):
        raise Conflict(say("This event is closed already."))
    booking.lock_events(session, [event.id])
    with changes.record(
        session,
        actor,
        command="cancel_event",
        summary=f"{event.name} cancelled",
        reason=reason,
        store_id=event.store_id,
    ) as recording:
        release_all(session, event)
        event.condition = Condition.CANCELED
    return recording.change_id


def check_facts(actor: Actor, facts: EventFacts) -> None:
    """Raises Invalid."""
    wrong = []
    if not facts.name:
        wrong.append(FieldError("name", say("Enter the name.")))
    if not actor.sees_store(facts.store_id):
        wrong.append(FieldError("store_id", say("Choose a store from the list.")))
    if facts.due_date < facts.start_date:
        wrong.append(FieldError("due_date", say("The event is due before it starts.")))
    elif (facts.due_date - facts.start_date).days > LONGEST_WINDOW_DAYS:
        wrong.append(FieldError("due_date", say("The window is longer than a year.")))
    if wrong:
        raise Invalid(say("Some values cannot be used."), wrong)


def _put(event: Event, facts: EventFacts) -> None:
    event.name, event.store_id = facts.name, facts.store_id
    event.start_date, event.due_date = facts.start_date, facts.due_date
    event.event_number = event_number(facts.name)


def _own(session: Session, actor: Actor, event_id: int, version: int | None) -> Event:
    actor.require(Permission.EDIT_EVENTS)
    event = events.find(session, actor, event_id=event_id)
    if not event.is_ours:
        raise Conflict(
            say("This event comes from Crossmark, which decides about its name, window and whether it is on.")
        )
    if version != event.version:
        raise Stale(say("Somebody else changed this event after you opened it. Reload to see it, then try again."))
    return event
