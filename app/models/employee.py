"""An employee with titles, stores, limits and everything that says when he or she can work."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime, stored_enum
from app.models.columns import Created, Tracked, Versioned
from app.vocabulary import TimeOffStatus, Title

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Employee(Tracked, Versioned, Created, Base):
    __tablename__ = "employees"

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    """HR id, `US` and six digits; Crossmark's `employeeId`."""
    rep_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    """Crossmark's numeric id, needed to book."""
    name: Mapped[str] = mapped_column(String(120), index=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(32))
    title: Mapped[Title] = mapped_column(stored_enum(Title), default=Title.SPECIALIST)
    active: Mapped[bool] = mapped_column(default=True)
    is_supervisor: Mapped[bool] = mapped_column(default=False)
    adult_beverage_trained: Mapped[bool] = mapped_column(default=False)
    hired_on: Mapped[date | None]
    terminated_on: Mapped[date | None]
    max_minutes_week: Mapped[int | None]
    target_minutes_week: Mapped[int | None]
    max_days_week: Mapped[int | None]
    preferred_days_off: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Weekdays he or she would rather not work, Monday 0: a wish, not a rule."""
    wage_cents: Mapped[int | None]
    """Per hour."""
    locale: Mapped[str] = mapped_column(String(8), default="en")

    stores: Mapped[list[EmployeeStore]] = relationship(
        back_populates="employee", cascade="all, delete-orphan", lazy="raise", order_by="EmployeeStore.id"
    )
    weekly: Mapped[list[WeeklyAvailability]] = relationship(
        back_populates="employee",
        cascade="all, delete-orphan",
        lazy="raise",
        order_by="(WeeklyAvailability.weekday, WeeklyAvailability.starts_minute)",
    )

    def retire(self) -> bool:
        self.active = False
        return True

    @property
    def home_id(self) -> int | None:
        """Id of the home store, else of any of the stores; None for somebody who has none."""
        places = sorted(self.stores, key=lambda place: not place.is_home)
        return places[0].store_id if places else None


class EmployeeStore(Tracked, Base):
    """Where an employee may work; exactly one row should be the home store."""

    __tablename__ = "employee_stores"
    __table_args__ = (UniqueConstraint("employee_id", "store_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="RESTRICT"), index=True)
    is_home: Mapped[bool] = mapped_column(default=False)

    employee: Mapped[Employee] = relationship(back_populates="stores", lazy="raise")


class WeeklyAvailability(Tracked, Base):
    """One time range of one weekday. No row at all for an employee means always available; rows for other weekdays
    only means not available on this one."""

    __tablename__ = "employee_weekly_availability"
    __table_args__ = (
        UniqueConstraint("employee_id", "weekday", "starts_minute", name="uq_employee_weekly_availability_start"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_monday_is_zero"),
        CheckConstraint("0 <= starts_minute AND starts_minute < ends_minute AND ends_minute <= 1440", name="range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]

    employee: Mapped[Employee] = relationship(back_populates="weekly", lazy="raise")


class DateAvailability(Tracked, Base):
    """An employee's yes or no for one date; stronger than the weekly pattern."""

    __tablename__ = "employee_date_availability"
    __table_args__ = (UniqueConstraint("employee_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(index=True)
    available: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(200), default="")


class AvailabilityOverride(Tracked, Base):
    """A range of dates (a semester, say) with yes, no or keep (null) for each weekday."""

    __tablename__ = "employee_availability_overrides"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    monday: Mapped[bool | None]
    tuesday: Mapped[bool | None]
    wednesday: Mapped[bool | None]
    thursday: Mapped[bool | None]
    friday: Mapped[bool | None]
    saturday: Mapped[bool | None]
    sunday: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(String(200), default="")

    @property
    def weekdays(self) -> tuple[bool | None, ...]:
        return tuple(getattr(self, name) for name in WEEKDAYS)


class TimeOff(Tracked, Versioned, Created, Base):
    """Days (both ends inclusive) or hours of one day that an employee is off. Only approved ones count."""

    __tablename__ = "employee_time_off"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="range"),
        CheckConstraint("starts_minute IS NULL OR starts_minute < ends_minute", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    starts_minute: Mapped[int | None]
    ends_minute: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[TimeOffStatus] = mapped_column(stored_enum(TimeOffStatus), default=TimeOffStatus.REQUESTED)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str] = mapped_column(String(200), default="")
    """Why it was decided like this, for the person who asked."""

    employee: Mapped[Employee] = relationship(lazy="raise")

    def retire(self) -> bool:
        self.status = TimeOffStatus.WITHDRAWN
        return True
