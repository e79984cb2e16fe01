"""Paperwork: templates that go into each packet, fetched sales tools and the packets that were built."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime
from app.models.columns import Created, Tracked, Versioned


class PaperworkTemplate(Tracked, Versioned, Created, Base):
    """A form printed with each event (`event`) or once a day (`daily`). `layout` names one of our own drawings,
    `stored_name` an uploaded PDF."""

    __tablename__ = "paperwork_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(300), default="")
    category: Mapped[str] = mapped_column(String(8))
    layout: Mapped[str | None] = mapped_column(String(40))
    stored_name: Mapped[str | None] = mapped_column(String(64))
    display_order: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    def retire(self) -> bool:
        self.active = False
        return True


class SalesTool(Base):
    """The last fetch of one sales-tool URL: the stored file, or why there is none."""

    __tablename__ = "sales_tools"
    __table_args__ = (UniqueConstraint("event_id", "url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(String(1000))
    stored_name: Mapped[str | None] = mapped_column(String(64))
    pages: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Packet(Created, Base):
    """One built packet; the file is only visible once it was written completely."""

    __tablename__ = "packets"
    __table_args__ = (Index("ix_packets_day", "store_id", "day", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    day: Mapped[date]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"))
    stored_name: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    size_bytes: Mapped[int]
    manifest: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What is in it and what is missing and why, as printed on the cover."""
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)
