"""The sync page: runs with their jobs, and what waits or has stopped in the outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Employee, Event, Job, OutboxItem, Schedule, SyncRun
from app.vocabulary import JobKind, JobState, OutboxState

SHOWN_STATES = (
    OutboxState.NEEDS_REVIEW,
    OutboxState.DEAD,
    OutboxState.UNKNOWN,
    OutboxState.SENDING,
    OutboxState.PENDING,
)
_KINDS = (JobKind.SYNC_CROSSMARK, JobKind.SYNC_EDR)


def latest_runs(session: Session, *, limit: int = 15) -> list[SyncRun]:
    return list(session.scalars(select(SyncRun).order_by(SyncRun.id.desc()).limit(limit)))


def run_by_id(session: Session, run_id: int) -> SyncRun | None:
    return session.get(SyncRun, run_id)


def jobs_by_id(session: Session, job_ids: Collection[int]) -> dict[int, Job]:
    return {job.id: job for job in session.scalars(select(Job).where(Job.id.in_(job_ids)))}


def open_jobs(session: Session) -> list[Job]:
    """Syncs that wait or run, oldest first."""
    query = select(Job).where(Job.kind.in_(_KINDS), Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
    return list(session.scalars(query.order_by(Job.id)))


def outbox_counts(session: Session, store_ids: Collection[int] | None) -> Counter[OutboxState]:
    """How many deliveries are in which state, of these stores."""
    query = select(OutboxItem.state, func.count()).join(Event, Event.id == OutboxItem.event_id)
    if store_ids is not None:
        query = query.where(Event.store_id.in_(store_ids))
    return Counter(dict(session.execute(query.group_by(OutboxItem.state)).all()))


def unsettled_items(
    session: Session, store_ids: Collection[int] | None, *, limit: int = 100
) -> list[tuple[OutboxItem, Schedule]]:
    """What is not delivered yet, with schedule, event, store and employee; what needs a person comes first."""
    query = _items(store_ids).where(OutboxItem.state.in_(SHOWN_STATES))
    rows = [(item, schedule) for item, schedule in session.execute(query.order_by(OutboxItem.id.desc()).limit(limit))]
    return sorted(rows, key=lambda row: (SHOWN_STATES.index(row[0].state), row[0].id))


def settled_items(
    session: Session, store_ids: Collection[int] | None, *, limit: int = 30
) -> list[tuple[OutboxItem, Schedule]]:
    """What was delivered or decided lately."""
    query = _items(store_ids).where(OutboxItem.state.not_in(SHOWN_STATES))
    return [(item, schedule) for item, schedule in session.execute(query.order_by(OutboxItem.id.desc()).limit(limit))]


def _items(store_ids: Collection[int] | None) -> Select[OutboxItem, Schedule]:
    query = (
        select(OutboxItem, Schedule)
        .join(Schedule, Schedule.id == OutboxItem.schedule_id)
        .join(Schedule.event)
        .join(Event.store)
        .join(Employee, Employee.id == Schedule.employee_id)
        .options(contains_eager(Schedule.event).contains_eager(Event.store), joinedload(Schedule.employee))
    )
    return query if store_ids is None else query.where(Event.store_id.in_(store_ids))
