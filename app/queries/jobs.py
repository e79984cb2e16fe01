"""Reading jobs."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from app.models import Job
from app.vocabulary import JobKind, JobState

OPEN = (JobState.QUEUED, JobState.RUNNING)
#: The key of a night's note that a step had nothing to do.
SKIPPED = "skipped"


def lock_kind(session: Session, kind: JobKind) -> None:
    """Two callers at the same moment must not both find nothing open. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": zlib.crc32(f"job {kind.value}".encode())})


def open_job(session: Session, kind: JobKind, key: str) -> Job | None:
    return session.scalar(select(Job).where(Job.kind == kind, Job.key == key, Job.state.in_(OPEN)))


def nightly_job(session: Session, kind: JobKind, key: str, day: date) -> Job | None:
    """The job that the clock began for a local date."""
    return session.scalar(select(Job).where(Job.kind == kind, Job.key == key, Job.local_date == day))


def latest(session: Session, kind: JobKind, *, limit: int = 10) -> list[Job]:
    return list(session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(limit)))


def latest_work(session: Session, kind: JobKind, *, limit: int = 10) -> list[Job]:
    """Without the nights' notes that there was nothing to do."""
    wanted = select(Job).where(Job.kind == kind, Job.key != SKIPPED)
    return list(session.scalars(wanted.order_by(Job.id.desc()).limit(limit)))


def abandoned(session: Session, now: datetime) -> list[Job]:
    """Due jobs that no worker holds; locked, so that two ticks do not ring twice."""
    waiting = (Job.state == JobState.QUEUED) & (Job.run_at <= now)
    lost = (Job.state == JobState.RUNNING) & or_(Job.lease_until.is_(None), Job.lease_until < now)
    return list(session.scalars(select(Job).where(waiting | lost).with_for_update(skip_locked=True)))


def queued_count(session: Session) -> int:
    return len(session.scalars(select(Job.id).where(Job.state.in_(OPEN))).all())


def by_ids(session: Session, job_ids: Collection[int]) -> list[Job]:
    return list(session.scalars(select(Job).where(Job.id.in_(job_ids)).order_by(Job.id)))


def jobs_of_night(session: Session, night: date) -> list[Job]:
    """What the clock began for a local date, in the order it began."""
    return list(session.scalars(select(Job).where(Job.local_date == night).order_by(Job.id)))


def newest_night(session: Session) -> date | None:
    return session.scalar(select(func.max(Job.local_date)))


def jobs_of_nights(session: Session, *, nights: int) -> list[Job]:
    """Of the last so many nights, the newest night first."""
    newest = select(Job.local_date).where(Job.local_date.is_not(None)).group_by(Job.local_date)
    newest = newest.order_by(Job.local_date.desc()).limit(nights)
    return list(session.scalars(select(Job).where(Job.local_date.in_(newest)).order_by(Job.local_date.desc(), Job.id)))


def waiting_for_code(session: Session, kind: JobKind) -> list[Job]:
    """Newest first."""
    query = select(Job).where(Job.kind == kind, Job.state == JobState.NEEDS_MFA).order_by(Job.id.desc())
    return list(session.scalars(query.with_for_update()))
