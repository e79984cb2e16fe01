"""Signing in at Walmart by text message, for its event reports (EDR). Reports and their sync have files of their own.

Nothing here holds a transaction while Walmart is asked; a text message is only ever sent because a person clicked.
"""

from __future__ import annotations

from app.db import transaction
from app.errors import Conflict, FieldError, Invalid, TooManyRequests
from app.integrations.errors import CodeRefused, IntegrationError, TooManyWrongCodes
from app.integrations.walmart_edr.account import EdrState
from app.integrations.walmart_edr.client import EdrClient
from app.models import EdrSession
from app.models.columns import utc_now
from app.services import breakers, edr_session, jobs
from app.services.actors import Actor
from app.services.edr_reports import NO_REPORT, fetch_reports, store_report
from app.services.edr_session import AUTHENTICATED, CODE_SENT, SignInStatus, status
from app.services.edr_sync import Days, latest_sync, request_edr_sync, run_edr_sync, troubles_of
from app.vocabulary import JobKind, Permission
from app.wording import say

__all__ = [
    "NO_REPORT",
    "Days",
    "SignInStatus",
    "confirm_code",
    "fetch_reports",
    "latest_sync",
    "request_edr_sync",
    "run_edr_sync",
    "sign_out",
    "start_sign_in",
    "status",
    "store_report",
    "troubles_of",
]


def start_sign_in(actor: Actor) -> None:
    """Send one text message. Opens its own transactions.

    Raises Invalid when no account is set, Conflict for a double click, TooManyRequests during the pause, or the
    IntegrationError that says what Walmart did not like.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    with transaction() as session:
        used = edr_session.account(session)
        _claim(edr_session.locked(session))
    client = EdrClient(used, gate=breakers.gate("walmart_edr"))
    try:
        client.send_code()
    except TooManyWrongCodes:
        edr_session.pause()
        raise
    except IntegrationError:
        edr_session.keep(client.state, actor=actor)
        raise
    edr_session.keep(client.state, actor=actor)


def _claim(row: EdrSession) -> None:
    now = utc_now()
    if row.paused_until is not None and row.paused_until > now:
        raise _paused(row)
    if row.state == CODE_SENT and row.last_used_at + edr_session.DOUBLE_CLICK > now:
        raise Conflict(
            say("A code was sent a moment ago. Wait for the text message; ask for another one in half a minute.")
        )
    row.state, row.secret = CODE_SENT, None
    row.last_used_at = now


def _paused(row: EdrSession) -> TooManyRequests:
    left = max(1, int((row.paused_until - utc_now()).total_seconds())) if row.paused_until else 1
    minutes = -(-left // 60)
    message = say("Too many wrong codes. Start again with a new code in %(minutes)s minutes.", minutes=minutes)
    return TooManyRequests(message, left)


def confirm_code(actor: Actor, *, code: str) -> None:
    """Finish the sign-in with the typed code. Opens its own transactions.

    Raises Invalid naming the field for anything but the right six digits, TooManyRequests when three were wrong,
    Conflict when no code is awaited.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    used, state = edr_session.taken_up()
    if state.stage != CODE_SENT or not state.cookies:
        raise Conflict(say("No code is awaited. Ask for a new code first."))
    client = EdrClient(used, state, gate=breakers.gate("walmart_edr"))
    try:
        client.validate_code(code=code)
    except Invalid as error:
        raise _wrong_code(error.message) from error
    except CodeRefused as error:
        edr_session.keep(client.state)
        raise _wrong_code(error.message) from error
    except TooManyWrongCodes as error:
        edr_session.pause()
        raise TooManyRequests(error.message, error.pause_seconds) from error
    except IntegrationError:
        _keep_accepted(client, actor)
        raise
    _keep_accepted(client, actor)


def _keep_accepted(client: EdrClient, actor: Actor) -> None:
    """What waits for the code goes on once it is accepted, also when the token did not come at the first try."""
    edr_session.keep(client.state, actor=actor)
    if client.state.stage == AUTHENTICATED:
        with transaction() as session:
            jobs.go_on(session, JobKind.SYNC_EDR)


def _wrong_code(message: str) -> Invalid:
    return Invalid(message, [FieldError("code", message)])


def sign_out(actor: Actor) -> None:
    """Forget cookies and token. Opens its own transaction."""
    actor.require(Permission.PRINT_PAPERWORK)
    edr_session.keep(EdrState(), actor=actor)
