"""What the sync page shows, put together for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.integrations.crossmark.client import booking_form
from app.integrations.crossmark.times import on_wire
from app.models import OutboxItem, Schedule, SyncRun
from app.queries import sync as sync_queries
from app.queries import sync_runs as queries
from app.queries.outbox import OPEN
from app.services import counterparts, edr
from app.services.actors import Actor
from app.services.counterparts import Counterparts
from app.services.crossmark_access import what_is_missing
from app.services.sync import brake
from app.services.sync.brake import Held
from app.vocabulary import BreakerState, OutboxOperation, OutboxState

BREAKER_WORDS = {
    BreakerState.CLOSED: _l("answers"),
    BreakerState.OPEN: _l("left alone after repeated failures"),
    BreakerState.HALF_OPEN: _l("is being tried again"),
}
SOURCE_WORDS = {"crossmark": _l("Crossmark"), "walmart_edr": _l("Walmart EDR")}
STATUS_WORDS = {
    "running": _l("running"),
    "needs_mfa": _l("waits for the code"),
    "completed": _l("done"),
    "failed": _l("failed, nothing was changed"),
    "needs_review": _l("done, please look at it"),
    "cancelled": _l("cancelled, nothing was changed"),
}
COUNT_WORDS = {
    "stores_created": _l("new stores"),
    "stores_updated": _l("changed stores"),
    "employees_created": _l("new people"),
    "employees_updated": _l("changed people"),
    "events_created": _l("new events"),
    "events_updated": _l("changed events"),
    "events_paired": _l("paired events"),
    "events_missing": _l("events not listed this time"),
    "events_removed": _l("events taken away"),
    "schedules_created": _l("new bookings"),
    "schedules_updated": _l("changed bookings"),
    "schedules_cancelled": _l("bookings taken away"),
    "schedules_in_conflict": _l("bookings that break a rule"),
    "schedules_settled": _l("conflicts that are settled"),
    "fetched": _l("reports fetched"),
    "failed": _l("reports not available"),
}
STATE_WORDS = {
    OutboxState.NEEDS_REVIEW: _l("needs your decision"),
    OutboxState.DEAD: _l("stopped after several tries"),
    OutboxState.UNKNOWN: _l("outcome unclear, is looked up"),
    OutboxState.SENDING: _l("is being sent"),
    OutboxState.PENDING: _l("not yet at Crossmark"),
    OutboxState.DELIVERED: _l("confirmed by Crossmark"),
    OutboxState.CANCELLED: _l("not sent"),
    OutboxState.DONE_THERE: _l("done at Crossmark by hand"),
}


@dataclass(frozen=True)
class ShownSync:
    """`not_set_up` says what to do before Crossmark can be asked; `details` whether runs may be shown line by line:
    they name work of every store."""

    runs: Sequence[SyncRun]
    undecided: SyncRun | None
    held: Held | None
    counterparts: Counterparts
    not_set_up: str
    walmart: edr.SignInStatus
    details: bool
    zone: str

    @property
    def stopped(self) -> int:
        outbox = self.counterparts.outbox
        return outbox[OutboxState.DEAD] + outbox[OutboxState.NEEDS_REVIEW]

    @property
    def waiting(self) -> int:
        return sum(self.counterparts.outbox[state] for state in OPEN)


def show_sync(session: Session, actor: Actor) -> ShownSync:
    undecided = _undecided(session, actor)
    return ShownSync(
        runs=queries.latest_runs(session),
        undecided=undecided,
        held=brake.held(session, undecided) if undecided is not None else None,
        counterparts=counterparts.look(session, actor),
        not_set_up=what_is_missing(session),
        walmart=edr.status(session),
        details=actor.store_ids is None,
        zone=str(current_app.extensions["settings"].timezone),
    )


def _undecided(session: Session, actor: Actor) -> SyncRun | None:
    """The run whose losses wait for a word; it is about every store, so only who sees all of them decides."""
    newest = sync_queries.latest_finished(session, source="crossmark") if actor.store_ids is None else None
    return newest if newest is not None and brake.may_decide(session, newest) else None


@dataclass(frozen=True)
class ShownItem:
    """`form` is what Crossmark is sent, field for field; `old` what is taken away before that, if anything."""

    item: OutboxItem
    schedule: Schedule
    form: dict[str, str]
    old: dict[str, str]


@dataclass(frozen=True)
class ShownOutbox:
    open: Sequence[ShownItem]
    settled: Sequence[ShownItem]


def show_outbox(session: Session, actor: Actor) -> ShownOutbox:
    unsettled = queries.unsettled_items(session, actor.store_ids)
    settled = queries.settled_items(session, actor.store_ids)
    return ShownOutbox([_shown_item(*row) for row in unsettled], [_shown_item(*row) for row in settled])


def _shown_item(item: OutboxItem, schedule: Schedule) -> ShownItem:
    payload = item.payload
    is_booking = item.operation is not OutboxOperation.REMOVE and "starts_at" in payload
    old = payload.get("old") or {}
    taken = {"id": str(schedule.crossmark_id or old.get("crossmark_id") or "")} if old else {}
    return ShownItem(item, schedule, _form(payload) if is_booking else {}, taken)


def _form(payload: dict[str, Any]) -> dict[str, str]:
    zone = ZoneInfo(payload["zone"])
    start, end = (on_wire(datetime.fromisoformat(payload[name]), zone) for name in ("starts_at", "ends_at"))
    mplan_id, rep_id, location_id = (str(payload.get(name) or "") for name in ("mplan_id", "rep_id", "location_id"))
    return booking_form(mplan_id, rep_id, location_id, start, end)
