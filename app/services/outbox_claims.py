"""Taking outbox items to work on: one at a time, with a lease and a fence; what needs no sending is settled here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import transaction
from app.models import OutboxItem, Schedule
from app.models.columns import utc_now
from app.queries import outbox as queries
from app.services import breakers, failpoints
from app.services.delivery import Key, Reissue, Work
from app.services.jobs import LeaseLost
from app.vocabulary import OutboxOperation, OutboxState, SyncState

MAX_TRIES = 8
_OF_THE_FIRST = frozenset({"old", "reissue"})
"""What stands at Crossmark and how it is taken away is said by the first of several items that become one."""


@dataclass(frozen=True)
class Pace:
    """Seconds. A lease outlives every call of one step; `window` is how late an effect may still appear. `per_second`
    deliveries at most, of all workers together; 0 = as fast as they go."""

    lease: float = 300.0
    window: float = 60.0
    between_reads: float = 30.0
    backoff: float = 30.0
    per_second: float = 0.0


@dataclass(frozen=True)
class Claim:
    item_id: int
    fence: int
    schedule_id: int
    attempts: int
    change_id: int | None
    turn: datetime
    """Not before."""
    work: Work


def claim_next(pace: Pace) -> Claim | None:
    """The next due item with a lease; items that need no sending are settled on the way."""
    while True:
        with transaction() as session:
            item = queries.next_due(session, utc_now())
            if item is None:
                return None
            if _collapse(session, item) or _stop_hopeless(session, item):
                continue
            item.state = OutboxState.SENDING
            item.attempts += 1
            item.fence += 1
            turn = breakers.next_turn(session, "crossmark", per_second=pace.per_second)
            item.lease_until = turn + timedelta(seconds=pace.lease)
            claim = Claim(
                item.id, item.fence, item.schedule_id, item.attempts, item.change_id, turn, _work(session, item)
            )
            failpoints.reach("before_claim_commit")
        return claim


def _collapse(session: Session, item: OutboxItem) -> bool:
    """One change that says it all instead of several that were never sent. True when nothing needs to be said."""
    if not _is_untouched(item):
        return False
    items = queries.open_of_schedule(session, item.schedule_id)
    if items[0] is not item or len(items) == 1 or not all(map(_is_untouched, items)):
        return False
    last = items[-1]
    if item.operation is OutboxOperation.BOOK and last.operation is OutboxOperation.REMOVE:
        for one in items:
            one.state, one.last_error = OutboxState.CANCELLED, "Taken back before it was sent."
        set_schedule(session, item.schedule_id, sync_state=SyncState.LOCAL, crossmark_id=None)
        return True
    if item.operation is not OutboxOperation.REMOVE:
        _fold(item, items[1:])
    return False


def _is_untouched(item: OutboxItem) -> bool:
    return item.state is OutboxState.PENDING and not item.attempts and not item.step


def _fold(first: OutboxItem, later: list[OutboxItem]) -> None:
    """The first one keeps its place in the order of the event and what stands at Crossmark; the last one says where
    to, and whose sign-in it is sent with. Work up to a removal is folded, what comes after a removal begins anew."""
    for one in later:
        first.payload = {
            **_without(one.payload),
            **{name: first.payload[name] for name in _OF_THE_FIRST & first.payload.keys()},
        }
        first.change_id = one.change_id
        one.state, one.last_error = OutboxState.CANCELLED, "A later change of the same booking was sent instead."
        if one.operation is OutboxOperation.REMOVE:
            first.operation = OutboxOperation.REMOVE
            return


def _without(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in _OF_THE_FIRST}


def _stop_hopeless(session: Session, item: OutboxItem) -> bool:
    """What Crossmark cannot understand, and what crashed its worker too often."""
    reason = _missing(item)
    if reason is None and item.state is OutboxState.SENDING and item.attempts >= MAX_TRIES:
        item.state, item.last_error = OutboxState.DEAD, "It stopped the worker again and again; retry it by hand."
        set_schedule(session, item.schedule_id, sync_state=SyncState.FAILED)
        return True
    if reason is None:
        return False
    state, sync_state, item.last_error = reason
    item.state = state
    set_schedule(session, item.schedule_id, sync_state=sync_state)
    return True


def _missing(item: OutboxItem) -> tuple[OutboxState, SyncState, str] | None:
    mplan_id = str(item.payload.get("mplan_id", ""))
    if not (mplan_id.isascii() and mplan_id.isdigit()):
        return OutboxState.CANCELLED, SyncState.LOCAL, "The event was made here; Crossmark does not know it."
    if not item.payload.get("location_id"):
        return (
            OutboxState.NEEDS_REVIEW,
            SyncState.NEEDS_REVIEW,
            "The store has no Crossmark id. Sync, then retry.",
        )
    if not item.payload.get("rep_id"):
        return OutboxState.NEEDS_REVIEW, SyncState.NEEDS_REVIEW, "The employee has no rep id. Enter it, then retry."
    return None


def _work(session: Session, item: OutboxItem) -> Work:
    payload, old = item.payload, item.payload.get("old")
    schedule = session.get_one(Schedule, item.schedule_id)
    return Work(
        operation=item.operation,
        mplan_id=str(payload["mplan_id"]),
        location_id=str(payload["location_id"]),
        zone=ZoneInfo(payload["zone"]),
        new=_key(payload),
        ends_at=datetime.fromisoformat(payload["ends_at"]).astimezone(UTC),
        old=_key(old) if old and old.get("rep_id") else None,
        # A booking that was still on its way when this item was written has its id by now.
        old_id=str(schedule.crossmark_id or (old or {}).get("crossmark_id") or ""),
        step=item.step,
        negative_reads=item.negative_reads,
        other_ids=queries.crossmark_ids_of_event(session, item.event_id, but_schedule=item.schedule_id),
        reissue=_reissue(payload.get("reissue")),
    )


def _reissue(said: dict[str, Any] | None) -> Reissue | None:
    return Reissue(date.fromisoformat(said["expires_on"]), bool(said["include_responses"])) if said else None


def _key(payload: dict[str, str]) -> Key:
    return Key(str(payload["rep_id"]), datetime.fromisoformat(payload["starts_at"]).astimezone(UTC))


def held(session: Session, claim: Claim) -> OutboxItem:
    """The item, if it is still ours. Raises LeaseLost."""
    item = session.get(OutboxItem, claim.item_id, with_for_update=True)
    if item is None or item.fence != claim.fence or item.state is not OutboxState.SENDING:
        raise LeaseLost
    return item


def pending_state(operation: OutboxOperation) -> SyncState:
    return SyncState.DELETE_PENDING if operation is OutboxOperation.REMOVE else SyncState.PENDING


def set_schedule(session: Session, schedule_id: int, **values: object) -> None:
    """Past the version: where a booking stands at Crossmark is no edit that could surprise somebody's form."""
    session.execute(update(Schedule).where(Schedule.id == schedule_id).values(**values))
