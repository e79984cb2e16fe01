"""Crossmark for one account: one method per remote call. Signs in when needed and once more when a session has ended;
a write is never repeated here (the outbox looks it up first)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.integrations.answers import Answer
from app.integrations.crossmark import feed, payloads
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.fields import NAME
from app.integrations.crossmark.payloads import Booking, MPlan, QualifiedRep, Rep, SignedInUser
from app.integrations.crossmark.signing_in import COOKIE, keep_one_session, sign_in
from app.integrations.crossmark.times import on_wire
from app.integrations.errors import (
    Blocked,
    OutcomeUnknown,
    Refused,
    SessionExpired,
    SignInFailed,
    UnexpectedAnswer,
)
from app.integrations.gate import Gate
from app.integrations.http import Limits, Patience, Transport
from app.wording import say

_PLANNING = "/planningextcontroller"
_PENDING_WORK = "/pendingworkextcontroller/createPendingWork/"
_SCHEDULING = "/schedulingcontroller"
FORM_VERSION = "3.0.1"
_BY_LAST_NAME = json.dumps([{"property": "LastName", "direction": "ASC"}])


def booking_form(mplan_id: str, rep_id: str, location_id: str, start: str, end: str) -> dict[str, str]:
    """What scheduleMplanEvent is sent, field for field; times as `on_wire` writes them."""
    return {
        "ClassName": "MVScheduledmPlan",
        "RepID": rep_id,
        "mPlanID": mplan_id,
        "LocationID": location_id,
        "Start": start,
        "End": end,
        "hash": "",
        "v": FORM_VERSION,
        "PlanningOverride": "true",
    }


def reissue_form(
    crossmark_id: str, mplan_id: str, location_id: str, rep_id: str, expires_on: date, include_responses: bool
) -> dict[str, str]:
    """What createPendingWork is sent, field for field."""
    return {
        "workLogEntryID": crossmark_id,
        "storeID": location_id,
        "mPlanID": mplan_id,
        "reissueBulkJson": "[]",
        "action": "reissue",
        "includeResponses": "true" if include_responses else "false",
        "pendingWorkReasonComments": "",
        "public": "true",
        "excludeReps": "false",
        "excludedRepIDs": "[]",
        "overrideReps": "true",
        "overriddenRepIDs": f"[{rep_id}]",
        "expirationDate": f"{expires_on.isoformat()}T00:00:00",
        "additionalEmail": "",
    }


class CrossmarkClient:
    def __init__(
        self,
        account: CrossmarkAccount,
        *,
        limits: Limits | None = None,
        patience: Patience | None = None,
        gate: Gate | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        limits = limits or Limits(total=account.timeout)
        self._transport = Transport(NAME, (account.base_url,), limits=limits, patience=patience, gate=gate)
        self._clock = clock
        self._signed_in_at: float | None = None

    def sign_in(self) -> SignedInUser:
        """Raises SignInFailed when the password is wrong."""
        self._signed_in_at = None
        user = sign_in(self._transport, self._account)
        self._signed_in_at = self._clock()
        return user

    @property
    def session_cookie(self) -> str:
        """For documents at the very same origin; blank when signed out."""
        cookies = self._transport.session.cookies
        return next((cookie.value or "" for cookie in cookies if cookie.name == COOKIE), "")

    def get_available_reps(self, *, first: date, last: date) -> tuple[Rep, ...]:
        """People who are available at some time in these days. Somebody missing is not somebody who left."""
        window = f"{first:%m/%d/%Y} 00:00:00,{last:%m/%d/%Y} 23:59:59"
        # A tuple without file name: requests then sends a plain multipart field.
        parts = {"project": (None, window)}
        return payloads.reps(self._read("POST", f"{_SCHEDULING}/getAvailableReps", files=parts).json())

    def get_planning_events(self, *, first: date, last: date, page_size: int = feed.PAGE_SIZE) -> tuple[MPlan, ...]:
        """The complete feed of the window. Raises IncompleteFeed when its pages do not add up."""

        def page(start: int, number: int) -> object:
            query = feed.query(first=first, last=last, start=start, page=number, limit=page_size)
            return self._read("GET", f"{_PLANNING}/getPlanningMplans", params=query).json()

        return feed.collect(page, page_size)

    def get_planning_event(self, *, mplan_id: str, first: date, last: date) -> MPlan | None:
        """One event as it stands now; falls back to its days when the site does not search by id."""
        query = feed.query_one(mplan_id)
        parsed = self._read("GET", f"{_PLANNING}/getPlanningMplans", params=query).json()
        rows = (payloads.mplan(raw) for raw in payloads.feed_page(parsed).rows)
        found = next((row for row in rows if row.mplan_id == mplan_id), None)
        if found is not None:
            return found
        rows_of_days = self.get_planning_events(first=first, last=last)
        return next((row for row in rows_of_days if row.mplan_id == mplan_id), None)

    def get_scheduled_events(self, *, first: date, last: date, rep_id: str = "") -> tuple[Booking, ...]:
        """Every booking of the days, also second ones of the same event, which the feed does not show."""
        body = {"startDate": first.isoformat(), "endDate": last.isoformat()}
        if rep_id:
            body["repId"] = rep_id
        return payloads.bookings(self._read("POST", f"{_SCHEDULING}/getScheduledEvents", json=body).json())

    def schedule(
        self, *, mplan_id: str, rep_id: str, location_id: str, starts_at: datetime, ends_at: datetime, zone: ZoneInfo
    ) -> str:
        """Book. Returns the new scheduleEventID; blank when the answer named none and it must be read back.

        Raises Refused, or OutcomeUnknown when it may have been done.
        """
        form = booking_form(mplan_id, rep_id, location_id, on_wire(starts_at, zone), on_wire(ends_at, zone))
        parsed = self._write(f"{_PLANNING}/scheduleMplanEvent", form)
        return payloads.issued_id(parsed)

    def delete_scheduled(self, *, crossmark_id: str) -> None:
        """Take a booking away. Raises Refused also for an id that is already gone."""
        self._write(f"{_PLANNING}/deleteScheduledMplanEvent", {"id": crossmark_id})

    def reissue(
        self,
        *,
        crossmark_id: str,
        mplan_id: str,
        location_id: str,
        rep_id: str,
        expires_on: date,
        include_responses: bool,
    ) -> None:
        """Close a booking because its work has to be done again; the new one is booked afterwards.

        Raises Refused, or OutcomeUnknown when it may have been done.
        """
        form = reissue_form(crossmark_id, mplan_id, location_id, rep_id, expires_on, include_responses)
        self._write(_PENDING_WORK, form)

    def get_qualified_reps(self, *, mplan_id: str, location_id: str) -> tuple[QualifiedRep, ...]:
        """Who may be booked for this event."""
        query = {
            "_dc": feed.cache_buster(),
            "mPlanID": mplan_id,
            "storeID": location_id,
            "page": "1",
            "start": "0",
            "limit": "100",
            "sort": _BY_LAST_NAME,
        }
        parsed = self._read("GET", f"{_PLANNING}/getQualifiedRepsForScheduling", params=query).json()
        return payloads.qualified_reps(parsed)

    def get_sales_tools(self, *, mplan_id: str, location_id: str) -> tuple[str, ...]:
        """Addresses of an event's documents, for one whose feed record has none. Reading, although it is a POST."""
        places = json.dumps([{"mPlanID": mplan_id, "storeID": location_id}])
        form = {"mplanLocationIDs": places, "includeAttachment": "true"}
        parsed = self._read("POST", f"{_PLANNING}/bulkPrintMplanLocations", data=form).json()
        return payloads.sales_tools_of(parsed, mplan_id)

    def _read(self, method: str, path: str, **request: Any) -> Answer:
        self._ensure_signed_in()
        try:
            return self._judged(self._transport.read(method, self._url(path), headers=self._headers(), **request))
        except SessionExpired:
            self.sign_in()
        try:
            return self._judged(self._transport.read(method, self._url(path), headers=self._headers(), **request))
        except SessionExpired as error:
            raise SignInFailed(NAME, say("a fresh session was not accepted")) from error

    def _write(self, path: str, form: dict[str, str]) -> object:
        """The parsed answer; None when a success has no JSON."""
        self._ensure_signed_in()
        answer = self._transport.write("POST", self._url(path), data=form, headers=self._headers())
        if answer.is_challenge:
            raise Blocked(NAME)
        if _is_signed_out(answer):
            self._signed_in_at = None
            raise SessionExpired(NAME, renewed=True)
        if not 200 <= answer.status < 300:
            raise Refused(NAME, _message(answer), answer.status)
        return _accepted(answer)

    def _judged(self, answer: Answer) -> Answer:
        """Raises SessionExpired, or what the status means. The body is parsed here once to find login pages."""
        if answer.is_challenge:
            raise Blocked(NAME)
        if _is_signed_out(answer):
            raise SessionExpired(NAME, renewed=True)
        if answer.is_redirect:
            raise UnexpectedAnswer(NAME, say("it redirects to another address"))
        if answer.status != 200:
            raise Refused(NAME, _message(answer), answer.status)
        return answer

    def _ensure_signed_in(self) -> None:
        started = self._signed_in_at
        if started is None or self._clock() - started > self._account.session_seconds:
            self.sign_in()
        keep_one_session(self._transport.session.cookies)

    def _url(self, path: str) -> str:
        return self._account.base_url + path

    def _headers(self) -> dict[str, str]:
        return {"X-Requested-With": "XMLHttpRequest", "Referer": f"{self._account.base_url}/planning/"}


