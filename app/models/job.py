"""Work in the background. This row is the truth; Celery only rings the bell."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, stored_enum
from app.models.columns import Created
from app.vocabulary import JobKind, JobState

_OPEN = text("state IN ('queued', 'running')")


class Job(Created, Base):
    __tablename__ = "jobs"
    __table_args__ = (
        # One open job for one thing: the second caller is given the first one's id.
        Index("uq_jobs_open", "kind", "key", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        # Nightly work runs exactly once per local date, however often the tick comes.
        Index("uq_jobs_nightly", "kind", "local_date", "key", unique=True),
        Index("ix_jobs_due", "state", "run_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(stored_enum(JobKind))
    key: Mapped[str] = mapped_column(String(120))
    """What the job is about, such as `2026-11-30 1,2` or `all`; together with kind at most one is open."""
    state: Mapped[JobState] = mapped_column(stored_enum(JobState), default=JobState.QUEUED)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    progress: Mapped[float] = mapped_column(default=0.0)
    """0 to 1."""
    message: Mapped[str] = mapped_column(String(300), default="")
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    """Grows with each claim; a worker that lost its lease holds an old one and cannot write any more."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    local_date: Mapped[date | None]
    user_id: Mapped[int | None]
    request_id: Mapped[str] = mapped_column(String(64), default="")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
