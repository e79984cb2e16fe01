"""What a manager decides about a delivery: try again, do not send, it is done there; and taking that back."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy.orm import Session

from app.db import after_commit
from app.errors import Conflict, FieldError, Invalid, NotFound
from app.models import Event, OutboxItem, Schedule
from app.models.columns import utc_now
from app.services import push
from app.services.actors import Actor
from app.services.outbox_claims import pending_state, set_schedule
from app.vocabulary import OutboxOperation, OutboxState, Permission, SyncState
from app.wording import say

log = structlog.get_logger(__name__)
STOPPED = (OutboxState.DEAD, OutboxState.NEEDS_REVIEW)
#: Nobody is at it and its outcome is not in doubt.
DECIDABLE = (*STOPPED, OutboxState.PENDING)
_SHORTEST_REASON, _LONGEST_REASON = 3, 300


def retry(session: Session, actor: Actor, *, item_id: int) -> OutboxItem:
    """A manager lets an item go now; what stands at Crossmark is looked up first.

    Raises NotFound, also for another store's, and Invalid.
    """
    item = _decidable(session, actor, item_id, DECIDABLE)
    _go_on(session, item)
    log.info("outbox item goes again", item_id=item_id, user_id=actor.user_id)
    return item


def _go_on(session: Session, item: OutboxItem) -> None:
    item.state, item.attempts, item.next_try_at, item.last_error = OutboxState.PENDING, 0, utc_now(), ""
    set_schedule(session, item.schedule_id, sync_state=pending_state(item.operation))
    after_commit(session, push.ring)


def give_up(session: Session, actor: Actor, *, item_id: int) -> OutboxItem:
    """A manager decides that nothing is sent. Raises NotFound, also for another store's, and Invalid."""
    item = _decidable(session, actor, item_id, DECIDABLE)
    _decide(session, actor, item, OutboxState.CANCELLED, "")
    set_schedule(session, item.schedule_id, sync_state=SyncState.NEEDS_REVIEW)
    return item


def done_there(session: Session, actor: Actor, *, item_id: int, reason: str) -> OutboxItem:
    """Somebody did it at Crossmark in the browser. The next sync finds the booking and takes its id.

    Raises NotFound, also for another store's, and Invalid without a reason.
    """
    item = _decidable(session, actor, item_id, (*DECIDABLE, OutboxState.UNKNOWN))
    reason = reason.strip()
    if not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        text = say("Say in 3 to 300 characters who did it at Crossmark and when.")
        raise Invalid(text, [FieldError("reason", text)])
    _decide(session, actor, item, OutboxState.DONE_THERE, reason)
    removed = item.operation is OutboxOperation.REMOVE
    set_schedule(
        session, item.schedule_id, sync_state=SyncState.LOCAL if removed else SyncState.SYNCED, crossmark_id=None
    )
    return item


def take_back(session: Session, actor: Actor, *, item_id: int) -> OutboxItem:
    """Undo the decision: the item is where it was. Raises NotFound, Invalid, and Conflict when it was changed since."""
    item = _decidable(session, actor, item_id, (OutboxState.CANCELLED, OutboxState.DONE_THERE))
    before: dict[str, Any] = item.decision.get("before", {})
    if not before:
        raise Invalid(say("Nobody decided about this delivery, so there is nothing to take back."))
    schedule = session.get_one(Schedule, item.schedule_id)
    if schedule.crossmark_id not in {None, before["crossmark_id"]}:
        raise Conflict(say("A sync has found the booking at Crossmark since. Change the schedule instead."))
    item.state, item.decision = OutboxState(before["state"]), {}
    set_schedule(
        session,
        item.schedule_id,
        sync_state=SyncState(before["sync_state"]),
        crossmark_id=before["crossmark_id"],
    )
    after_commit(session, push.ring)
    return item


def _decide(session: Session, actor: Actor, item: OutboxItem, state: OutboxState, reason: str) -> None:
    schedule = session.get_one(Schedule, item.schedule_id)
    before = {
        "state": item.state.value,
        "sync_state": schedule.sync_state.value,
        "crossmark_id": schedule.crossmark_id,
    }
    item.decision = {
        "what": state.value,
        "who": actor.display_name,
        "at": utc_now().isoformat(),
        "reason": reason,
        "before": before,
    }
    item.state = state
    log.info("outbox item decided", item_id=item.id, state=state.value, user_id=actor.user_id)


def _decidable(session: Session, actor: Actor, item_id: int, states: tuple[OutboxState, ...]) -> OutboxItem:
    actor.require(Permission.EDIT_SCHEDULE)
    item = session.get(OutboxItem, item_id, with_for_update=True)
    if item is None:
        raise NotFound(say("That delivery was not found."))
    actor.require_store(session.get_one(Event, item.event_id).store_id, "That delivery")
    if item.state not in states:
        raise Invalid(say("It is being sent just now or was decided already. Look again in a moment."))
    return item
