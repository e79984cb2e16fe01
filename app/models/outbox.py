"""Every effect we want at Crossmark, written in the same transaction as the change that wants it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, stored_enum
from app.models.columns import Created
from app.vocabulary import OutboxOperation, OutboxState


class OutboxItem(Created, Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "next_try_at"),
        Index("ix_outbox_event", "event_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    operation: Mapped[OutboxOperation] = mapped_column(stored_enum(OutboxOperation))
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="RESTRICT"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="RESTRICT"))
    """Items of one event are delivered strictly in the order of their ids."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Plain ids and times as they were when the change was made: mplan_id, rep_id, location_id, starts_at, ends_at,
    zone; for move and remove also what to take away (`old`: crossmark_id, rep_id, starts_at)."""
    step: Mapped[str] = mapped_column(String(16), default="")
    """For a move: `removed` once the old booking is gone, so that a crash resumes with the booking."""
    state: Mapped[OutboxState] = mapped_column(stored_enum(OutboxState), default=OutboxState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    negative_reads: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fence: Mapped[int] = mapped_column(default=0)
    crossmark_id: Mapped[str | None] = mapped_column(String(32))
    last_error: Mapped[str] = mapped_column(Text, default="")
    request_id: Mapped[str] = mapped_column(String(64), default="")
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id", ondelete="RESTRICT"))
    decision: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What a person decided: {what, who, at, reason, before: {state, sync_state, crossmark_id}}; empty otherwise."""
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
