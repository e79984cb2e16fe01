"""Weekly rotations (Juicer, Primary Lead), their dated exceptions, and holidays on which nobody works."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, stored_enum
from app.models.columns import Created, Tracked, Versioned
from app.vocabulary import RotationKind


class Rotation(Tracked, Versioned, Base):
    __tablename__ = "rotations"
    __table_args__ = (
        UniqueConstraint("store_id", "weekday", "kind"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_monday_is_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    weekday: Mapped[int]
    kind: Mapped[RotationKind] = mapped_column(stored_enum(RotationKind))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="RESTRICT"))
    backup_employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id", ondelete="SET NULL"))


class RotationException(Tracked, Created, Base):
    """Replaces the standing person for one date only; always wins."""

    __tablename__ = "rotation_exceptions"
    __table_args__ = (UniqueConstraint("store_id", "day", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    day: Mapped[date]
    kind: Mapped[RotationKind] = mapped_column(stored_enum(RotationKind))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="RESTRICT"))
    reason: Mapped[str] = mapped_column(String(200), default="")


class Holiday(Tracked, Versioned, Base):
    """A day without work: one date, the same date each year, or the nth weekday of a month.

    `day` alone = that date only; `month` and `month_day` = each year; `month`, `weekday` and `nth` (5 = last) = a rule
    such as the 4th Thursday of November.
    """

    __tablename__ = "holidays"
    __table_args__ = (
        CheckConstraint("day IS NOT NULL OR month IS NOT NULL", name="says_when"),
        CheckConstraint("nth IS NULL OR nth BETWEEN 1 AND 5", name="nth"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    """Null = every store."""
    name: Mapped[str] = mapped_column(String(80))
    day: Mapped[date | None]
    month: Mapped[int | None]
    month_day: Mapped[int | None]
    weekday: Mapped[int | None]
    nth: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)
    notes: Mapped[str] = mapped_column(String(200), default="")

    def retire(self) -> bool:
        self.active = False
        return True
