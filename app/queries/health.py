"""What the health page asks: does the database answer, is work waiting for too long, how old is the last sync."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import redis
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.columns import utc_now
from app.models.job import Job
from app.models.sync_run import SyncRun
from app.queries import outbox
from app.vocabulary import JobState


@dataclass(frozen=True)
class WaitingWork:
    jobs: int
    oldest_job: datetime | None
    oldest_delivery: datetime | None


def waiting_work(session: Session) -> WaitingWork:
    """Jobs that are due, and what Crossmark has not been told yet."""
    due = select(func.count(), func.min(Job.run_at)).where(Job.state == JobState.QUEUED, Job.run_at <= utc_now())
    jobs, oldest = session.execute(due).one()
    return WaitingWork(jobs, oldest, outbox.oldest_open(session))


def last_sync(session: Session) -> datetime | None:
    return session.scalar(select(func.max(SyncRun.finished_at)).where(SyncRun.status == "completed"))


def is_behind(session: Session, migrations: str) -> bool:
    """Whether migrations of this code were not applied yet. A database that is ahead serves the old code, too."""
    present = set(MigrationContext.configure(session.connection()).get_current_heads())
    known, wanted = _revisions(migrations)
    return not present or (present != wanted and present <= known)


@cache
def _revisions(migrations: str) -> tuple[frozenset[str], frozenset[str]]:
    """Every revision of the folder, and its heads; read once a process, for they come with the code."""
    folder = ScriptDirectory(migrations)
    return frozenset(step.revision for step in folder.walk_revisions()), frozenset(folder.get_heads())


def redis_state(url: str) -> str:
    """up, down, or embedded when the product runs without Redis."""
    if not url:
        return "embedded"
    try:
        with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
            client.ping()
    except redis.RedisError:
        return "down"
    return "up"
