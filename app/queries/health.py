"""What the health page asks: does the database answer, is work waiting for too long, how old is the last sync."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.columns import utc_now
from app.models.job import Job
from app.models.sync_run import SyncRun
from app.vocabulary import JobState

QUEUE_LATE = timedelta(minutes=10)
SYNC_LATE = timedelta(hours=26)


@dataclass(frozen=True)
class Seen:
    queued: int
    queue_late: bool
    last_sync: datetime | None
    sync_late: bool


def look(session: Session) -> Seen:
    now = utc_now()
    queued, oldest = session.execute(
        select(func.count(), func.min(Job.run_at)).where(Job.state == JobState.QUEUED, Job.run_at <= now)
    ).one()
    last = session.scalar(select(func.max(SyncRun.finished_at)).where(SyncRun.status == "completed"))
    return Seen(
        queued=queued,
        queue_late=oldest is not None and now - oldest > QUEUE_LATE,
        last_sync=last,
        # A product that never synced is new, not ill.
        sync_late=last is not None and now - last > SYNC_LATE,
    )


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
