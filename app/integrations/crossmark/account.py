"""What is needed to reach one Crossmark account."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class CrossmarkAccount:
    """`timeout` is the total of one call in seconds."""

    base_url: str
    username: str
    password: str = field(repr=False)
    timeout: float = 30.0
    login_timezone: str = "America/Indianapolis"
    session_seconds: float = 3600.0
