"""Crossmark's JSON as our frozen dataclasses. Unknown fields are ignored, missing required ones refused by name, odd
values reported in `problems` instead of lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.integrations.crossmark.fields import NAME, Record
from app.integrations.crossmark.times import parse_offset_time, parse_wall
from app.integrations.errors import UnexpectedAnswer
from app.vocabulary import Condition

ISSUED_ID_NAMES = (
    "scheduleEventID",
    "id",
    "scheduledEventId",
    "ID",
    "eventId",
    "schedule_event_id",
    "scheduleId",
    "ScheduleEventID",
)
_MPLAN_ID = ("mPlanID", "Id", "id")
_LOCATION = ("storeID", "locationID", "LocationID", "LocationId", "StoreId")
_REQUIRED: tuple[tuple[str, ...], ...] = (
    _MPLAN_ID,
    ("name", "ProjectName", "Name"),
    _LOCATION,
    ("startDate", "StartDate", "StartDateTime"),
    ("endDate", "EndDate", "EndDateTime"),
    ("condition",),
)
_REP_LISTS = ("reps", "representatives", "employees", "availableReps", "data", "records", "results")
_CONDITIONS = {condition.value.lower(): condition for condition in Condition} | {"cancelled": Condition.CANCELED}


@dataclass(frozen=True)
class MPlan:
    """One event of the planning feed with at most one of its bookings. `wall_start` is store time without zone."""

    mplan_id: str
    name: str
    location_id: str
    store_name: str
    store_number: str
    """The club's; blank when only the store's name may say it."""
    start_date: date | None
    due_date: date | None
    condition: Condition | None
    wall_start: datetime | None
    rep_id: str
    rep_names: str
    crossmark_id: str
    minutes: int | None
    sales_tool_urls: tuple[str, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rep:
    rep_id: str
    employee_id: str
    name: str
    role: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class QualifiedRep:
    rep_id: str
    name: str


@dataclass(frozen=True)
class Booking:
    """One row of getScheduledEvents. `starts_at` is aware when the row has an offset; else only `wall_start`."""

    crossmark_id: str
    mplan_id: str
    rep_id: str
    location_id: str
    starts_at: datetime | None
    ends_at: datetime | None
    wall_start: datetime | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignedInUser:
    user_id: str
    username: str
    name: str


@dataclass(frozen=True)
class FeedPage:
    total: int | None
    rows: list[Any]


def feed_page(parsed: object) -> FeedPage:
    if isinstance(parsed, list):
        return FeedPage(None, parsed)
    if not isinstance(parsed, dict):
        raise UnexpectedAnswer(NAME, "the list of events is neither an object nor a list")
    for name in ("mplans", "records", "data"):
        if isinstance(parsed.get(name), list):
            return FeedPage(_total(parsed), parsed[name])
    raise UnexpectedAnswer(NAME, "the list of events lacks the field mplans", field="mplans")


def _total(parsed: dict[str, Any]) -> int | None:
    raw = Record(parsed, "the list of events").digits("total")
    if "total" in parsed and not raw:
        raise UnexpectedAnswer(NAME, "the field total is not a number", field="total")
    return int(raw) if raw else None


def mplan(raw: object) -> MPlan:
    record = Record(raw, "an event")
    for names in _REQUIRED:
        record.require(*names)
    problems: list[str] = []
    return MPlan(
        mplan_id=record.digits(*_MPLAN_ID),
        name=record.text("name", "ProjectName", "Name")[:300],
        location_id=record.digits(*_LOCATION),
        store_name=record.text("storeName", "StoreName", "Location")[:120],
        store_number=record.digits("StoreNumber", "LocationNumber")[:8],
        start_date=_day(record, problems, "startDate", "StartDate", "StartDateTime"),
        due_date=_day(record, problems, "endDate", "EndDate", "EndDateTime"),
        condition=_condition(record, problems),
        wall_start=_wall(record, problems, "scheduleDate"),
        rep_id=record.digits("scheduleRepID"),
        rep_names=record.text("staffedReps")[:300],
        crossmark_id=record.digits("scheduleEventID"),
        minutes=record.minutes("EstimatedTime", "Duration", "ExpectedDuration"),
        sales_tool_urls=_sales_tools(record.value("salesTools"), record.text("salesToolURL")),
        problems=tuple(problems),
    )


def _day(record: Record, problems: list[str], *names: str) -> date | None:
    text = record.text(*names)
    found = parse_wall(text)
    if found is None:
        problems.append(f"{names[0]} {text!r} is not a date")
        return None
    return found.date()


def _wall(record: Record, problems: list[str], *names: str) -> datetime | None:
    text = record.text(*names)
    if not text:
        return None
    found = parse_wall(text)
    if found is None:
        problems.append(f"{names[0]} {text!r} is not a time")
    return found


def _condition(record: Record, problems: list[str]) -> Condition | None:
    text = record.text("condition")
    found = _CONDITIONS.get(text.lower())
    if found is None:
        problems.append(f"condition {text!r} is unknown")
    return found


def _sales_tools(raw: object, only: str = "") -> tuple[str, ...]:
    """Every address in order, or the only one of an older record; whether it may be fetched is decided when it is."""
    if not isinstance(raw, list):
        return (only[:1000],) if only else ()
    found = (tool.get("salesToolURL", tool.get("salesToolUrl")) for tool in raw if isinstance(tool, dict))
    return tuple(url.strip()[:1000] for url in found if isinstance(url, str) and url.strip())


def reps(parsed: object) -> tuple[Rep, ...]:
    rows = _rep_rows(parsed)
    found: dict[str, Rep] = {}
    for key, raw in rows:
        entry = rep(raw, key)
        if entry.rep_id:
            found.setdefault(entry.rep_id, entry)
    return tuple(found.values())


def _rep_rows(parsed: object) -> list[tuple[str, Any]]:
    if isinstance(parsed, dict):
        for name in _REP_LISTS:
            if isinstance(parsed.get(name), (dict, list)):
                parsed = parsed[name]
                break
        else:
            if not all(isinstance(value, dict) for value in parsed.values()) or not parsed:
                raise UnexpectedAnswer(NAME, "the list of people lacks the field reps", field="reps")
    if isinstance(parsed, dict):
        return [(str(key), value) for key, value in parsed.items()]
    if isinstance(parsed, list):
        return [("", value) for value in parsed]
    raise UnexpectedAnswer(NAME, "the list of people is neither an object nor a list")


def rep(raw: object, key: str = "") -> Rep:
    record = Record(raw, "a person")
    record.require("repId", "id", "RepID", "ID")
    record.require("title", "name", "Name", "FirstName")
    name = record.text("title", "name", "Name") or f"{record.text('FirstName')} {record.text('LastName')}".strip()
    employee_id = record.text("employeeId", "repMvid", "EmployeeID")
    problems = () if employee_id else (f"{name or key} has no employee id",)
    rep_id = record.digits("repId", "id", "RepID", "ID")
    return Rep(rep_id, employee_id[:32], name[:120], record.text("role"), problems)


def qualified_reps(parsed: object) -> tuple[QualifiedRep, ...]:
    rows = parsed.get("data") if isinstance(parsed, dict) else parsed
    if not isinstance(rows, list):
        raise UnexpectedAnswer(NAME, "the list of qualified people lacks the field data", field="data")
    found = []
    for raw in rows:
        record = Record(raw, "a qualified person")
        record.require("ID", "RepID")
        name = f"{record.text('FirstName')} {record.text('LastName')}".strip()
        found.append(QualifiedRep(record.digits("ID", "RepID"), name[:120]))
    return tuple(found)


def sales_tools_of(parsed: object, mplan_id: str) -> tuple[str, ...]:
    """From a list of events, an object that holds one, or a single event."""
    rows = parsed.get("mplans", [parsed]) if isinstance(parsed, dict) else parsed
    if not isinstance(rows, list):
        raise UnexpectedAnswer(NAME, "the list of documents lacks the field mplans", field="mplans")
    for raw in rows:
        record = Record(raw, "an event's documents")
        if record.digits(*_MPLAN_ID) in {"", mplan_id}:
            return _sales_tools(record.value("salesTools"))
    return ()


def bookings(parsed: object) -> tuple[Booking, ...]:
    rows = parsed.get("events") if isinstance(parsed, dict) else parsed
    if not isinstance(rows, list):
        raise UnexpectedAnswer(NAME, "the list of bookings lacks the field events", field="events")
    return tuple(booking(raw) for raw in rows)


def booking(raw: object) -> Booking:
    record = Record(raw, "a booking")
    record.require("mPlanID", "Id", "id")
    record.require("scheduleEventID", "ScheduleEventID")
    record.require("RepID", "repId")
    record.require("Start", "StartDateTime", "scheduleDate")
    problems: list[str] = []
    starts_at = parse_offset_time(record.text("Start", "StartDateTime"))
    wall = _wall(record, problems, "scheduleDate", "StartDateTime")
    return Booking(
        crossmark_id=record.digits("scheduleEventID", "ScheduleEventID"),
        mplan_id=record.digits(*_MPLAN_ID),
        rep_id=record.digits("RepID", "repId"),
        location_id=record.digits(*_LOCATION),
        starts_at=starts_at,
        ends_at=parse_offset_time(record.text("End")),
        wall_start=wall,
        problems=tuple(problems),
    )


def issued_id(parsed: object) -> str:
    """The id of a new booking from wherever this answer keeps it; blank when it has none."""
    candidates = [parsed]
    if isinstance(parsed, dict):
        candidates += [parsed.get(name) for name in ("data", "result", "response")]
    for candidate in candidates:
        first = candidate[0] if isinstance(candidate, list) and candidate else candidate
        if isinstance(first, dict):
            found = Record(first, "the answer").digits(*ISSUED_ID_NAMES)
            if found:
                return found
    return ""


def signed_in_user(parsed: dict[str, Any]) -> SignedInUser | None:
    """None when the answer names nobody: any one of these is enough."""
    record = Record(parsed, "the user")
    first, last = record.text("firstName", "first_name"), record.text("lastName", "last_name")
    user = SignedInUser(
        record.text("userId"),
        record.text("username") or record.text("email"),
        record.text("name") or f"{first} {last}".strip(),
    )
    return user if user.username or user.user_id or user.name else None
