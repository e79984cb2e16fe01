"""Asking Crossmark to help somebody who forgot the password. Nobody is signed in for that."""

from __future__ import annotations

from app.integrations.crossmark.fields import NAME
from app.integrations.errors import Blocked, Refused
from app.integrations.gate import Gate
from app.integrations.http import Limits, Transport

#: Somebody waits for the page.
_LIMITS = Limits(connect=5.0, read=10.0, total=10.0)


def ask_for_password(base_url: str, *, email: str, gate: Gate | None = None) -> None:
    """Sent once. Raises Refused and the errors of the transport; whether the address is known is never said."""
    transport = Transport(NAME, (base_url,), limits=_LIMITS, gate=gate)
    answer = transport.once(
        "POST",
        f"{base_url}/login/recover",
        params={"Email": email},
        headers={"Accept": "application/json, text/plain, */*"},
    )
    if answer.is_challenge:
        raise Blocked(NAME)
    if not 200 <= answer.status < 300:
        raise Refused(NAME, "", answer.status)
