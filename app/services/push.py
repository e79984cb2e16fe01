"""Turns what happened to schedules into outbox rows, in the transaction of the change itself.

Only differences that Crossmark can see count: who, when, and whether the booking stands at all.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from app.db import after_commit
from app.extensions import celery
from app.models import Change, OutboxItem, Schedule
from app.models.change import RowDifference
from app.models.columns import utc_now
from app.queries import outbox_targets
from app.services import failpoints, kept_ours
from app.vocabulary import OutboxOperation, ScheduleStatus, SyncState

#: Statuses that Crossmark must hold a booking for. Drafts are nobody's business outside.
_BOOKED = {ScheduleStatus.PUBLISHED.value, ScheduleStatus.COMPLETED.value}
_SEEN_OUTSIDE = {"event_id", "employee_id", "starts_at", "ends_at"}
DELIVER_TASK = "deliver_outbox"


def write_outbox(session: Session, differences: list[RowDifference], change: Change) -> None:
    """One row for each schedule whose booking at Crossmark has to be made, moved or removed."""
    items = [*_of_schedules(session, differences, change), *kept_ours.items(session, differences, change)]
    if items:
        session.add_all(items)
        after_commit(session, ring)


def _of_schedules(session: Session, differences: list[RowDifference], change: Change) -> list[OutboxItem]:
    wanted = [
        (difference, operation)
        for difference in differences
        if isinstance(difference.row, Schedule) and (operation := _operation(difference)) is not None
    ]
    if not wanted:
        return []
    # Removals go first so that a swap frees both places before they are booked again.
    wanted.sort(key=lambda pair: pair[1] is not OutboxOperation.REMOVE)
    targets = outbox_targets.find(session, {pair[0].row_id for pair in wanted}, _former_employees(wanted))
    # An event made here by hand is unknown to Crossmark: its bookings stay here.
    wanted = [pair for pair in wanted if not targets.event_and_store[_event_id(pair[0])][0].is_ours]
    return [_item(difference, operation, change, targets) for difference, operation in wanted]


def ring() -> None:
    """Tell the worker that there is something to deliver; the tick would find it too, a minute later."""
    failpoints.reach("before_ring")
    celery.send_task(DELIVER_TASK, headers={"request_id": get_contextvars().get("request_id", "")})


def _event_id(difference: RowDifference) -> int:
    schedule: Any = difference.row
    return int(schedule.event_id)


def _operation(difference: RowDifference) -> OutboxOperation | None:
    schedule: Any = difference.row
    before = difference.before.get("status", schedule.status.value) if difference.operation != "insert" else None
    was = _is_booked(before, schedule)
    now = _is_booked(schedule.status.value, schedule) and difference.operation != "delete"
    if was and now:
        return OutboxOperation.MOVE if _SEEN_OUTSIDE & difference.after.keys() else None
    if now:
        return OutboxOperation.BOOK
    return OutboxOperation.REMOVE if was else None


def _is_booked(status: str | None, schedule: Schedule) -> bool:
    """A conflict is a booking that Crossmark made known to us: settling it moves or removes that one."""
    return status in _BOOKED or (status == ScheduleStatus.CONFLICT.value and schedule.crossmark_id is not None)


def _former_employees(wanted: list[tuple[RowDifference, OutboxOperation]]) -> set[int]:
    return {pair[0].before["employee_id"] for pair in wanted if "employee_id" in pair[0].before}


def _item(
    difference: RowDifference, operation: OutboxOperation, change: Change, targets: outbox_targets.Targets
) -> OutboxItem:
    schedule: Any = difference.row
    event, store = targets.event_and_store[schedule.event_id]
    payload = {
        "mplan_id": event.ref_num,
        "location_id": store.location_id,
        "zone": store.timezone,
        "rep_id": targets.rep_ids[schedule.employee_id],
        "starts_at": schedule.starts_at.isoformat(),
        "ends_at": schedule.ends_at.isoformat(),
    }
    if operation is not OutboxOperation.BOOK:
        payload["old"] = _old(difference, schedule, targets)
    schedule.sync_state = SyncState.DELETE_PENDING if operation is OutboxOperation.REMOVE else SyncState.PENDING
    return OutboxItem(
        operation=operation,
        schedule_id=schedule.id,
        event_id=schedule.event_id,
        payload=payload,
        next_try_at=utc_now(),
        request_id=str(get_contextvars().get("request_id", ""))[:64],
        change_id=change.id,
    )


def _old(difference: RowDifference, schedule: Any, targets: outbox_targets.Targets) -> dict[str, Any]:
    """What stands at Crossmark until the item is delivered."""
    employee_id = difference.before.get("employee_id", schedule.employee_id)
    starts_at = difference.before.get("starts_at", schedule.starts_at)
    if isinstance(starts_at, datetime):
        starts_at = starts_at.isoformat()
    return {"crossmark_id": schedule.crossmark_id, "rep_id": targets.rep_ids[employee_id], "starts_at": starts_at}
