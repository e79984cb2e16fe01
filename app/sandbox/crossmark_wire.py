"""Crossmark's spelling: its dates, its loose ids, its rows, and the checks its forms get."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from app.sandbox.messages import BadRequest, Request

_OFFSET_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_PROJECT_TIME = "%m/%d/%Y %H:%M:%S"
FORM_VERSION = "3.0.1"
#: Stores whose numbers the site happens to send as numbers and not as text.
_NUMERIC_MPLAN_STORE = "154803"
_NUMERIC_STORE = "154802"


def us_date(iso_date: str) -> str:
    return f"{iso_date[5:7]}/{iso_date[8:10]}/{iso_date[:4]}"


def us_time(local_start: str) -> str:
    return datetime.fromisoformat(local_start).strftime("%m/%d/%Y %I:%M:%S %p")


def mplan_row(plan: Row, store_name: str, bookings: list[Row], origin: str) -> dict[str, object]:
    """One row of the planning feed. It shows a single assignment, the newest, even when there are several."""
    newest = bookings[-1] if bookings else None
    location = str(plan["location_id"])
    return {
        "mPlanID": int(plan["mplan_id"]) if location == _NUMERIC_MPLAN_STORE else plan["mplan_id"],
        "name": plan["name"],
        "storeID": int(location) if location == _NUMERIC_STORE else location,
        "storeName": store_name,
        "startDate": us_date(plan["start_date"]),
        "endDate": us_date(plan["end_date"]),
        "scheduleDate": us_time(newest["local_start"]) if newest else None,
        "condition": plan["condition"],
        "staffedReps": ", ".join(booking["rep_name"] for booking in bookings),
        "scheduleRepID": newest["rep_id"] if newest else None,
        "scheduleEventID": str(newest["schedule_event_id"]) if newest else None,
        "salesTools": sales_tools(plan, origin),
    }


def sales_tools(plan: Row, origin: str) -> list[dict[str, str]]:
    return [{"salesToolURL": address.replace("{origin}", origin)} for address in json.loads(plan["tools"])]


def scheduled_event(booking: Row) -> dict[str, object]:
    """One row of getScheduledEvents; every active assignment has its own."""
    return {
        "id": booking["mplan_id"],
        "mPlanID": booking["mplan_id"],
        "scheduleEventID": str(booking["schedule_event_id"]),
        "RepID": booking["rep_id"],
        "repId": booking["rep_id"],
        "repName": booking["rep_name"],
        "LocationId": booking["location_id"],
        "storeID": booking["location_id"],
        "StoreName": booking["store_name"],
        "ProjectName": booking["plan_name"],
        "StartDateTime": booking["local_start"],
        "Start": booking["start"],
        "End": booking["finish"],
        "scheduleDate": us_time(booking["local_start"]),
        "EstimatedTime": booking["minutes"],
        "condition": booking["condition"],
    }


def rep_object(rep: Row, hours: float | None, visits: int) -> dict[str, object]:
    first, _, last = str(rep["name"]).partition(" ")
    shown: dict[str, object] = {
        "id": rep["rep_id"],
        "repId": rep["rep_id"],
        "employeeId": rep["employee_id"],
        "repMvid": rep["employee_id"],
        "title": rep["name"],
        "lastName": last,
        "nameSort": f"{last},{first}".upper(),
        "availableHoursPerDay": "8",
        "scheduledHours": None if hours is None else f"{hours:g}",
        "visitCount": str(visits),
    }
    if rep["shows_role"]:
        shown["role"] = rep["title"]
    return shown


def qualified_rep(rep: Row) -> dict[str, str]:
    first, _, last = str(rep["name"]).partition(" ")
    return {"ID": rep["rep_id"], "FirstName": first, "LastName": last}


def project_window(text: str) -> tuple[datetime, datetime]:
    """Start and end of the `project` part: two 24-hour times joined by a comma without a blank."""
    first, comma, last = text.partition(",")
    try:
        window = datetime.strptime(first, _PROJECT_TIME), datetime.strptime(last, _PROJECT_TIME)  # noqa: DTZ007  # wall time, no offset on the wire
    except ValueError as error:
        raise BadRequest("project must be MM/DD/YYYY HH:MM:SS,MM/DD/YYYY HH:MM:SS") from error
    if not comma or window[0] > window[1]:
        raise BadRequest("project must be a start and an end")
    return window


@dataclass(frozen=True)
class BookingForm:
    rep_id: str
    mplan_id: str
    location_id: str
    start: str
    end: str


def is_digits(text: str) -> bool:
    """Of ids; other scripts have digits, too, but no id is written with them."""
    return text.isascii() and text.isdigit()


def booking_form(form: Mapping[str, str]) -> BookingForm:
    """Check the nine fields of scheduleMplanEvent. Raises BadRequest naming the first that is wrong."""
    fixed = {"ClassName": "MVScheduledmPlan", "hash": "", "v": FORM_VERSION, "PlanningOverride": "true"}
    for name, value in fixed.items():
        if form.get(name) != value:
            raise BadRequest(f"{name} must be {value!r}")
    for name in ("RepID", "mPlanID", "LocationID"):
        if not is_digits(form.get(name, "")):
            raise BadRequest(f"{name} must be digits")
    start, end = (_with_offset(form, name) for name in ("Start", "End"))
    if datetime.fromisoformat(start) >= datetime.fromisoformat(end):
        raise BadRequest("End must be after Start")
    return BookingForm(form["RepID"], form["mPlanID"], form["LocationID"], start, end)


def _with_offset(form: Mapping[str, str], name: str) -> str:
    text = form.get(name, "")
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"{name} is not a time") from error
    if not _OFFSET_TIME.fullmatch(text):
        raise BadRequest(f"{name} must be YYYY-MM-DDTHH:MM:SS with an offset like -05:00")
    return text


@dataclass(frozen=True)
class FeedQuery:
    interval: tuple[str, str] | None
    """First and last day, ISO."""
    conditions: frozenset[str] | None
    mplan_ids: frozenset[str] | None
    text: str
    start: int
    limit: int
    sort: str
    descending: bool


def feed_query(request: Request) -> FeedQuery:
    query = request.query
    terms = _search_terms(query.get("searchFields", ""))
    interval = (query.get("intervalStart", ""), query.get("intervalEnd", ""))
    sort, direction = _sort(query.get("sort", ""))
    return FeedQuery(
        interval=interval if all(interval) else None,
        conditions=terms.get("condition"),
        mplan_ids=terms.get("mPlanID"),
        text=query.get("searchFilter", "").lower(),
        start=request.number("start", 0),
        limit=request.number("limit", 50),
        sort=sort,
        descending=direction.upper() == "DESC",
    )


def _sort(text: str) -> tuple[str, str]:
    if not text:
        return "startDate", "ASC"
    try:
        first = json.loads(text)[0]
        return str(first["property"]), str(first.get("direction", "ASC"))
    except (ValueError, LookupError, TypeError) as error:
        raise BadRequest('sort must be a list like [{"property": "startDate", "direction": "ASC"}]') from error


def _search_terms(text: str) -> dict[str, frozenset[str]]:
    if not text:
        return {}
    try:
        terms = json.loads(text)["searchTerms"]
        return {
            name: frozenset(str(value) for item in term["items"] for value in item["value"])
            for name, term in terms.items()
        }
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest("searchFields is not of the form {searchTerms: {name: {items: [{value: []}]}}}") from error
