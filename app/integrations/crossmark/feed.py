"""The planning feed: its query, and collecting its pages until they add up."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date

from app.integrations.crossmark.fields import NAME
from app.integrations.crossmark.payloads import FeedPage, MPlan, feed_page, mplan
from app.integrations.errors import IncompleteFeed, UnexpectedAnswer
from app.vocabulary import Condition
from app.wording import say

PAGE_SIZE = 1000
MAX_PAGES = 200
_ORDER = json.dumps([{"property": "startDate", "direction": "ASC"}])
_ASSIGNMENT_FIELDS = ("scheduleDate", "scheduleRepID", "scheduleEventID")


def cache_buster() -> str:
    """Milliseconds, as the site's own pages send them."""
    return str(time.time_ns() // 1_000_000)


def query(*, first: date, last: date, start: int, page: int, limit: int) -> dict[str, str]:
    conditions = [condition.value for condition in Condition]
    item = {"id": 11, "value": conditions, "displayValue": conditions, "exactmatch": True, "allActive": False}
    return {
        "_dc": cache_buster(),
        "intervalStart": first.isoformat(),
        "intervalEnd": last.isoformat(),
        "showAllActive": "false",
        "searchFields": _search("condition", "Conditions", item),
        "searchFilter": "",
        "page": str(page),
        "start": str(start),
        "limit": str(limit),
        "sort": _ORDER,
    }


def query_one(mplan_id: str) -> dict[str, str]:
    item = {"id": 1, "value": [mplan_id], "displayValue": [mplan_id], "exactmatch": True, "allActive": False}
    return {
        "_dc": cache_buster(),
        "searchFields": _search("mPlanID", "mPlan ID", item),
        "page": "1",
        "start": "0",
        "limit": "1",
    }


def _search(name: str, title: str, item: dict[str, object]) -> str:
    return json.dumps({"searchTerms": {name: {"name": name, "title": title, "items": [item]}}})


def collect(fetch: Callable[[int, int], object], page_size: int) -> tuple[MPlan, ...]:
    """Pages until as many rows came as the total says. An empty page before that, an event that comes twice, or a
    total that shrinks means that the list cannot be trusted."""
    raw_rows: list[object] = []
    seen: set[str] = set()
    found: list[MPlan] = []
    total = 0
    for number in range(1, MAX_PAGES + 1):
        page = feed_page(fetch(len(raw_rows), number))
        total = _agreed_total(page, total, len(raw_rows), page_size)
        for raw in page.rows:
            _take(raw, seen, found)
        raw_rows += page.rows
        if len(raw_rows) == total:
            _check_field_names(raw_rows, found)
            return tuple(found)
        if not page.rows or len(raw_rows) > total:
            raise IncompleteFeed(NAME, say("%(came)s of %(total)s events came", came=len(raw_rows), total=total))
    raise IncompleteFeed(NAME, say("more than %(most)s pages", most=MAX_PAGES))


def _agreed_total(page: FeedPage, before: int, received: int, page_size: int) -> int:
    if page.total is None:
        if len(page.rows) >= page_size:
            raise UnexpectedAnswer(NAME, "the list of events lacks the field total", field="total")
        return received + len(page.rows)
    if page.total < before:
        raise IncompleteFeed(
            NAME,
            say("the number of events shrank from %(before)s to %(now)s while reading", before=before, now=page.total),
        )
    return page.total


def _take(raw: object, seen: set[str], found: list[MPlan]) -> None:
    row = mplan(raw)
    if row.mplan_id in seen:
        raise IncompleteFeed(NAME, say("event %(number)s came twice", number=row.mplan_id))
    if row.mplan_id:
        seen.add(row.mplan_id)
    found.append(row)


def _check_field_names(raw_rows: list[object], found: list[MPlan]) -> None:
    """A renamed field must not look like a week without bookings."""
    if not any(row.condition is Condition.SCHEDULED for row in found):
        return
    for name in _ASSIGNMENT_FIELDS:
        if not any(isinstance(raw, dict) and name in raw for raw in raw_rows):
            raise UnexpectedAnswer(NAME, f"no event has the field {name}", field=name)
