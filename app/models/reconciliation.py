"""Where Crossmark, Walmart and this product do not agree, as the last comparison found it, and what is ignored."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime
from app.models.columns import Created, Tracked, Versioned


class Reconciliation(Base):
    """One comparison. Written once; looking again makes another."""

    __tablename__ = "reconciliations"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    with_walmart: Mapped[bool]
    """Whether Walmart's list could be read; without a sign-in only its cached reports are compared."""
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class ReconciliationIgnore(Tracked, Versioned, Created, Base):
    """A difference somebody decided to live with for a while. Its key changes with the facts; then it is back."""

    __tablename__ = "reconciliation_ignores"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    until: Mapped[date]
    text: Mapped[str] = mapped_column(String(400))
    ignored_by: Mapped[str] = mapped_column(String(120))


class KeptOurs(Tracked, Created, Base):
    """Somebody kept our side of a difference: as long as the row stands, that is what Crossmark is told."""

    __tablename__ = "kept_ours"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    """Of the difference, as the comparison named it."""
    title: Mapped[str] = mapped_column(String(300))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="RESTRICT"), index=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="RESTRICT"), index=True)
    place: Mapped[dict[str, Any]] = mapped_column(JSON)
    """mplan_id, location_id and zone, as the outbox wants them."""
    ours: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Both sides: crossmark_id, employee_id, rep_id, starts_at, ends_at; None where nothing is booked."""
    theirs: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """sync_state and crossmark_id of the schedule until then."""
