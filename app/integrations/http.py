"""The transport below both clients: one session per account, only to known origins, no redirects, a total deadline,
a bound on the size, and retries for reads alone. A write whose answer did not come raises OutcomeUnknown."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from urllib3.exceptions import HTTPError, ReadTimeoutError

from app.config import VERSION
from app.integrations.answers import Answer
from app.integrations.deadline import Watch, WatchedAdapter
from app.integrations.errors import (
    ConnectionLost,
    IntegrationError,
    OutcomeUnknown,
    ServerTrouble,
    TimedOut,
    TooManyRequests,
    UnexpectedAnswer,
    Unreachable,
)
from app.integrations.gate import TROUBLES, AlwaysOpen, Gate
from app.wording import say

USER_AGENT = f"FlaskScheduleWebapp/{VERSION}"
READ_TRIES = 3
_CHUNK = 65536
_DEFAULT_PORTS = {"http": 80, "https": 443}
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes of one call."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 30.0
    body: int = 10 * 1024 * 1024


@dataclass(frozen=True)
class Patience:
    """How reads are tried again; injectable, so that tests do not wait."""

    base: float = 1.0
    cap: float = 30.0
    sleep: Callable[[float], object] = time.sleep
    dice: Callable[[float, float], float] = random.uniform

    def wait(self, attempt: int, error: IntegrationError) -> None:
        """Full jitter; a Retry-After within the cap is honoured, a longer one is the caller's business."""
        if isinstance(error, TooManyRequests):
            if error.retry_after > self.cap:
                raise error
            self.sleep(error.retry_after)
            return
        self.sleep(self.dice(0.0, min(self.cap, self.base * 2**attempt)))


def origin_of(url: str) -> str:
    """Scheme, host and port, always with the port. Raises ValueError for anything but http and https."""
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username or parts.password:
        raise ValueError("not a plain http or https address")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host.lower()}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"


class Transport:
    """Keeps the cookies of one account. Not for several threads at once."""

    def __init__(
        self,
        name: str,
        origins: tuple[str, ...],
        *,
        limits: Limits | None = None,
        patience: Patience | None = None,
        gate: Gate | None = None,
        user_agent: str = USER_AGENT,
    ) -> None:
        self.name = name
        self._gate = gate or AlwaysOpen()
        self._origins = frozenset(origin_of(origin) for origin in origins)
        self._limits = limits or Limits()
        self._patience = patience or Patience()
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers = requests.structures.CaseInsensitiveDict({"User-Agent": user_agent, "Accept": "*/*"})
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, WatchedAdapter())

    def allows(self, url: str) -> bool:
        try:
            return origin_of(url) in self._origins
        except ValueError:
            return False

    def read(self, method: str, url: str, **request: Any) -> Answer:
        """A call without effect: tried up to three times when the trouble may pass."""
        for attempt in range(READ_TRIES):
            try:
                return self.once(method, url, **request)
            except IntegrationError as error:
                if not error.retryable or attempt == READ_TRIES - 1:
                    raise
                self._patience.wait(attempt, error)
        raise AssertionError("the last try returns or raises")

    def write(self, method: str, url: str, **request: Any) -> Answer:
        """A call with an effect: sent once. Raises OutcomeUnknown when it may have been done."""
        try:
            return self.once(method, url, **request)
        except TimedOut as error:
            raise OutcomeUnknown(self.name, say("no answer in time")) from error
        except ConnectionLost as error:
            raise OutcomeUnknown(self.name, say("the connection broke off")) from error
        except ServerTrouble as error:
            raise OutcomeUnknown(self.name, say("it answered %(answered)s", answered=error.answered)) from error
        except UnexpectedAnswer as error:
            raise OutcomeUnknown(self.name, say("its answer was cut off or too large")) from error

    def once(self, method: str, url: str, **request: Any) -> Answer:
        """One try. Raises Unreachable only when surely nothing was sent, Paused when it was not even tried."""
        if not self.allows(url):
            raise UnexpectedAnswer(self.name, say("an address outside the configured one"))
        with self._gate.seat():
            return self._guarded(method, url, request)

    def _guarded(self, method: str, url: str, request: Mapping[str, Any]) -> Answer:
        self._gate.enter()
        try:
            answer = self._called(method, url, request)
        except TROUBLES as error:
            self._gate.failed(error)
            raise
        except IntegrationError:
            self._gate.answered()
            raise
        self._gate.answered()
        return answer

    def _called(self, method: str, url: str, request: Mapping[str, Any]) -> Answer:
        started = time.monotonic()
        status = 0
        try:
            answer = self._exchange(method, url, request)
            status = answer.status
        finally:
            elapsed = round((time.monotonic() - started) * 1000)
            path = urlsplit(url).path
            _log.info("called", counterpart=self.name, method=method, path=path, status=status, ms=elapsed)
        if status == 429:
            raise TooManyRequests(self.name, answer.retry_after())
        if status >= 500:
            raise ServerTrouble(self.name, status)
        return answer

    def _exchange(self, method: str, url: str, request: Mapping[str, Any]) -> Answer:
        headers = {**_trace_headers(), **request.get("headers", {})}
        with Watch(self._limits.total) as watch:
            try:
                response = self.session.request(
                    method,
                    url,
                    **{**request, "headers": headers},
                    timeout=(self._limits.connect, self._limits.read),
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    body = self._body(response, watch)
            except (requests.RequestException, HTTPError, OSError) as error:
                raise self._explained(error, watch) from error
        return Answer(self.name, response.status_code, response.headers, body)

    def _body(self, response: requests.Response, watch: Watch) -> bytes:
        """Counts what comes out of the decompression, so that a small bomb cannot fill the memory."""
        parts: list[bytes] = []
        size = 0
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            size += len(chunk)
            if size > self._limits.body:
                raise UnexpectedAnswer(
                    self.name, say("it is larger than %(most)s MB", most=f"{self._limits.body / 1024 / 1024:g}")
                )
            parts.append(chunk)
        if watch.expired:
            raise TimedOut(self.name, self._limits.total)
        return b"".join(parts)

    def _explained(self, error: Exception, watch: Watch) -> IntegrationError:
        """Unreachable only before anything was sent; after that the outcome of a write is open."""
        if not watch.sent:
            return Unreachable(self.name)
        if watch.expired:
            return TimedOut(self.name, self._limits.total)
        if isinstance(error, (requests.Timeout, ReadTimeoutError)):
            return TimedOut(self.name, self._limits.read)
        return ConnectionLost(self.name)


def _trace_headers() -> dict[str, str]:
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return {"X-Request-Id": str(request_id)} if request_id else {}
