"""What webhooks are told: written in the transaction of what it tells about, sent by the worker once that is committed.

Messages carry ids and times, no names: whoever wants to know more asks the API, with the rights of the own token.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from app.db import after_commit
from app.extensions import celery
from app.models import Change, Job, Schedule, Webhook, WebhookDelivery
from app.models.change import RowDifference
from app.models.columns import utc_now
from app.queries import webhooks as queries
from app.vocabulary import HOLDING_STATUSES, JobKind, JobState, ScheduleStatus, WebhookEvent

DELIVER_TASK = "deliver_webhooks"
PING = "ping"
#: Schedules or events in one message; a larger change is told in several.
MOST = 100
_PUBLISHED = {ScheduleStatus.PUBLISHED.value, ScheduleStatus.COMPLETED.value}
_HOLDING = {status.value for status in HOLDING_STATUSES}
_PLACE = {"event_id", "employee_id", "starts_at", "ends_at", "status"}
_JOBS = {
    JobKind.AUTO_SCHEDULE: (WebhookEvent.RUN_FINISHED, ("run_id",)),
    JobKind.SYNC_CROSSMARK: (WebhookEvent.SYNC_FINISHED, ("sync_run_id",)),
    JobKind.SYNC_EDR: (WebhookEvent.SYNC_FINISHED, ("fetched", "failed")),
    JobKind.PACKET: (WebhookEvent.PACKET_BUILT, ("packet_id", "pages", "missing")),
}


def of_change(session: Session, differences: Sequence[RowDifference], change: Change) -> None:
    """What a change did to published work, and which events it left without enough people."""
    rows = [row for row in differences if isinstance(row.row, Schedule)]
    listening = _listening(session) if rows else []
    if not listening:
        return
    stores = queries.stores_of(session, {event for row in rows for event in _events_of(row)})
    told: dict[tuple[WebhookEvent, int], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        event = _published_or_changed(row)
        if event is not None:
            told[event, stores[_events_of(row)[0]]].append(_shown(row))
    left = {_events_of(row)[-1] for row in rows if _gave_up_its_place(row)}
    for event_id in sorted(queries.short_of_people(session, left) if left else ()):
        told[WebhookEvent.EVENT_UNSTAFFED, stores[event_id]].append({"id": event_id})
    for (event, store_id), items in told.items():
        name = "events" if event is WebhookEvent.EVENT_UNSTAFFED else "schedules"
        for first in range(0, len(items), MOST):
            data = {"store_id": store_id, "change_id": change.id, "source": change.source}
            part = {**data, name: items[first : first + MOST]}
            _write(session, _who(listening, event, [store_id]), event.value, part, change.id)


def of_job(session: Session, job: Job) -> None:
    """That a run, a sync or a packet is finished, however it ended; a packet only when it was built."""
    built = job.kind is not JobKind.PACKET or job.state is JobState.DONE
    if job.kind not in _JOBS or job.state is JobState.NEEDS_MFA or not built:
        return
    event, names = _JOBS[job.kind]
    stores = job.payload.get("store_ids") or ([job.payload["store_id"]] if "store_id" in job.payload else [])
    data = {"job_id": job.id, "kind": job.kind.value, "state": job.state.value, "store_ids": list(stores)}
    known = {**job.payload, **job.result}
    data |= {name: known[name] for name in names if name in known}
    if "day" in job.payload:
        data["date"] = job.payload["day"]
    _write(session, _who(_listening(session), event, stores), event.value, data)


def ping(session: Session, webhook: Webhook) -> WebhookDelivery:
    """A message that only tries the way."""
    return _write(session, [webhook], PING, {"webhook_id": webhook.id})[0]


def ring() -> None:
    """Tell the worker that there is something to send; the tick would find it too, a minute later."""
    celery.send_task(DELIVER_TASK, headers={"request_id": get_contextvars().get("request_id", "")})


def _listening(session: Session) -> Sequence[Webhook]:
    with session.no_autoflush:  # the rows of the change are written already
        return queries.listening(session)


def _who(listening: Iterable[Webhook], event: WebhookEvent, store_ids: Collection[int]) -> list[Webhook]:
    """What concerns every store, a sync, is told to everybody who asked for it."""
    return [
        one
        for one in listening
        if event.value in one.events and (one.store_id is None or not store_ids or one.store_id in store_ids)
    ]


def _write(
    session: Session, webhooks: Iterable[Webhook], event: str, data: dict[str, Any], change_id: int | None = None
) -> list[WebhookDelivery]:
    now = utc_now()
    body = json.dumps({"type": event, "timestamp": now.isoformat(), "data": data}, separators=(",", ":"))
    rows = [
        WebhookDelivery(
            webhook_id=one.id,
            message_id=f"msg_{uuid.uuid4().hex}",
            event=event,
            body=body,
            next_try_at=now,
            change_id=change_id,
            request_id=str(get_contextvars().get("request_id", ""))[:64],
        )
        for one in webhooks
    ]
    session.add_all(rows)
    if rows:
        after_commit(session, ring)
    return rows


def _published_or_changed(row: RowDifference) -> WebhookEvent | None:
    """None for what nobody outside has seen: drafts."""
    was, now = _statuses(row)
    if now in _PUBLISHED and was not in _PUBLISHED:
        return WebhookEvent.SCHEDULE_PUBLISHED
    touched = _PLACE & {*row.before, *row.after}
    return WebhookEvent.SCHEDULE_CHANGED if was in _PUBLISHED and touched else None


def _gave_up_its_place(row: RowDifference) -> bool:
    was, now = _statuses(row)
    return was in _HOLDING and (now not in _HOLDING or "event_id" in row.before)


def _statuses(row: RowDifference) -> tuple[str | None, str | None]:
    """Before and after; None where there was or is no row."""
    schedule: Any = row.row
    now = schedule.status.value if row.operation != "delete" else None
    return (None if row.operation == "insert" else row.before.get("status", now)), now


def _events_of(row: RowDifference) -> tuple[int, int]:
    """Now and before."""
    schedule: Any = row.row
    return schedule.event_id, row.before.get("event_id", schedule.event_id)


def _shown(row: RowDifference) -> dict[str, Any]:
    schedule: Any = row.row
    shown = {
        "id": schedule.id,
        "event_id": schedule.event_id,
        "employee_id": schedule.employee_id,
        "starts_at": schedule.starts_at.isoformat(),
        "ends_at": schedule.ends_at.isoformat(),
        "status": _statuses(row)[1] or "deleted",
    }
    before = {name: row.before[name] for name in sorted(_PLACE & row.before.keys())}
    return shown | ({"before": before} if before and row.operation == "update" else {})
