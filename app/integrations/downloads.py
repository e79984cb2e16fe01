"""Fetches sales tools (PDF). Addresses come from outside, so: configured hosts only, every resolved address checked,
the connection made to the very address that was checked, no redirects, no cookie but Crossmark's at its own origin."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urljoin

import structlog
import urllib3
from urllib3.exceptions import HTTPError

from app.integrations.crossmark.signing_in import COOKIE
from app.integrations.deadline import Watch
from app.integrations.errors import ConnectionLost, DownloadRefused, ServerTrouble, TimedOut, Unreachable
from app.integrations.http import USER_AGENT, Limits, origin_of
from app.integrations.pinned import Target, addresses_of, is_public, pool_to, target_of
from app.wording import say

_NAME = "The file host"
_ACCEPTED = ("pdf", "application/octet-stream")
_CHUNK = 65536
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class DownloadRules:
    """`allowed_hosts` are `host` (standard port, public addresses only) or `host:port` (may also be private)."""

    allowed_hosts: tuple[str, ...]
    crossmark_base_url: str = ""
    crossmark_cookie: str = field(default="", repr=False)
    limits: Limits = field(default_factory=lambda: Limits(body=25 * 1024 * 1024))


def fetch_sales_tool(url: str, rules: DownloadRules) -> bytes:
    """The PDF's bytes. Raises DownloadRefused, or an IntegrationError when the host has trouble."""
    target = _target(url, rules)
    address = _checked_address(target, rules)
    started = time.monotonic()
    with Watch(rules.limits.total) as watch:
        try:
            body = _fetch(target, address, rules)
        except (HTTPError, OSError) as error:
            if not watch.sent:
                raise Unreachable(_NAME) from error
            raise (TimedOut(_NAME, rules.limits.total) if watch.expired else ConnectionLost(_NAME)) from error
    elapsed = round((time.monotonic() - started) * 1000)
    _log.info("fetched", counterpart="sales tools", host=target.host, size=len(body), ms=elapsed)
    return body


def _target(url: str, rules: DownloadRules) -> Target:
    """Relative addresses belong to Crossmark. Raises DownloadRefused for hosts that are not configured."""
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in url.strip()) or "\\" in url:
        raise DownloadRefused(say("The address of the document contains signs that do not belong there."))
    try:
        target = target_of(urljoin(f"{rules.crossmark_base_url}/", url.strip()))
    except ValueError as error:
        raise DownloadRefused(say("The address of the document is not a plain web address.")) from error
    if not _is_allowed(target, rules):
        raise DownloadRefused(
            say(
                "Documents from %(host)s are not fetched. If the host is right, add it to the allowed hosts.",
                host=target.host_port,
            )
        )
    return target


def _is_allowed(target: Target, rules: DownloadRules) -> bool:
    if target.host_port in rules.allowed_hosts or _is_crossmark(target, rules):
        return True
    return target.is_standard_port and target.scheme == "https" and target.host in rules.allowed_hosts


def _is_crossmark(target: Target, rules: DownloadRules) -> bool:
    return bool(rules.crossmark_base_url) and origin_of(target.url) == origin_of(rules.crossmark_base_url)


def _checked_address(target: Target, rules: DownloadRules) -> str:
    """Every address must be allowed."""
    try:
        addresses = addresses_of(target)
    except OSError as error:
        raise Unreachable(_NAME) from error
    private_is_meant = target.host_port in rules.allowed_hosts
    if not addresses or not (private_is_meant or all(is_public(address) for address in addresses)):
        raise DownloadRefused(
            say("%(host)s is not a public host; documents are not fetched from there.", host=target.host)
        )
    return addresses[0]


def _fetch(target: Target, address: str, rules: DownloadRules) -> bytes:
    timeout = urllib3.Timeout(connect=rules.limits.connect, read=rules.limits.read)
    headers = {"Host": target.host_header, "User-Agent": USER_AGENT, "Accept": "application/pdf"}
    if rules.crossmark_cookie and _is_crossmark(target, rules):
        headers["Cookie"] = f"{COOKIE}={rules.crossmark_cookie}"
    with pool_to(target, address, timeout) as pool:
        response = pool.urlopen(
            "GET", target.path, headers=headers, redirect=False, retries=False, preload_content=False
        )
        try:
            _judge_status(response.status)
            return _pdf(response, rules.limits.body)
        finally:
            response.close()


def _judge_status(status: int) -> None:
    if 300 <= status < 400:
        raise DownloadRefused(say("The document's address leads elsewhere; that is not followed."))
    if status >= 500:
        raise ServerTrouble(_NAME, status)
    if status != 200:
        raise DownloadRefused(say("The document is not available (the host answered %(answered)s).", answered=status))


def _pdf(response: urllib3.BaseHTTPResponse, limit: int) -> bytes:
    kind = response.headers.get("Content-Type", "").lower()
    if not any(word in kind for word in _ACCEPTED):
        raise DownloadRefused(say("The document is not a PDF."))
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK, decode_content=True):
        size += len(chunk)
        if size > limit:
            raise DownloadRefused(say("The document is larger than %(most)s MB.", most=limit // (1024 * 1024)))
        parts.append(chunk)
    body = b"".join(parts)
    if not body.startswith(b"%PDF"):
        raise DownloadRefused(say("The document is not a PDF."))
    return body
