"""A schedule: one employee on one event at one time. The database itself refuses overlaps (`no_double_booking`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime, stored_enum
from app.models.columns import Created, Tracked, Versioned
from app.models.employee import Employee
from app.models.event import Event
from app.vocabulary import HOLDING_STATUSES, ScheduleStatus, SyncState


class Schedule(Tracked, Versioned, Created, Base):
    __tablename__ = "schedules"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="time_range"),
        CheckConstraint(
            "status IN ('draft', 'published', 'completed', 'cancelled', 'conflict')",
            name="status",
        ),
        Index("ix_schedules_employee_time", "employee_id", "starts_at"),
        Index("ix_schedules_time", "starts_at"),
        Index(
            "uq_schedules_crossmark_id",
            "crossmark_id",
            unique=True,
            sqlite_where=text("crossmark_id IS NOT NULL AND status <> 'cancelled'"),
            postgresql_where=text("crossmark_id IS NOT NULL AND status <> 'cancelled'"),
        ),
    )
    # What the outbox writes back is no decision of a person and must not block an undo.
    __untracked__ = frozenset({"crossmark_id", "sync_state", "missing_since"})

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="RESTRICT"), index=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="RESTRICT"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[ScheduleStatus] = mapped_column(stored_enum(ScheduleStatus), default=ScheduleStatus.PUBLISHED)
    exclusive: Mapped[bool] = mapped_column(default=True)
    pinned: Mapped[bool] = mapped_column(default=False)
    crossmark_id: Mapped[str | None] = mapped_column(String(32))
    """Crossmark's `scheduleEventID` of this booking, the only id its delete accepts."""
    sync_state: Mapped[SyncState] = mapped_column(stored_enum(SyncState), default=SyncState.LOCAL)
    missing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Set when a complete list from Crossmark lacked the booking once; at the second time it counts as taken away."""
    warnings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Soft rules broken on purpose, or the hard ones of an imported conflict: [{rule, severity, message}]."""
    override_reason: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(String(500), default="")

    event: Mapped[Event] = relationship(lazy="raise")
    employee: Mapped[Employee] = relationship(lazy="raise")

    @property
    def holds_time(self) -> bool:
        return self.status in HOLDING_STATUSES

    def retire(self) -> bool:
        self.status = ScheduleStatus.CANCELLED
        return True


class ScheduleException(Tracked, Created, Base):
    """A rule that a manager set aside for one schedule, with the reason; listed in the audit."""

    __tablename__ = "schedule_exceptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"), index=True)
    rule: Mapped[str] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(300))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
