"""What the daily audit found, as it was then, and which findings somebody decided to live with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime
from app.models.columns import Created, Tracked, Versioned


class Audit(Base):
    """One run over the days of a store. Written once; looking again makes another."""

    __tablename__ = "audits"
    __table_args__ = (Index("ix_audits_store", "store_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(120))
    """Who looked; the product itself for the nightly one."""
    critical: Mapped[int]
    warning: Mapped[int]
    info: Mapped[int]
    statistics: Mapped[dict[str, int]] = mapped_column(JSON)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """In English, the most severe first."""

    @property
    def verdict(self) -> str:
        return "fail" if self.critical else "warning" if self.warning else "pass"


class AuditDismissal(Tracked, Versioned, Created, Base):
    """A finding that somebody decided to live with. Its key changes with the facts; then it is shown again."""

    __tablename__ = "audit_dismissals"
    __table_args__ = (UniqueConstraint("store_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(32))
    day: Mapped[date] = mapped_column(index=True)
    message: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(300))
    dismissed_by: Mapped[str] = mapped_column(String(120))
