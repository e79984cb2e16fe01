"""Paperwork: templates that go into each packet, fetched sales tools and the packets that were built."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime
from app.models.columns import Created, Tracked, Versioned


class PaperworkTemplate(Tracked, Versioned, Created, Base):
    """A form printed with each event (`event`) or once a day (`daily`): one of our own drawings (`layout`), an
    uploaded PDF (`stored_name`) or a form written as HTML (`html`)."""

    __tablename__ = "paperwork_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(300), default="")
    category: Mapped[str] = mapped_column(String(8))
    layout: Mapped[str | None] = mapped_column(String(40))
    stored_name: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """As it was uploaded, for people; the stored file has a name of its own."""
    pages: Mapped[int] = mapped_column(default=0, server_default="0")
    html: Mapped[str | None] = mapped_column(Text)
    fields: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    """What is printed onto an uploaded PDF, and where."""
    event_types: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    """Types of events it goes with; empty means every type that gets a set."""
    store_ids: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    """Empty means every store."""
    display_order: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    def retire(self) -> bool:
        self.active = False
        return True


class BrandLogo(Tracked, Created, Base):
    """The team's logo in the head of every sheet; the newest active one is printed."""

    __tablename__ = "brand_logos"
    # That there is another picture is recorded, its points are not.
    __untracked__ = frozenset({"png"})

    id: Mapped[int] = mapped_column(primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(120))
    """As it was uploaded, for people."""
    active: Mapped[bool] = mapped_column(default=True)
    uploaded_by: Mapped[str] = mapped_column(String(120))

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


class PacketWaiver(Tracked, Created, Base):
    """A part that somebody left out of one day's packet on purpose, and why."""

    __tablename__ = "packet_waivers"
    __table_args__ = (UniqueConstraint("store_id", "day", "part_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    day: Mapped[date]
    part_key: Mapped[str] = mapped_column(String(160))
    title: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(300))
    waived_by: Mapped[str] = mapped_column(String(120))


class PacketPrint(Tracked, Created, Base):
    """What was put on paper at one time: by section, what it said; None for a section that was taken out."""

    __tablename__ = "packet_prints"
    __table_args__ = (Index("ix_packet_prints_day", "store_id", "day", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    day: Mapped[date]
    packet_id: Mapped[int | None] = mapped_column(ForeignKey("packets.id", ondelete="SET NULL"))
    selection: Mapped[str] = mapped_column(String(160))
    pages: Mapped[int]
    sections: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    differences: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What had changed since the print before; only a print of the changes has any."""
    printed_by: Mapped[str] = mapped_column(String(120))


class EventDocument(Tracked, Created, Base):
    """Product instructions that somebody uploaded for one event."""

    __tablename__ = "event_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    stored_name: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    uploaded_by: Mapped[str] = mapped_column(String(120))

    def retire(self) -> bool:
        self.active = False
        return True
