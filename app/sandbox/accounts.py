"""Invented sign-ins the two sandboxes accept; they protect nothing."""

from __future__ import annotations

from dataclasses import dataclass

SANDBOX_PASSWORD = "sandbox-only"  # noqa: S105  # nosec B105  # published on purpose: opens invented data on loopback only
CROSSMARK_USER = "demo.manager"
EDR_USER = "demo.edr"
EDR_CREDENTIAL_ID = "sandbox-phone"


@dataclass(frozen=True)
class Account:
    """`credential_id` names the phone that gets the codes; only the EDR sandbox looks at it."""

    username: str
    password: str = SANDBOX_PASSWORD
    credential_id: str = EDR_CREDENTIAL_ID


#: The second one is for showing that sessions of two managers never mix.
CROSSMARK_ACCOUNTS = (Account(CROSSMARK_USER), Account("demo.second"))
EDR_ACCOUNT = Account(EDR_USER)