def _is_signed_out(answer: Answer) -> bool:
    if answer.status in {401, 403}:
        return True
    if answer.is_redirect:
        return "login" in answer.location.lower()
    return answer.status == 200 and answer.is_html


def _accepted(answer: Answer) -> object:
    """Raises Refused for `success: false`, OutcomeUnknown for a broken answer to a write that may have been done."""
    if not answer.body.strip():
        return None
    try:
        parsed: object = answer.json()
    except UnexpectedAnswer as error:
        raise OutcomeUnknown(NAME, say("its answer cannot be read")) from error
    if isinstance(parsed, dict):
        refused = parsed.get("success") in (False, "false", 0)
        complaint = any(parsed.get(name) for name in ("error", "errors", "message"))
        if refused or (complaint and not payloads.issued_id(parsed) and parsed.get("success") is not True):
            raise Refused(NAME, _message(answer))
    return parsed


def _message(answer: Answer) -> str:
    """At most 300 characters of what was said; never a page."""
    if answer.is_html:
        return f"it answered {answer.status}"
    try:
        parsed = answer.json()
    except UnexpectedAnswer:
        return answer.text.strip()[:300]
    if isinstance(parsed, dict):
        for name in ("message", "error", "errors"):
            if isinstance(parsed.get(name), str) and parsed[name]:
                return str(parsed[name])[:300].rstrip(".")
    return f"it answered {answer.status}"
