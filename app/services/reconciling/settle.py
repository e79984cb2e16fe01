"""Settling differences: take over theirs, send ours, or leave it for a while. Several at once, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid
from app.formatting import local_day
from app.models import (
    Employee,
    Event,
    KeptOurs,
    Reconciliation,
    ReconciliationIgnore,
    Schedule,
    Store,
)
from app.models.columns import utc_now
from app.queries import reconciliations as queries
from app.queries import sync as sync_queries
from app.services import changes
from app.services.actors import Actor
from app.services.reconciling.finding import Booked, Finding
from app.services.sync.booked import apply_schedules
from app.services.sync.judging import Judge
from app.services.sync.report import Report
from app.services.sync.standing import Standing
from app.vocabulary import DifferenceKind, Permission, ScheduleStatus, SyncState
from app.wording import say

_LONGEST_IGNORE = timedelta(days=366)


@dataclass(frozen=True)
class Pushed:
    """How many, and the change that can be undone."""

    count: int
    change_id: int | None


@dataclass(frozen=True)
class Shown:
    """The newest comparison as somebody may see it."""

    comparison: Reconciliation | None
    open: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, ReconciliationIgnore], ...]


def latest(session: Session, actor: Actor) -> Shown:
    row = queries.newest(session)
    found = [Finding.of(stored) for stored in row.findings] if row is not None else []
    mine = [one for one in found if one.store_id is None or actor.sees_store(one.store_id)]
    away = queries.ignored(session, _today())
    kept = queries.kept_keys(session, row.at) if row is not None else set()
    return Shown(
        row,
        tuple(one for one in mine if one.key not in away and one.key not in kept),
        tuple((one, away[one.key]) for one in mine if one.key in away),
    )


def _today() -> date:
    return local_day(utc_now(), current_app.extensions["settings"].timezone)


def ignore(session: Session, actor: Actor, *, keys: Collection[str], until: date | None) -> int | None:
    """Leave them until that day. The id of the change, which can be undone. Raises Invalid and Conflict."""
    today = _today()
    if until is None or not today <= until <= today + _LONGEST_IGNORE:
        text = say("Choose a day from today on, within a year.")
        raise Invalid(text, [FieldError("until", text)])
    chosen = _chosen(session, actor, keys, lambda one: True)
    kept = queries.ignores_of(session, [one.key for one in chosen])
    summary = f"Ignored until {until}: {len(chosen)} differences with Crossmark and Walmart"
    with changes.record(session, actor, command="ignore_differences", summary=summary) as recording:
        for one in chosen:
            row = kept.get(one.key)
            if row is None:
                text = f"{one.title}: {one.ours} / {one.theirs}"[:400]
                session.add(
                    ReconciliationIgnore(key=one.key, until=until, text=text, ignored_by=actor.display_name[:120])
                )
            else:
                row.until, row.ignored_by = until, actor.display_name[:120]
    return recording.change_id


def accept(session: Session, actor: Actor, *, keys: Collection[str]) -> int | None:
    """Ours becomes what theirs is, through the same rules as a sync; nothing is sent. The id of the change.

    Raises Invalid and Conflict.
    """
    chosen = _chosen(session, actor, keys, lambda one: one.can_accept)
    # As the sync itself: Crossmark has it already, so neither this nor an undo is told to it.
    author = replace(actor, source="sync")
    summary = f"Took over {len(chosen)} differences from Crossmark"
    with changes.record(
        session, author, command="accept_theirs", summary=summary, push_to_crossmark=False
    ) as recording:
        for one in chosen:
            _cancel(session, one) if one.kind is DifferenceKind.HERE_NOT_THERE else _take_over(session, one)
    _settled(session, chosen)
    return recording.change_id


def _cancel(session: Session, one: Finding) -> None:
    row = _as_found(session, one)
    row.status, row.sync_state, row.crossmark_id = ScheduleStatus.CANCELLED, SyncState.LOCAL, None


def _take_over(session: Session, one: Finding) -> None:
    theirs = _theirs(one)
    event, employee = session.get_one(Event, one.event_id), session.get_one(Employee, theirs.employee_id)
    if one.schedule_id is not None:
        _as_found(session, one)
    starts_at, ends_at = datetime.fromisoformat(theirs.starts_at), datetime.fromisoformat(theirs.ends_at)
    entry = Standing(theirs.crossmark_id, event, employee, starts_at, ends_at)
    judge = Judge(utc_now(), {store.id: store.timezone for store in sync_queries.stores(session)})
    nothing_vanished = (starts_at, starts_at)
    apply_schedules(
        session,
        [entry],
        {event.ref_num: event},
        window=nothing_vanished,
        now=utc_now(),
        judge=judge,
        report=Report(),
    )


def push_ours(session: Session, actor: Actor, *, keys: Collection[str]) -> Pushed:
    """Theirs becomes what ours is: through the outbox, where each may still be called off. Undoing it tells Crossmark
    to have it back as it was.

    Raises Invalid and Conflict.
    """
    chosen = _chosen(session, actor, keys, lambda one: one.can_push)
    summary = f"Kept our side of {len(chosen)} differences with Crossmark"
    with changes.record(session, actor, command="push_ours", summary=summary) as recording:
        session.add_all([_kept(session, one) for one in chosen])
    return Pushed(len(chosen), recording.change_id)


def _kept(session: Session, one: Finding) -> KeptOurs:
    row = _as_found(session, one) if one.schedule_id is not None else _made_to_remove(session, one)
    event = session.get_one(Event, one.event_id)
    store = session.get_one(Store, event.store_id)
    before = {"sync_state": row.sync_state.value, "crossmark_id": row.crossmark_id}
    row.crossmark_id = one.their_booking.crossmark_id if one.their_booking is not None else None
    return KeptOurs(
        key=one.key,
        title=one.title[:300],
        event_id=event.id,
        schedule_id=row.id,
        place={"mplan_id": event.ref_num, "location_id": store.location_id, "zone": store.timezone},
        ours=asdict(one.our_booking) if one.our_booking is not None else None,
        theirs=asdict(one.their_booking) if one.their_booking is not None else None,
        before=before,
    )


def _made_to_remove(session: Session, one: Finding) -> Schedule:
    """The outbox speaks about schedules of ours: one that is cancelled stands for the booking that has to go."""
    theirs = _theirs(one)
    row = Schedule(
        event_id=one.event_id,
        employee_id=theirs.employee_id,
        starts_at=datetime.fromisoformat(theirs.starts_at),
        ends_at=datetime.fromisoformat(theirs.ends_at),
        status=ScheduleStatus.CANCELLED,
        crossmark_id=theirs.crossmark_id,
        note="Booked at Crossmark only; taken away there.",
    )
    session.add(row)
    session.flush()  # the outbox names it
    return row


def _theirs(one: Finding) -> Booked:
    if one.their_booking is None:
        raise Invalid(say("Crossmark's side of this is not known well enough. Sync, then compare again."))
    return one.their_booking


def _as_found(session: Session, one: Finding) -> Schedule:
    """The schedule, unchanged since the comparison. Raises Conflict."""
    row = queries.schedule_for_update(session, one.schedule_id or 0)
    mine = one.our_booking
    is_same = row is not None and mine is not None and row.status is not ScheduleStatus.CANCELLED
    if (
        row is None
        or mine is None
        or not is_same
        or (row.employee_id, row.starts_at) != (mine.employee_id, datetime.fromisoformat(mine.starts_at))
    ):
        raise Conflict(say("%(title)s was changed since the comparison. Compare again.", title=one.title))
    return row


def _chosen(session: Session, actor: Actor, keys: Collection[str], suits: Callable[[Finding], bool]) -> list[Finding]:
    actor.require(Permission.RUN_SYNC)
    wanted = set(keys)
    if not wanted:
        raise Invalid(say("Choose at least one difference."))
    found = [one for one in latest(session, actor).open if one.key in wanted]
    if len(found) != len(wanted):
        raise Conflict(say("Some of these were settled or have changed since. Look at the list again."))
    if not all(suits(one) for one in found):
        raise Invalid(say("Some of these cannot be settled this way. Choose them one by one."))
    return found


def _settled(session: Session, chosen: list[Finding]) -> None:
    """Off the list; the next comparison shows what is left of it."""
    row = queries.newest(session)
    if row is not None:
        gone = {one.key for one in chosen}
        row.findings = [stored for stored in row.findings if stored["key"] not in gone]
