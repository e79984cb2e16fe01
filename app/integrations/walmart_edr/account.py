"""What is needed to reach Walmart's Event Management, and the signed-in state that can be put away and taken up."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

LOGIN_HOST = "https://retaillink.login.wal-mart.com"
APP_HOST = "https://retaillink2.wal-mart.com"


@dataclass(frozen=True)
class EdrAccount:
    """`base_url` is one origin for everything; blank means the two real hosts. `timeout` in seconds."""

    username: str
    password: str = field(repr=False)
    credential_id: str = field(repr=False)
    base_url: str = ""
    timeout: float = 30.0

    @property
    def login_host(self) -> str:
        return self.base_url or LOGIN_HOST

    @property
    def app_host(self) -> str:
        return self.base_url or APP_HOST


@dataclass(frozen=True)
class EdrState:
    """`stage` is none, code_sent, authenticated or expired. Holds secrets: store it encrypted only."""

    stage: str = "none"
    cookies: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    token: str = field(default="", repr=False)
    wrong_codes: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> EdrState:
        """Raises ValueError for anything `to_json` did not write."""
        try:
            kept = json.loads(text)
            cookies = tuple(dict(cookie) for cookie in kept["cookies"])
            return cls(str(kept["stage"]), cookies, str(kept["token"]), int(kept["wrong_codes"]))
        except (KeyError, TypeError) as error:
            raise ValueError("not a stored sign-in") from error
