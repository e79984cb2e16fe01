"""A run of the auto-scheduler and its proposals, one line each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime, stored_enum
from app.models.columns import Created, Versioned
from app.models.employee import Employee
from app.models.event import Event
from app.vocabulary import ProposalKind, ProposalStatus, RunStatus


class Run(Versioned, Created, Base):
    __tablename__ = "scheduler_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    week_start: Mapped[date] = mapped_column(index=True)
    """The Monday of the first week."""
    last_day: Mapped[date]
    store_ids: Mapped[list[int]] = mapped_column(JSON)
    event_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The only events that are planned; empty = whatever is open."""
    touch_frozen: Mapped[bool] = mapped_column(default=False)
    """Whether work of the next days may change as well."""
    assumptions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Of a what-if: how things are taken to be different. Empty = as they are."""
    mode: Mapped[str] = mapped_column(String(40))
    status: Mapped[RunStatus] = mapped_column(stored_enum(RunStatus), default=RunStatus.QUEUED, index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"))
    seed: Mapped[int] = mapped_column(default=1)
    time_limit_s: Mapped[int] = mapped_column(default=30)
    config: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    inputs_hash: Mapped[str] = mapped_column(String(64), default="")
    metrics: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Coverage, bound, gap, changes, duration by phase in seconds."""
    error: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    applied_change_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The recorded changes that applied lines of this run; reverting undoes them newest first."""
    reverted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reverted_by: Mapped[str] = mapped_column(String(120), default="")


class Proposal(Versioned, Base):
    """One line: an event with the proposed employee and time, or one that nobody can do and the rule that stops it."""

    __tablename__ = "proposals"
    __table_args__ = (Index("ix_proposals_run_status", "run_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("scheduler_runs.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="RESTRICT"), index=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id", ondelete="RESTRICT"))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kind: Mapped[ProposalKind] = mapped_column(stored_enum(ProposalKind))
    status: Mapped[ProposalStatus] = mapped_column(stored_enum(ProposalStatus))
    replaces_schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedules.id", ondelete="SET NULL"))
    """The schedule this line moves, with the version the run saw in `replaces_version`."""
    replaces_version: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    alternatives: Mapped[list[Any]] = mapped_column(JSON, default=list)
    warnings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    failure_rule: Mapped[str] = mapped_column(String(60), default="")
    failure_reason: Mapped[str] = mapped_column(Text, default="")
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedules.id", ondelete="SET NULL"))
    """What applying the line made."""

    event: Mapped[Event] = relationship(lazy="raise")
    employee: Mapped[Employee | None] = relationship(lazy="raise")
