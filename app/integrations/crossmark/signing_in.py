"""Signing in at Crossmark. Neither a status of 200 nor a cookie proves anything: a password field in the answer is a
failure, then a marker of success must be there, and getUserInfo must name a user."""

from __future__ import annotations

import structlog
from requests.cookies import RequestsCookieJar

from app.integrations.answers import Answer
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.fields import NAME
from app.integrations.crossmark.payloads import SignedInUser, signed_in_user
from app.integrations.errors import Blocked, SessionExpired, SignInFailed, UnexpectedAnswer
from app.integrations.http import Transport
from app.wording import say

COOKIE = "PHPSESSID"
log = structlog.get_logger(__name__)


def sign_in(transport: Transport, account: CrossmarkAccount) -> SignedInUser:
    """Raises SignInFailed, Blocked or a transport error. Never tried twice: wrong passwords lock accounts."""
    transport.session.cookies.clear()
    answer = transport.once(
        "POST",
        f"{account.base_url}/login/authenticate",
        json={
            "UserType": "MVEntityUser",
            "UserID": account.username,
            "Password": account.password,
            "Timezone": account.login_timezone,
        },
    )
    _judge(answer)
    if not any(cookie.name == COOKIE for cookie in transport.session.cookies):
        raise SignInFailed(NAME, say("no session was opened"))
    return who_am_i(transport, account)


def who_am_i(transport: Transport, account: CrossmarkAccount) -> SignedInUser:
    answer = transport.read("POST", f"{account.base_url}/users/getUserInfo")
    if answer.status != 200:
        raise SignInFailed(NAME, say("the session was not accepted"))
    try:
        user = signed_in_user(answer.object())
    except (SessionExpired, UnexpectedAnswer) as error:
        raise SignInFailed(NAME, say("the session was not accepted")) from error
    if user is None:
        raise SignInFailed(NAME, say("no user was named"))
    return user


def keep_one_session(cookies: RequestsCookieJar) -> None:
    """The site is known to leave a second cookie of another domain or path; sent together they cancel each other."""
    for cookie in [cookie for cookie in cookies if cookie.name == COOKIE][:-1]:
        cookies.clear(cookie.domain, cookie.path, cookie.name)


def _judge(answer: Answer) -> None:
    if answer.is_challenge:
        raise Blocked(NAME)
    if answer.has_password_field or answer.status in {401, 403}:
        raise SignInFailed(NAME)
    if answer.is_redirect:
        if "login" in answer.location.lower():
            raise SignInFailed(NAME)
        raise SignInFailed(NAME, say("it redirects to another address"))
    if answer.status != 200:
        log.warning("sign-in answered oddly", counterpart=NAME, status=answer.status, said=answer.text[:300])
        raise SignInFailed(NAME, say("the sign-in answered %(answered)s", answered=answer.status))
    if answer.is_html:
        if b"Scheduling" not in answer.body:
            raise SignInFailed(NAME, say("the scheduling page did not open"))
        return
    _judge_json(answer)


def _judge_json(answer: Answer) -> None:
    try:
        parsed = answer.object()
    except UnexpectedAnswer as error:
        raise SignInFailed(NAME, say("its answer cannot be read")) from error
    if parsed.get("redirectUrl") or parsed.get("success") is True:
        return
    message = parsed.get("message")
    raise SignInFailed(NAME, message[:200] if isinstance(message, str) else "")
