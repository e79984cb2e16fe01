"""Local copies of Walmart event reports (EDR), so that paperwork prints when Walmart is out of reach."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime
from app.models.columns import Created, Tracked, Versioned


class EdrReport(Base):
    """The latest report of one event number in one store. Items are replaced as a whole with each fetch."""

    __tablename__ = "edr_reports"
    __table_args__ = (UniqueConstraint("store_id", "event_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    event_number: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(300), default="")
    event_date: Mapped[date | None]
    class_label: Mapped[str] = mapped_column(String(80), default="")
    status_label: Mapped[str] = mapped_column(String(80), default="")
    locked: Mapped[bool] = mapped_column(default=False)
    preparation: Mapped[str] = mapped_column(Text, default="")
    portion: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(16))
    """report or browse"""
    raw: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime)

    items: Mapped[list[EdrItem]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="EdrItem.position", back_populates="report"
    )


class EdrItem(Base):
    __tablename__ = "edr_items"
    __table_args__ = (UniqueConstraint("report_id", "item_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("edr_reports.id", ondelete="CASCADE"))
    position: Mapped[int]
    item_number: Mapped[str] = mapped_column(String(20))
    gtin: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str] = mapped_column(String(300), default="")
    vendor: Mapped[str] = mapped_column(String(120), default="")
    department: Mapped[str] = mapped_column(String(120), default="")
    featured: Mapped[bool] = mapped_column(default=False)

    report: Mapped[EdrReport] = relationship(back_populates="items", lazy="raise")


class EdrCode(Tracked, Versioned, Created, Base):
    """What one of Walmart's numbers means, where somebody corrected or added it."""

    __tablename__ = "edr_codes"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    """class, status or department"""
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    set_by: Mapped[str] = mapped_column(String(120))


class EdrSession(Created, Base):
    """The signed-in state at Walmart, encrypted: none, code_sent, authenticated or expired."""

    __tablename__ = "edr_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Cookies and token, Fernet-encrypted."""
    wrong_codes: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
