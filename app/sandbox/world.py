"""What the invented world is made of. Frozen, so that two worlds of one seed and day compare equal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.vocabulary import Condition, EventSubtype, EventType, RotationKind, TimeOffStatus, Title


@dataclass(frozen=True)
class DemoStore:
    number: str
    name: str
    """As in Crossmark's `storeName`."""
    location_id: str
    timezone: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True)
class WeeklyRange:
    """Minutes after local midnight; Monday is 0."""

    weekday: int
    starts_minute: int
    ends_minute: int


@dataclass(frozen=True)
class Person:
    employee_id: str
    """`US` and six digits."""
    rep_id: str
    name: str
    title: Title
    store_numbers: tuple[str, ...]
    """The home store first."""
    email: str
    phone: str
    adult_beverage_trained: bool
    hired_on: date
    terminated_on: date | None
    max_minutes_week: int
    target_minutes_week: int
    max_days_week: int
    wage_cents: int | None
    weekly: tuple[WeeklyRange, ...] | None
    """None = always available; a weekday without a range = never on that day."""
    role_on_wire: bool
    """Whether Crossmark's rep record names the title."""

    @property
    def home_store(self) -> str:
        return self.store_numbers[0]

    @property
    def active(self) -> bool:
        return self.terminated_on is None


@dataclass(frozen=True)
class DateAvailability:
    employee_id: str
    day: date
    available: bool
    reason: str


@dataclass(frozen=True)
class AvailabilityOverride:
    employee_id: str
    starts_on: date
    ends_on: date
    weekdays: tuple[bool | None, ...]
    """Seven, Monday first; None keeps the weekly pattern."""
    reason: str


@dataclass(frozen=True)
class TimeOff:
    """Both ends inclusive; with minutes only those hours of one day."""

    employee_id: str
    starts_on: date
    ends_on: date
    starts_minute: int | None
    ends_minute: int | None
    reason: str
    status: TimeOffStatus


@dataclass(frozen=True)
class Rotation:
    store_number: str
    weekday: int
    kind: RotationKind
    employee_id: str
    backup_employee_id: str | None


@dataclass(frozen=True)
class RotationException:
    store_number: str
    day: date
    kind: RotationKind
    employee_id: str
    reason: str


@dataclass(frozen=True)
class Holiday:
    """`month` and `month_day` = the same date each year; `month`, `weekday` and `nth` (5 = last) = a rule."""

    name: str
    month: int
    month_day: int | None
    weekday: int | None
    nth: int | None
    active: bool
    notes: str


@dataclass(frozen=True)
class MPlan:
    """One event as Crossmark keeps it."""

    mplan_id: str
    number: str | None
    """Six digits at the head of the name."""
    name: str
    product: str
    type: EventType
    subtype: EventSubtype | None
    store_number: str
    start_date: date
    due_date: date
    minutes: int
    condition: Condition
    sales_tools: tuple[str, ...]
    """Addresses; `{origin}` stands for the address of the server that answers."""


@dataclass(frozen=True)
class Booking:
    schedule_event_id: str
    mplan_id: str
    rep_id: str
    starts_at: datetime
    """Aware, in the store's zone."""
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class ReportItem:
    number: int
    gtin: int | str
    """In all the forms suppliers deliver: with and without check digit, leading zeros, or 0 for none."""
    description: str
    vendor_number: int
    vendor: str
    department_number: int
    department: str
    featured: bool


@dataclass(frozen=True)
class Report:
    """An event detail report; `items` None is what the real service sends for an event without items."""

    demo_id: str
    name: str
    day: date
    class_code: int
    status_code: int
    locked: bool
    preparation: str | None
    portion: str | None
    items: tuple[ReportItem, ...] | None
    store_numbers: tuple[str, ...]


@dataclass(frozen=True)
class DemoWorld:
    seed: int
    today: date
    stores: tuple[DemoStore, ...]
    people: tuple[Person, ...]
    date_availability: tuple[DateAvailability, ...]
    overrides: tuple[AvailabilityOverride, ...]
    time_off: tuple[TimeOff, ...]
    rotations: tuple[Rotation, ...]
    rotation_exceptions: tuple[RotationException, ...]
    holidays: tuple[Holiday, ...]
    mplans: tuple[MPlan, ...]
    bookings: tuple[Booking, ...]
    reports: tuple[Report, ...]
    missing_tools: frozenset[str]
    """Event numbers whose sales tool is announced but not there."""
