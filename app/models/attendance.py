"""One attendance record per employee and local date."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime, stored_enum
from app.models.columns import Tracked, Versioned
from app.models.employee import Employee
from app.vocabulary import AttendanceStatus


class Attendance(Tracked, Versioned, Base):
    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("employee_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="RESTRICT"))
    day: Mapped[date] = mapped_column(index=True)
    status: Mapped[AttendanceStatus] = mapped_column(stored_enum(AttendanceStatus))
    notes: Mapped[str] = mapped_column(String(500), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    employee: Mapped[Employee] = relationship(lazy="raise")
