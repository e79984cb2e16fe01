"""A manager's word on what a sync held back: so much was gone at once that it may have been a fault of Crossmark."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.models import Event, Schedule, SyncRun
from app.models.columns import utc_now
from app.queries import sync as queries
from app.services import changes
from app.services.actors import Actor
from app.vocabulary import Condition, Permission, ScheduleStatus, SyncState
from app.wording import say

APPROVED, REJECTED = "approved", "rejected"


@dataclass(frozen=True)
class Held:
    """What would be taken away."""

    events: list[Event]
    bookings: list[Schedule]

    @property
    def count(self) -> int:
        return len(self.events) + len(self.bookings)


def held(session: Session, run: SyncRun) -> Held:
    """What the run held and is still here."""
    return Held(
        queries.standing_events(session, run.held.get("events", [])),
        queries.synced_schedules(session, run.held.get("bookings", [])),
    )


def may_decide(session: Session, run: SyncRun) -> bool:
    """Only about the newest: an older list says nothing about today."""
    newest = queries.latest_finished(session, source=run.source)
    return bool(run.held) and not run.decision and newest is not None and newest.id == run.id


def approve(session: Session, actor: Actor, *, run_id: int) -> int:
    """It is true: take away here, too, what Crossmark does not have any more. How many; can be undone as one change.

    Raises NotFound and Conflict.
    """
    run = _undecided(session, actor, run_id)
    gone = held(session, run)
    # As the sync itself: Crossmark does not have these, so nothing is told to it, neither now nor by an undo.
    author = replace(actor, source="sync")
    summary = f"Approved: {gone.count} that Crossmark does not have any more were taken away"
    with changes.record(session, author, command="approve_losses", summary=summary, push_to_crossmark=False):
        for event in gone.events:
            event.missing_since = event.missing_since or utc_now()
            event.removed_at, event.condition = utc_now(), Condition.CANCELED
        for row in gone.bookings:
            row.status, row.sync_state = ScheduleStatus.CANCELLED, SyncState.LOCAL
    _decided(run, actor, APPROVED)
    return gone.count


def reject(session: Session, actor: Actor, *, run_id: int) -> None:
    """It is not true: everything stays as it is here. Raises NotFound and Conflict."""
    _decided(_undecided(session, actor, run_id), actor, REJECTED)


def _undecided(session: Session, actor: Actor, run_id: int) -> SyncRun:
    actor.require(Permission.RUN_SYNC)
    run = session.get(SyncRun, run_id, with_for_update=True)
    if run is None or actor.store_ids is not None:
        raise NotFound(say("That run was not found."))
    if not may_decide(session, run):
        raise Conflict(say("There is nothing to decide about this run any more. Look at the newest one."))
    return run


def _decided(run: SyncRun, actor: Actor, decision: str) -> None:
    run.decision, run.decided_by, run.decided_at = decision, actor.display_name, utc_now()
    run.status = "completed"
