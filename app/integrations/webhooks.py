"""Sends signed messages to addresses that somebody entered: public hosts with https only, checked anew before each
send, no redirects, with a bound on time and on what is read of the answer.

Signed as https://www.standardwebhooks.com says, so that receivers find ready-made code to verify it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

import structlog
import urllib3
from urllib3.exceptions import HTTPError

from app.integrations.deadline import Watch
from app.integrations.http import USER_AGENT, Limits
from app.integrations.pinned import Target, addresses_of, is_public, pool_to, target_of
from app.wording import say

_SECRET_PREFIX = "whsec_"  # noqa: S105  # nosec B105  # what such secrets begin with
_SECRET_BYTES = 32
_MOST_ANSWER = 64 * 1024
LIMITS = Limits(connect=5.0, read=10.0, total=15.0, body=_MOST_ANSWER)
_log = structlog.get_logger(__name__)


class TargetRefused(ValueError):
    """The address may not be sent to; the text says why."""


@dataclass(frozen=True)
class Message:
    id: str
    body: str
    request_id: str = ""


@dataclass(frozen=True)
class Sent:
    """`status` is None when there was no answer; `why` is empty when the receiver took the message."""

    status: int | None
    why: str = ""


def new_secret() -> str:
    return _SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signature(secret: str, message: Message, at: int) -> str:
    """Of `id.timestamp.body`, with the seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(_SECRET_PREFIX))
    signed = f"{message.id}.{at}.{message.body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def check_target(url: str, allowed_hosts: tuple[str, ...]) -> tuple[Target, str]:
    """The address of the host to connect to. `allowed_hosts` (host:port) may be private and speak http.

    Raises TargetRefused, also when the name is not known.
    """
    try:
        target = target_of(url)
    except ValueError as error:
        raise TargetRefused(say("Write a plain address such as https://example.com/hook.")) from error
    meant = target.host_port in allowed_hosts
    if target.scheme != "https" and not meant:
        raise TargetRefused(say("The address must begin with https://."))
    try:
        addresses = addresses_of(target)
    except (OSError, UnicodeError) as error:
        raise TargetRefused(say("There is no host of the name %(host)s.", host=target.host)) from error
    if not addresses or not (meant or all(is_public(address) for address in addresses)):
        said = say("%(host)s lies in a private network; only public hosts are sent to.", host=target.host)
        raise TargetRefused(said)
    return target, addresses[0]


def send(url: str, secret: str, message: Message, allowed_hosts: tuple[str, ...], limits: Limits = LIMITS) -> Sent:
    """One try. Whatever goes wrong is said in the answer; nothing is raised."""
    started = time.monotonic()
    try:
        target, address = check_target(url, allowed_hosts)
        with Watch(limits.total) as watch:
            sent = _sent(target, address, secret, message, limits, watch)
    except TargetRefused as error:
        return Sent(None, str(error))
    elapsed = round((time.monotonic() - started) * 1000)
    _log.info("webhook sent", host=target.host, message_id=message.id, status=sent.status, ms=elapsed)
    return sent


def _sent(target: Target, address: str, secret: str, message: Message, limits: Limits, watch: Watch) -> Sent:
    try:
        status = _status(target, address, _headers(target, secret, message), message, limits)
    except (HTTPError, OSError):
        if not watch.sent:
            return Sent(None, "It could not be reached.")
        return Sent(
            None, f"No answer within {limits.total:g} seconds." if watch.expired else "The connection broke off."
        )
    if 200 <= status < 300:
        return Sent(status)
    if 300 <= status < 400:
        return Sent(status, f"It answered {status} and leads elsewhere; that is not followed.")
    return Sent(status, f"It answered {status}.")


def _headers(target: Target, secret: str, message: Message) -> dict[str, str]:
    now = int(time.time())
    headers = {
        "Host": target.host_header,
        "User-Agent": USER_AGENT,
        "Content-Type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(secret, message, now),
    }
    return headers | ({"X-Request-Id": message.request_id} if message.request_id else {})


def _status(target: Target, address: str, headers: dict[str, str], message: Message, limits: Limits) -> int:
    """The answer's body is read up to a bound and thrown away: what a host says is nobody's business here."""
    timeout = urllib3.Timeout(connect=limits.connect, read=limits.read)
    with pool_to(target, address, timeout) as pool:
        response = pool.urlopen(
            "POST",
            target.path,
            body=message.body.encode(),
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
        )
        try:
            response.read1(limits.body)
            return int(response.status)
        finally:
            response.close()
