"""What an employee was told last about the own schedule, and what he or she has looked at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime


class Receipt(Base):
    """One a person. Not a change: that somebody was told is true whatever is undone later."""

    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"), unique=True)
    told_sequence: Mapped[int] = mapped_column(default=0)
    """Number of the last change the person was told about."""
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_by: Mapped[str] = mapped_column(String(120), default="")
    seen_sequence: Mapped[int] = mapped_column(default=0)
    """Number of the last change the person had seen when confirming."""
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_paper: Mapped[bool] = mapped_column(default=False)
    """A manager handed over a printed slip instead."""
