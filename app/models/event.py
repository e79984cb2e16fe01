"""An event: work to be done once inside a window. Crossmark calls it an mPlan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime, stored_enum
from app.models.campaign import Campaign
from app.models.columns import Created, Tracked, Versioned
from app.models.store import Store
from app.vocabulary import Condition, EventSubtype, EventType


class Event(Tracked, Versioned, Created, Base):
    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("start_date <= due_date", name="window"),
        CheckConstraint("required_headcount BETWEEN 1 AND 99", name="headcount"),
        CheckConstraint("priority BETWEEN 1 AND 5", name="priority"),
        CheckConstraint("duration_minutes BETWEEN 1 AND 1440", name="duration"),
        Index("ix_events_store_window", "store_id", "due_date", "start_date"),
        Index("ix_events_pair", "store_id", "event_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref_num: Mapped[str] = mapped_column(String(32), unique=True)
    """Crossmark's mPlanID; for events made by hand a number of our own that begins with `L`."""
    external_id: Mapped[str | None] = mapped_column(String(32))
    event_number: Mapped[str | None] = mapped_column(String(6))
    """Six digits from the name: pairs Core with Supervisor and finds the EDR. Not unique, not even in one store."""
    name: Mapped[str] = mapped_column(String(300))
    type: Mapped[EventType] = mapped_column(stored_enum(EventType), index=True)
    subtype: Mapped[EventSubtype | None] = mapped_column(stored_enum(EventSubtype))
    type_is_manual: Mapped[bool] = mapped_column(default=False)
    """A manager corrected the type; the sync then leaves it alone."""
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="RESTRICT"))
    start_date: Mapped[date]
    due_date: Mapped[date]
    duration_minutes: Mapped[int]
    required_headcount: Mapped[int] = mapped_column(default=1)
    priority: Mapped[int] = mapped_column(default=3)
    """1 is the highest."""
    bumps: Mapped[int] = mapped_column(default=0)
    """How often it gave its place to a more urgent event."""
    condition: Mapped[Condition] = mapped_column(stored_enum(Condition), default=Condition.UNSTAFFED, index=True)
    exclusive: Mapped[bool] = mapped_column(default=True)
    """False for short visits that may lie inside another event of the same person."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"), index=True)
    """The Core event of a Supervisor event."""
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id", ondelete="SET NULL"), index=True)
    sales_tool_urls: Mapped[list[str]] = mapped_column(JSON, default=list)
    staffed_reps: Mapped[str] = mapped_column(String(300), default="")
    auto_schedule: Mapped[bool] = mapped_column(default=True)
    auto_schedule_reason: Mapped[str] = mapped_column(String(200), default="")
    missing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Set when a complete feed lacked the event once; at the second time it counts as removed."""
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What was odd in the record Crossmark sent, in plain words."""

    store: Mapped[Store] = relationship(lazy="raise")
    campaign: Mapped[Campaign | None] = relationship(lazy="raise")

    @property
    def is_ours(self) -> bool:
        """Made here and unknown to Crossmark."""
        return self.external_id is None

    def retire(self) -> bool:
        self.condition = Condition.CANCELED
        return True
