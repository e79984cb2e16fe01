"""Sends the mails that wait, one after the other; each goes out once.

Claim (commit) -> send -> settle (commit). A worker that dies in between leaves a mail that may have gone out: it is
never sent again by itself, a manager decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email.utils import make_msgid

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import Conflict, Invalid, NotFound
from app.integrations import mail
from app.integrations.errors import IntegrationError, OutcomeUnknown, Refused, Unreachable
from app.integrations.mail import MailServer
from app.models import Mail
from app.models.columns import utc_now
from app.queries import mails as queries
from app.services import failpoints
from app.services.actors import Actor
from app.vocabulary import MailState, Permission
from app.wording import say

DELIVER_TASK = "deliver_mails"
#: After the first failure, the second, and so on; then a manager has to look.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
#: Nobody needs so long for one mail: its worker is gone.
STALE = timedelta(minutes=5)
KEPT = timedelta(days=90)
_PERMANENT = 500
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claim:
    id: int
    address: str
    subject: str
    body: str
    message_id: str
    tries: int


def is_set_up() -> bool:
    """Whether mail goes out at all (SMTP_URL)."""
    return bool(current_app.extensions["settings"].smtp_url)


def new_message_id() -> str:
    server = _server()
    return make_msgid(domain=server.host if server is not None else "localhost")


def deliver_due() -> int:
    """Send what is due; how many went out. It stops when the server is not there."""
    server = _server()
    _find_lost()
    sent = 0
    while server is not None:
        claim = _claim()
        if claim is None:
            break
        failpoints.reach("mail_claimed")
        try:
            mail.send(server, [claim.address], subject=claim.subject, text=claim.body, message_id=claim.message_id)
        except Unreachable as error:
            _put_back(claim, error.message)
            break
        except IntegrationError as error:
            _not_sent(claim, error)
        else:
            failpoints.reach("mail_sent")
            _settle(claim, MailState.SENT)
            sent += 1
    return sent


def _server() -> MailServer | None:
    """None while there is none to ask, or its address cannot be read: the mails wait."""
    url = current_app.extensions["settings"].smtp_url
    if not url:
        return None
    try:
        return mail.server_of(url)
    except Invalid as error:
        log.error("mail server not usable", reason=error.message)
        return None


def _find_lost() -> None:
    with transaction() as session:
        for row in queries.begun_before(session, utc_now() - STALE):
            row.state = MailState.UNKNOWN
            row.error = "The worker stopped while it was sent; it may have arrived."


def _claim() -> Claim | None:
    with transaction() as session:
        row = queries.next_due(session, utc_now())
        if row is None:
            return None
        row.state, row.begun_at, row.tries = MailState.SENDING, utc_now(), row.tries + 1
        return Claim(row.id, row.address, row.subject, row.body, row.message_id, row.tries)


def _not_sent(claim: Claim, error: IntegrationError) -> None:
    if isinstance(error, OutcomeUnknown):
        _settle(claim, MailState.UNKNOWN, "The connection broke off while it was sent; it may have arrived.")
    elif isinstance(error, Refused) and error.answered < _PERMANENT:
        _put_back(claim, error.message)
    else:
        _settle(claim, MailState.FAILED, error.message)


def _put_back(claim: Claim, reason: str) -> None:
    if claim.tries > len(WAITS):
        _settle(claim, MailState.FAILED, reason)
        return
    with transaction() as session:
        row = session.get_one(Mail, claim.id, with_for_update=True)
        row.state, row.error, row.due_at = MailState.PENDING, reason[:300], utc_now() + WAITS[claim.tries - 1]


def _settle(claim: Claim, state: MailState, reason: str = "") -> None:
    with transaction() as session:
        row = session.get_one(Mail, claim.id, with_for_update=True)
        row.state, row.error = state, reason[:300]
        row.sent_at = utc_now() if state is MailState.SENT else None


def send_again(session: Session, actor: Actor, *, mail_id: int) -> Mail:
    """Raises NotFound, and Conflict unless it failed or nobody knows."""
    row = _undecided(session, actor, mail_id)
    row.state, row.tries, row.due_at, row.error = MailState.PENDING, 0, utc_now(), ""
    return row


def put_away(session: Session, actor: Actor, *, mail_id: int) -> Mail:
    """It is not sent; somebody told the person otherwise. Raises NotFound, Conflict."""
    row = _undecided(session, actor, mail_id)
    row.state = MailState.PUT_AWAY
    return row


def _undecided(session: Session, actor: Actor, mail_id: int) -> Mail:
    actor.require(Permission.EDIT_SCHEDULE)
    row = queries.mail_for_update(session, mail_id)
    if row is None or not actor.sees_store(row.store_id):
        raise NotFound(say("That mail was not found."))
    if row.state not in (MailState.FAILED, MailState.UNKNOWN):
        raise Conflict(say("This was decided already, or the mail has gone out meanwhile."))
    return row


def forget_old(session: Session) -> None:
    queries.forget_before(session, utc_now() - KEPT)
