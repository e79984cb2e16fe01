"""The same decision about several events at once, as one change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid
from app.models import Event
from app.queries import booking
from app.services import campaigns, changes, events
from app.services.actors import Actor
from app.vocabulary import EventType, Permission
from app.wording import say

MOST_EVENTS = 500


@dataclass(frozen=True)
class BulkDecision:
    """What is None stays as it is. `follow_name` and `no_campaign` take a decision back."""

    type: EventType | None = None
    follow_name: bool = False
    priority: int | None = None
    campaign_id: int | None = None
    no_campaign: bool = False

    @property
    def says_something(self) -> bool:
        chosen = (self.type, self.priority, self.campaign_id)
        return any(one is not None for one in chosen) or self.follow_name or self.no_campaign


def update(
    session: Session, actor: Actor, *, event_ids: Collection[int], decision: BulkDecision
) -> tuple[int, int | None]:
    """How many events there were, and the id of the change. Raises Invalid, and Conflict when one is gone."""
    actor.require(Permission.EDIT_EVENTS)
    _check(event_ids, decision)
    rows = booking.lock_events(session, event_ids)
    if len(rows) < len(set(event_ids)) or not all(actor.sees_store(row.store_id) for row in rows.values()):
        raise Conflict(say("Some of the events are not there any more. Reload the list and choose again."))
    for row in rows.values():
        campaigns.require(session, decision.campaign_id, row.store_id)
    stores = {row.store_id for row in rows.values()}
    with changes.record(
        session,
        actor,
        command="update_events",
        summary=f"{len(rows)} events changed together",
        store_id=stores.pop() if len(stores) == 1 else None,
        push_to_crossmark=False,
    ) as recording:
        for row in rows.values():
            _apply(session, row, decision)
    return len(rows), recording.change_id


def _check(event_ids: Collection[int], decision: BulkDecision) -> None:
    if not event_ids:
        raise Invalid(say("Tick the events first."), [FieldError("event", say("Tick at least one event."))])
    if len(event_ids) > MOST_EVENTS:
        raise Invalid(say("At most %(most)s events can be changed together.", most=MOST_EVENTS))
    if not decision.says_something:
        raise Invalid(say("Choose a type, a priority or a campaign for the ticked events."))
    if decision.priority is not None and not 1 <= decision.priority <= 5:
        raise Invalid(say("The priority is a number from 1 to 5."))


def _apply(session: Session, event: Event, decision: BulkDecision) -> None:
    if decision.type is not None or decision.follow_name:
        events.apply_type(session, event, decision.type)
        events.apply_exclusive(session, event)
    if decision.priority is not None:
        event.priority = decision.priority
    if decision.campaign_id is not None or decision.no_campaign:
        event.campaign_id = decision.campaign_id
