"""What goes to Crossmark because somebody kept our side of a difference, and what goes there when that is taken back.

The row that says so is recorded like everything a person does: written, ours is sent; taken away by an undo, theirs is
put back, or nothing was sent yet and nothing is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Conflict
from app.models import Change, KeptOurs, OutboxItem, Schedule
from app.models.change import RowDifference
from app.models.columns import utc_now
from app.queries import outbox as queries
from app.vocabulary import OutboxOperation, OutboxState, SyncState
from app.wording import say

TAKEN_BACK = "Taken back before it was sent."


def items(session: Session, differences: list[RowDifference], change: Change) -> list[OutboxItem]:
    """Raises Conflict when a schedule was changed since its side was kept."""
    kept = [(found.row, found.operation) for found in differences if isinstance(found.row, KeptOurs)]
    made = [_sent(session, row, change) if how == "insert" else _back(session, row, change) for row, how in kept]
    return [item for item in made if item is not None]


def _sent(session: Session, kept: KeptOurs, change: Change) -> OutboxItem:
    return _item(session, kept, change, wanted=kept.ours, old=kept.theirs)


def _back(session: Session, kept: KeptOurs, change: Change) -> OutboxItem | None:
    schedule = session.get_one(Schedule, kept.schedule_id)
    if kept.ours is not None and not _is_as_kept(schedule, kept.ours):
        raise Conflict(say("%(title)s was changed since. Change it by hand instead.", title=kept.title))
    waiting = [
        item
        for item in queries.open_of_schedule(session, kept.schedule_id)
        if item.change_id == change.undo_of_id
        and item.state is OutboxState.PENDING
        and not (item.attempts or item.step)
    ]
    if not waiting:
        return _item(session, kept, change, wanted=kept.theirs, old=kept.ours)
    for item in waiting:
        item.state, item.last_error = OutboxState.CANCELLED, TAKEN_BACK
    schedule.sync_state = SyncState(kept.before["sync_state"])
    schedule.crossmark_id = kept.before["crossmark_id"]
    return None


def _is_as_kept(schedule: Schedule, ours: dict[str, Any]) -> bool:
    return (schedule.employee_id, schedule.starts_at) == (
        ours["employee_id"],
        datetime.fromisoformat(ours["starts_at"]),
    )


def _item(
    session: Session, kept: KeptOurs, change: Change, *, wanted: dict[str, Any] | None, old: dict[str, Any] | None
) -> OutboxItem:
    """`wanted` None: nothing shall stand; `old` None: nothing of ours stands."""
    operation = _operation(wanted, old)
    target = wanted or old or {}
    payload: dict[str, Any] = {**kept.place, **{name: target[name] for name in ("rep_id", "starts_at", "ends_at")}}
    schedule = session.get_one(Schedule, kept.schedule_id)
    if old is not None:
        payload["old"] = {name: old[name] for name in ("crossmark_id", "rep_id", "starts_at")}
        schedule.crossmark_id = schedule.crossmark_id or old["crossmark_id"] or None
    schedule.sync_state = SyncState.DELETE_PENDING if operation is OutboxOperation.REMOVE else SyncState.PENDING
    return OutboxItem(
        operation=operation,
        schedule_id=kept.schedule_id,
        event_id=kept.event_id,
        payload=payload,
        next_try_at=utc_now(),
        change_id=change.id,
    )


def _operation(wanted: dict[str, Any] | None, old: dict[str, Any] | None) -> OutboxOperation:
    if wanted is None:
        return OutboxOperation.REMOVE
    return OutboxOperation.BOOK if old is None else OutboxOperation.MOVE
