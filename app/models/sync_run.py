"""One run of a sync: what came, what it changed, or the plain reason why nothing was changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime
from app.models.columns import Created


class SyncRun(Created, Base):
    __tablename__ = "sync_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(16), index=True)
    """crossmark or walmart_edr"""
    status: Mapped[str] = mapped_column(String(16))
    """running, needs_mfa (waits for a code), completed, failed, needs_review, cancelled"""
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    differences: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """The most important changes in words: [{what, text}], at most 200."""
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    error: Mapped[str] = mapped_column(Text, default="")
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id", ondelete="RESTRICT"))
    held: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the brake kept from being removed: {"events": [ids], "bookings": [schedule ids]}; empty when it kept out."""
    decision: Mapped[str] = mapped_column(String(16), default="")
    """approved or rejected, once a manager has decided about what is held."""
    decided_by: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
