"""What a manager decides about an event: type, priority, headcount, length, and whether it is planned automatically."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid, NotFound, Stale
from app.models import Event
from app.queries import events as queries
from app.services import campaigns, changes, rulebook, settings
from app.services.actors import Actor
from app.services.scheduling.recognition import needs_own_time, recognise, subtype_of
from app.vocabulary import EventSubtype, EventType, Permission
from app.wording import say


@dataclass(frozen=True)
class EventDecision:
    """`type` None follows the name again; durations in minutes; priority 1 is the highest."""

    type: EventType | None
    priority: int
    required_headcount: int
    duration_minutes: int
    auto_schedule: bool
    auto_schedule_reason: str = ""
    campaign_id: int | None = None


def find(session: Session, actor: Actor, *, event_id: int) -> Event:
    """With its store. Raises NotFound, also for another store's event."""
    event = queries.event_with_store(session, event_id)
    if event is None:
        raise NotFound(say("That event was not found."))
    actor.require_store(event.store_id, "That event")
    return event


def type_by_name(session: Session, event: Event) -> EventType:
    """What the project name says, by the manager's own table of words if there is one."""
    return recognise(event.name, patterns(session)).type


def update(
    session: Session, actor: Actor, *, event_id: int, version: int | None, decision: EventDecision
) -> int | None:
    """Returns the id of the change, None when nothing differs.

    Raises NotFound, Stale, Invalid, and DoubleBooked at the end of the transaction when the event takes its people's
    time alone from now on and one of them is booked elsewhere.
    """
    actor.require(Permission.EDIT_EVENTS)
    event = find(session, actor, event_id=event_id)
    if version != event.version:
        raise Stale(say("Somebody else changed this event after you opened it. Reload to see it, then try again."))
    check_decision(session, event, decision)
    summary = f"{event.name}: details changed"
    with changes.record(
        session, actor, command="update_event", summary=summary, store_id=event.store_id, push_to_crossmark=False
    ) as recording:
        decide(session, event, decision)
    return recording.change_id


def check_decision(session: Session, event: Event, decision: EventDecision) -> None:
    """Raises Invalid."""
    check(decision)
    if decision.campaign_id != event.campaign_id:
        campaigns.require(session, decision.campaign_id, event.store_id)


def decide(session: Session, event: Event, decision: EventDecision) -> None:
    """Within a recorded change."""
    apply_type(session, event, decision.type)
    event.priority, event.required_headcount = decision.priority, decision.required_headcount
    event.duration_minutes = decision.duration_minutes
    event.auto_schedule, event.campaign_id = decision.auto_schedule, decision.campaign_id
    event.auto_schedule_reason = "" if decision.auto_schedule else decision.auto_schedule_reason
    apply_exclusive(session, event)


def check(decision: EventDecision) -> None:
    limits = (
        ("priority", decision.priority, 1, 5),
        ("required_headcount", decision.required_headcount, 1, 99),
        ("duration_minutes", decision.duration_minutes, 5, 1440),
    )
    wrong = [
        FieldError(name, say("Enter a number from %(low)s to %(high)s.", low=low, high=high))
        for name, value, low, high in limits
        if not low <= value <= high
    ]
    if not decision.auto_schedule and not decision.auto_schedule_reason:
        wrong.append(FieldError("auto_schedule_reason", say("Say why this event is not planned automatically.")))
    if wrong:
        raise Invalid(say("Some values cannot be used."), wrong)


def apply_type(session: Session, event: Event, wanted: EventType | None) -> None:
    event.type_is_manual = wanted is not None
    kind = wanted or type_by_name(session, event)
    subtype: EventSubtype | None = subtype_of(event.name, kind)
    if (event.type, event.subtype) != (kind, subtype):
        event.type, event.subtype = kind, subtype


def apply_exclusive(session: Session, event: Event) -> None:
    """The bookings of the event take time alone exactly when the event does."""
    rules = rulebook.read(session).on(event.start_date)
    exclusive = needs_own_time(rules, event.type, event.duration_minutes)
    if event.exclusive == exclusive:
        return
    event.exclusive = exclusive
    for schedule in queries.standing_of(session, event.id):
        schedule.exclusive = exclusive


def patterns(session: Session) -> list[tuple[str, EventType]] | None:
    """The manager's own table of words, None without one."""
    table = settings.read(session).get("type_patterns")
    return [(str(word), EventType(kind)) for word, kind in table] if table else None
