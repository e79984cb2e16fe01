"""Walmart's Event Management for one account: signing in with a text message, the browse list and single reports.

The signed-in `state` can be stored (encrypted) between requests and given to a new client.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from app.errors import Invalid
from app.integrations.answers import Answer
from app.integrations.errors import (
    Blocked,
    CodeRefused,
    ConnectionLost,
    MessageUnclear,
    Refused,
    ReportMissing,
    ServerTrouble,
    SessionExpired,
    TimedOut,
    TooManyWrongCodes,
    UnexpectedAnswer,
)
from app.integrations.gate import Gate
from app.integrations.http import Limits, Patience, Transport
from app.integrations.walmart_edr import payloads
from app.integrations.walmart_edr.account import EdrAccount, EdrState
from app.integrations.walmart_edr.codes import CodeTables, walmarts_own
from app.integrations.walmart_edr.payloads import NAME, EdrReportData
from app.integrations.walmart_edr.signing_in import SigningIn
from app.wording import say

_API = "/EventManagement/api"
_CODE = re.compile(r"[0-9]{6}")
_BASIC_CLASSES = [1, *range(3, 46)]
"""What the browser sends; the codes above came later."""


class EdrClient:
    def __init__(
        self,
        account: EdrAccount,
        state: EdrState | None = None,
        *,
        limits: Limits | None = None,
        patience: Patience | None = None,
        gate: Gate | None = None,
        codes: CodeTables | None = None,
    ) -> None:
        self._codes = codes or walmarts_own()
        self._account = account
        origins = (account.login_host, account.app_host)
        limits = limits or Limits(total=account.timeout)
        self._transport = Transport(NAME, origins, limits=limits, patience=patience, gate=gate)
        self._signing_in = SigningIn(self._transport, account)
        self._state = state or EdrState()
        self._signing_in.restore(self._state)

    @property
    def state(self) -> EdrState:
        """As it is now, with every cookie received so far."""
        return replace(self._state, cookies=self._signing_in.cookies())

    def send_code(self) -> None:
        """Sends one text message; only ever called because a person clicked.

        Raises MessageUnclear when it may be on its way all the same: then its code is good.
        """
        self._state = EdrState()
        self._signing_in.give_password()
        try:
            self._signing_in.send_code()
        except (ConnectionLost, ServerTrouble, TimedOut) as error:
            self._state = EdrState(stage="code_sent")
            raise MessageUnclear(NAME) from error
        self._state = EdrState(stage="code_sent")

    def validate_code(self, *, code: str) -> None:
        """Raises Invalid for anything but six digits, CodeRefused, or TooManyWrongCodes when it is over."""
        if not _CODE.fullmatch(code.strip()):
            raise Invalid(say("The code is six digits, as in the text message."))
        if self._state.stage != "code_sent":
            raise SessionExpired(NAME)
        try:
            self._signing_in.validate_code(code.strip(), self._state.wrong_codes)
        except CodeRefused:
            self._state = replace(self._state, wrong_codes=self._state.wrong_codes + 1)
            raise
        except TooManyWrongCodes:
            self._state = EdrState()
            raise
        # A code is good once only: from here on the cookies can fetch the token, now or later.
        self._state = replace(self._state, stage="authenticated", wrong_codes=0)
        self.authenticate()

    def authenticate(self) -> None:
        """A token from the living cookies. Raises SessionExpired when a new code is needed."""
        try:
            token = self._signing_in.token()
        except SessionExpired:
            self._state = replace(self._state, stage="expired", token="")  # nosec B106  # forgetting it
            raise
        self._state = replace(self._state, stage="authenticated", token=token)

    def browse_events(self, *, first: date, last: date, store_number: str) -> tuple[EdrReportData, ...]:
        """Every event of the days in one store, with items but without instructions."""
        body = _browse_body(first, last, store_number)
        try:
            answer = self._with_token(
                "POST", "/browse-event/browse-data", json={**body, "eventType": self._codes.known_classes()}
            )
        except Refused:
            answer = self._with_token("POST", "/browse-event/browse-data", json={**body, "eventType": _BASIC_CLASSES})
        return payloads.browse(answer.json(), self._codes)

    def get_report(self, *, event_number: str) -> EdrReportData:
        """Raises ReportMissing when Walmart has none."""
        answer = self._with_token("GET", "/edrReport", params={"id": event_number}, missing=event_number)
        parsed = answer.json()
        if not parsed:
            raise ReportMissing(event_number)
        if not isinstance(parsed, dict):
            raise UnexpectedAnswer(NAME, "the report is not an object")
        found = payloads.report(parsed, self._codes)
        if found.event_number != event_number:
            raise UnexpectedAnswer(NAME, f"it is the report of event {found.event_number}", field="demoId")
        return found

    def _with_token(self, method: str, path: str, *, missing: str = "", **request: Any) -> Answer:
        """An expired token is renewed once from the cookies, never by a second text message."""
        if not self._state.token:
            self.authenticate()
        answer = self._call(method, path, request)
        if _is_signed_out(answer):
            self.authenticate()
            answer = self._call(method, path, request)
        if answer.is_challenge:
            raise Blocked(NAME)
        if _is_signed_out(answer):
            self._state = replace(self._state, stage="expired", token="")  # nosec B106  # forgetting it
            raise SessionExpired(NAME)
        if answer.status == 404 and missing:
            raise ReportMissing(missing)
        if answer.status != 200:
            raise Refused(NAME, "", answer.status)
        return answer

    def _call(self, method: str, path: str, request: dict[str, Any]) -> Answer:
        headers = {
            "Authorization": f"Bearer {self._state.token}",
            "Accept": "application/json",
            "Referer": f"{self._account.app_host}/EventManagement/browse-event",
        }
        return self._transport.read(method, f"{self._account.app_host}{_API}{path}", headers=headers, **request)


def _browse_body(first: date, last: date, store_number: str) -> dict[str, object]:
    blank = ("itemNbr", "vendorNbr", "billType", "userId", "primItem", "deptNbr")
    days = {"startDate": first.isoformat(), "endDate": last.isoformat(), "storeNbr": store_number}
    return {**dict.fromkeys(blank), **days}


def _is_signed_out(answer: Answer) -> bool:
    return not answer.is_challenge and (answer.status in {401, 403} or answer.is_redirect or answer.is_html)
