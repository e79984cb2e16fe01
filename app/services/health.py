"""How the product is: ready, degraded (it works, something needs a look), migrating or down."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.config import Settings
from app.models.columns import utc_now
from app.queries import backups as backup_queries
from app.queries import breakers as breaker_queries
from app.queries import health as queries

QUEUE_LATE = timedelta(minutes=10)
SYNC_LATE = timedelta(hours=26)
BACKUP_LATE = timedelta(hours=26)
#: Share of the disk below the data folder that may be in use.
DISK_FULL = 0.95


@dataclass(frozen=True)
class Health:
    """`database` is up or down, `redis` up, down or embedded, `queue` the jobs that are due and wait."""

    status: str
    database: str
    redis: str
    queue: int | None = None
    last_sync: datetime | None = None
    last_backup: datetime | None = None

    @property
    def is_ready(self) -> bool:
        """Whether requests may be sent here. What is only degraded still answers."""
        return self.status == "ready" or self.status.startswith("degraded")


def unreachable(settings: Settings) -> Health:
    return Health("down", "down", queries.redis_state(settings.redis_url))


def look(session: Session, settings: Settings, *, migrations: str) -> Health:
    """Raises SQLAlchemyError when the database does not answer."""
    redis = queries.redis_state(settings.redis_url)
    if queries.is_behind(session, migrations):
        return Health("migrating", "up", redis)
    work = queries.waiting_work(session)
    last_backup = backup_queries.last_good(session)
    last_sync = queries.last_sync(session)
    left_alone = breaker_queries.open_names(session)
    now = utc_now()
    troubles = {
        "queue": redis == "down" or _is_older(work.oldest_job, QUEUE_LATE, now),
        "crossmark": "crossmark" in left_alone or _is_older(work.oldest_delivery, QUEUE_LATE, now),
        "walmart_edr": "walmart_edr" in left_alone,
        # A product that never synced is new, not ill.
        "sync": _is_older(last_sync, SYNC_LATE, now),
        "backup": _is_older(last_backup, BACKUP_LATE, now),
        "disk": _used(settings.data_dir) > DISK_FULL,
    }
    found = ", ".join(name for name, is_so in troubles.items() if is_so)
    return Health(f"degraded: {found}" if found else "ready", "up", redis, work.jobs, last_sync, last_backup)


def _is_older(moment: datetime | None, limit: timedelta, now: datetime) -> bool:
    return moment is not None and now - moment > limit


def _used(folder: Path) -> float:
    disk = shutil.disk_usage(folder)
    return disk.used / (disk.used + disk.free)
