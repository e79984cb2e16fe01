"""What a sync changed under somebody's feet: a window that moved, an event or a booking that was taken away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime
from app.models.columns import Created
from app.models.event import Event


class Notice(Created, Base):
    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_open", "dismissed_at", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"))
    """Whose schedule is affected; None when nobody is booked."""
    kind: Mapped[str] = mapped_column(String(24))
    """window, canceled, removed, booking_moved or booking_gone"""
    text: Mapped[str] = mapped_column(String(400))
    dismissed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dismissed_by: Mapped[str] = mapped_column(String(120), default="")

    event: Mapped[Event] = relationship(lazy="raise")
