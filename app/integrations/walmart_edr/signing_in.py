"""Signing in at Walmart in two halves with a person between them: password and text message, then the typed code.
None of these steps is ever tried twice by itself: it could lock the account or send a second message."""

from __future__ import annotations

import json
from urllib.parse import unquote, urljoin, urlsplit

from requests.cookies import create_cookie

from app.integrations.answers import Answer
from app.integrations.errors import (
    Blocked,
    CodeRefused,
    IntegrationError,
    Refused,
    SessionExpired,
    SignInFailed,
    TooManyWrongCodes,
    UnexpectedAnswer,
)
from app.integrations.http import Transport
from app.integrations.walmart_edr.account import EdrAccount, EdrState
from app.integrations.walmart_edr.payloads import NAME
from app.wording import say

MAX_WRONG_CODES = 3
PAUSE_SECONDS = 900
_MAX_REDIRECTS = 5
_TOKEN_COOKIE = "auth-token"  # noqa: S105  # nosec B105  # a cookie's name
_LOCKED = frozenset({423, 429})


class SigningIn:
    def __init__(self, transport: Transport, account: EdrAccount) -> None:
        self._transport = transport
        self._account = account

    def restore(self, state: EdrState) -> None:
        for kept in state.cookies:
            self._transport.session.cookies.set_cookie(create_cookie(**kept))  # type: ignore[no-untyped-call]

    def cookies(self) -> tuple[dict[str, object], ...]:
        """The complete jar; which of them matter is Walmart's business."""
        return tuple(
            {
                "name": cookie.name,
                "value": cookie.value or "",
                "domain": cookie.domain,
                "path": cookie.path,
                "secure": cookie.secure,
                "expires": cookie.expires,
            }
            for cookie in self._transport.session.cookies
        )

    def give_password(self) -> None:
        """Step 1. Raises SignInFailed, Blocked or TooManyWrongCodes."""
        self._transport.session.cookies.clear()
        self._visit(f"{self._account.login_host}/login")
        self._expect(
            self._post("/api/login", username=self._account.username, password=self._account.password, language="en")
        )

    def send_code(self) -> None:
        """Step 2. Raises Refused, Blocked or TooManyWrongCodes."""
        answer = self._post("/api/mfa/sendCode", type="SMS_OTP", credid=self._account.credential_id)
        if answer.status == 400:
            raise Refused(NAME, say("the MFA credential id is unknown; correct it in Settings"), answer.status)
        self._expect(answer)

    def validate_code(self, code: str, wrong_codes: int) -> None:
        """Steps 3 to 5. Raises CodeRefused or TooManyWrongCodes."""
        answer = self._post(
            "/api/mfa/validateCode",
            type="SMS_OTP",
            credid=self._account.credential_id,
            code=code,
            failureCount=wrong_codes,
        )
        if answer.is_challenge:
            raise Blocked(NAME)
        if answer.status in _LOCKED or (answer.status >= 400 and wrong_codes + 1 >= MAX_WRONG_CODES):
            raise TooManyWrongCodes(PAUSE_SECONDS)
        if answer.status >= 400:
            raise CodeRefused(MAX_WRONG_CODES - wrong_codes - 1)
        self._open_event_management()

    def token(self) -> str:
        """Step 6, also good for a new token while the cookies live. Raises SessionExpired without one."""
        answer = self._transport.read(
            "GET",
            f"{self._account.app_host}/EventManagement/api/authenticate",
            headers={"Referer": f"{self._account.app_host}/EventManagement/"},
        )
        if answer.is_challenge:
            raise Blocked(NAME)
        if answer.status != 200:
            raise SessionExpired(NAME)
        token = self._token_of_cookie() or _token_of_body(answer)
        if not token:
            raise SessionExpired(NAME)
        return token

    def _open_event_management(self) -> None:
        """Steps 4 and 5 prepare the session; when they fail step 6 decides."""
        host = self._account.app_host
        query = "pageId=6&pageSubId=w6040&pageSubDesc=Event%20Management%20System"
        self._visit(f"{host}/rl_portal_services/api/Site/InsertRlPageDetails?{query}")
        self._visit(f"{host}/rl_portal/")
        self._visit(f"{host}/EventManagement/")

    def _visit(self, url: str) -> None:
        """A page for its cookies. Redirects are followed by hand inside the known hosts."""
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                answer = self._transport.once("GET", url)
                if not answer.is_redirect:
                    return
                url = urljoin(url, answer.location)
        except IntegrationError:
            return  # logged by the transport; the step that counts follows

    def _post(self, path: str, **body: object) -> Answer:
        host = self._account.login_host
        headers = {"Origin": host, "Referer": f"{host}/login"}
        return self._transport.once("POST", host + path, json=body, headers=headers)

    def _expect(self, answer: Answer) -> None:
        if answer.is_challenge or (answer.status == 403 and answer.is_html):
            raise Blocked(NAME)
        if answer.status == 423:
            raise TooManyWrongCodes(PAUSE_SECONDS)
        if answer.status >= 400:
            raise SignInFailed(NAME)
        if answer.is_redirect or answer.is_html:
            where = urlsplit(answer.location).path or say("a page")
            raise UnexpectedAnswer(NAME, say("%(where)s instead of the sign-in's answer", where=where))

    def _token_of_cookie(self) -> str:
        for cookie in self._transport.session.cookies:
            if cookie.name == _TOKEN_COOKIE and cookie.value:
                return _token_in(unquote(cookie.value))
        return ""


def _token_of_body(answer: Answer) -> str:
    return "" if answer.is_html else _token_in(answer.text)


def _token_in(text: str) -> str:
    try:
        parsed = json.loads(text)
    except ValueError:
        return ""
    token = parsed.get("token") if isinstance(parsed, dict) else None
    return token if isinstance(token, str) else ""
