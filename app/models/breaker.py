"""How each other system has answered lately, and whether it is asked at all. One row a system, for all processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, stored_enum
from app.models.columns import Created
from app.vocabulary import BreakerState


class Breaker(Created, Base):
    __tablename__ = "breakers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(16), unique=True)
    """crossmark or walmart_edr"""
    state: Mapped[BreakerState] = mapped_column(stored_enum(BreakerState), default=BreakerState.CLOSED)
    recent: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The last answers, oldest first: 1 for an answer, 0 for a failure."""
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    probe_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From when on one process may try again; while one tries, from when on the next may."""
    next_turn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From when on the next thing may be sent, so that all workers together keep to the pace."""
    reason: Mapped[str] = mapped_column(Text, default="")
