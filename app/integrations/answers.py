"""An HTTP answer read to its end, and how its JSON or HTML is judged."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

from app.integrations.errors import Blocked, SessionExpired, UnexpectedAnswer

LONGEST_WAIT = 900.0
"""A Retry-After beyond this is not believed."""
_PASSWORD_FIELD = re.compile(rb"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_CHALLENGE = re.compile(rb"captcha|px-block|_pxAppId|unusual activity|are you a human", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """`name` is the counterpart's, for messages."""

    name: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def is_redirect(self) -> bool:
        return 300 <= self.status < 400

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    @property
    def is_html(self) -> bool:
        kind = self.headers.get("Content-Type", "").lower()
        return "html" in kind or self.body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))

    @property
    def has_password_field(self) -> bool:
        return _PASSWORD_FIELD.search(self.body) is not None

    @property
    def is_challenge(self) -> bool:
        return self.is_html and _CHALLENGE.search(self.body) is not None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Raises SessionExpired for a page, UnexpectedAnswer for anything that is not clean JSON."""
        if self.is_challenge:
            raise Blocked(self.name)
        if self.is_html:
            raise SessionExpired(self.name)
        try:
            return json.loads(self.body, parse_constant=_not_a_number)
        except RecursionError as error:
            raise UnexpectedAnswer(self.name, "it is nested too deeply") from error
        except ValueError as error:
            raise UnexpectedAnswer(self.name, "it is not valid JSON") from error

    def object(self) -> dict[str, Any]:
        parsed = self.json()
        if not isinstance(parsed, dict):
            raise UnexpectedAnswer(self.name, "an object was expected")
        return parsed

    def retry_after(self) -> float:
        """Seconds from the Retry-After header, as number or date; 30 when it is missing or absurd."""
        raw = self.headers.get("Retry-After", "").strip()
        if raw.isdecimal():
            return min(float(raw), LONGEST_WAIT)
        try:
            wanted = parsedate_to_datetime(raw)
        except ValueError:
            return 30.0
        aware = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
        return min(max((aware - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)


def _not_a_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
