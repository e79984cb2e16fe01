"""What the sync compares Crossmark's snapshot with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models import Employee, Event, Job, OutboxItem, Schedule, Store, SyncRun
from app.vocabulary import HOLDING_STATUSES, JobState, OutboxState, ScheduleStatus, SyncState

#: While one of these waits, the local side of the event is newer than Crossmark's.
_UNSETTLED = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.NEEDS_REVIEW)


def run_of_job(session: Session, job_id: int) -> SyncRun | None:
    return session.scalar(select(SyncRun).where(SyncRun.job_id == job_id).order_by(SyncRun.id.desc()).limit(1))


_OPEN = ("running", "needs_mfa")


def runs_left_open(session: Session, but: int, source: str) -> list[SyncRun]:
    """Of one source only one job runs at a time, so any other open run was interrupted."""
    wanted = select(SyncRun).where(SyncRun.id != but, SyncRun.source == source, SyncRun.status.in_(_OPEN))
    return list(session.scalars(wanted))


def runs_of_ended_jobs(session: Session) -> list[tuple[SyncRun, Job]]:
    """Runs that still say that they run or wait although nobody will work on them any more."""
    ended = Job.state.not_in((JobState.QUEUED, JobState.RUNNING, JobState.NEEDS_MFA))
    wanted = select(SyncRun, Job).join(Job, Job.id == SyncRun.job_id).where(SyncRun.status.in_(_OPEN), ended)
    return [(run, job) for run, job in session.execute(wanted)]


def latest_runs(session: Session, *, source: str | None = None, limit: int = 20) -> list[SyncRun]:
    wanted = select(SyncRun).order_by(SyncRun.id.desc()).limit(limit)
    if source is not None:
        wanted = wanted.where(SyncRun.source == source)
    return list(session.scalars(wanted))


def stores(session: Session) -> list[Store]:
    return list(session.scalars(select(Store).order_by(Store.id)))


def employees(session: Session) -> list[Employee]:
    return list(session.scalars(select(Employee).options(selectinload(Employee.stores)).order_by(Employee.id)))


def events(session: Session, mplan_ids: Collection[str], first: date, last: date) -> list[Event]:
    """Those of the feed, and those that it should have shown because they lie in its window."""
    in_window = (Event.start_date <= last) & (Event.due_date >= first) & Event.external_id.is_not(None)
    wanted = select(Event).where(or_(Event.ref_num.in_(mplan_ids), in_window)).order_by(Event.id)
    return list(session.scalars(wanted))


def standing_schedules(session: Session, event_ids: Collection[int]) -> list[Schedule]:
    wanted = select(Schedule).where(Schedule.event_id.in_(event_ids), Schedule.status != ScheduleStatus.CANCELLED)
    return list(session.scalars(wanted.options(joinedload(Schedule.event)).order_by(Schedule.id)))


def unsettled_event_ids(session: Session) -> set[int]:
    return set(session.scalars(select(OutboxItem.event_id).where(OutboxItem.state.in_(_UNSETTLED))))


def held_times(
    session: Session, employee_ids: Collection[int], first: datetime, last: datetime
) -> list[tuple[int, int, datetime, datetime]]:
    """Employee, schedule, from, to of everything that takes these people's time alone."""
    wanted = select(Schedule.employee_id, Schedule.id, Schedule.starts_at, Schedule.ends_at).where(
        Schedule.employee_id.in_(employee_ids),
        Schedule.exclusive,
        Schedule.status.in_(HOLDING_STATUSES),
        Schedule.starts_at < last,
        Schedule.ends_at > first,
    )
    return [(person, row, starts, ends) for person, row, starts, ends in session.execute(wanted)]


def latest_finished(session: Session, *, source: str) -> SyncRun | None:
    """The newest run that brought a complete list."""
    complete = SyncRun.status.in_(("completed", "needs_review"))
    wanted = select(SyncRun).where(SyncRun.source == source, complete).order_by(SyncRun.id.desc()).limit(1)
    return session.scalar(wanted)


def standing_events(session: Session, event_ids: Collection[int]) -> list[Event]:
    """Those not taken away yet."""
    wanted = select(Event).where(Event.id.in_(event_ids), Event.removed_at.is_(None))
    return list(session.scalars(wanted.order_by(Event.start_date, Event.id)))


def synced_schedules(session: Session, schedule_ids: Collection[int]) -> list[Schedule]:
    """Those that still stand as Crossmark once confirmed them, with event and employee."""
    wanted = select(Schedule).where(
        Schedule.id.in_(schedule_ids),
        Schedule.status != ScheduleStatus.CANCELLED,
        Schedule.sync_state == SyncState.SYNCED,
    )
    both = (joinedload(Schedule.event), joinedload(Schedule.employee))
    return list(session.scalars(wanted.options(*both).order_by(Schedule.starts_at, Schedule.id)))
