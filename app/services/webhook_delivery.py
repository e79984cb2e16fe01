"""Sends what webhooks are to be told. No transaction is open while somebody else's server is asked.

Claim (commit) -> send -> settle (commit), under a lease and a fence: a worker that lost its lease cannot write. A
message whose worker died is sent again: at least once, always with the same id.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from app.db import db, transaction
from app.errors import Invalid
from app.integrations import webhooks as sender
from app.integrations.webhooks import Message, Sent
from app.models import Webhook, WebhookDelivery
from app.models.columns import utc_now
from app.queries import webhooks as queries
from app.services import changes, secrets
from app.services.actors import system_actor
from app.vocabulary import DeliveryState

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
#: After this long without success a message is given up, and a webhook switched off.
PATIENCE = timedelta(days=3)
#: Messages of one going over, so that other work of the worker has its turn.
MOST_AT_ONCE = 25
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=4)


@dataclass(frozen=True)
class Claim:
    delivery_id: int
    webhook_id: int
    fence: int
    url: str
    secret: bytes
    message: Message


def deliver_due() -> int:
    """Send what is due; how many messages were tried."""
    tried = 0
    while tried < MOST_AT_ONCE:
        claim = _claim_next()
        if claim is None:
            break
        _settle(claim, _send(claim))
        tried += 1
    return tried


def anything_due() -> bool:
    session = db.session()
    try:
        return queries.anything_due(session, utc_now())
    finally:
        session.rollback()


def wait_after(failures: int) -> timedelta:
    """Grows from half a minute to four hours, spread so that not all receivers are asked at the same moment."""
    longest = min(_FIRST_WAIT * float(2 ** min(failures - 1, 20)), _LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311  # nosec B311  # spreads load, no secret


def _claim_next() -> Claim | None:
    with transaction() as session:
        row = queries.next_due(session, utc_now())
        if row is None:
            return None
        row.state, row.lease_until = DeliveryState.SENDING, utc_now() + LEASE
        row.attempts += 1
        row.fence += 1
        message = Message(row.message_id, row.body, row.request_id)
        return Claim(row.id, row.webhook_id, row.fence, row.webhook.url, row.webhook.secret, message)


def _send(claim: Claim) -> Sent:
    try:
        secret = secrets.decrypt(claim.secret)
    except Invalid:
        return Sent(None, "Its secret cannot be read with the present SETTINGS_ENCRYPTION_KEY. Make a new secret.")
    return sender.send(claim.url, secret, claim.message, current_app.extensions["settings"].webhooks_allowed_hosts)


def _settle(claim: Claim, sent: Sent) -> None:
    with transaction() as session:
        webhook = session.get(Webhook, claim.webhook_id, with_for_update=True)
        row = session.get(WebhookDelivery, claim.delivery_id, with_for_update=True)
        if webhook is None or row is None or row.fence != claim.fence:
            log.warning("webhook delivery lost its lease", delivery_id=claim.delivery_id)
            return
        now = utc_now()
        row.lease_until, row.tried_at = None, now
        row.answered, row.last_error = sent.status, sent.why[:300]
        if sent.why:
            _failed(session, webhook, row, now)
        else:
            row.state, row.delivered_at = DeliveryState.DELIVERED, now
            queries.note(session, webhook.id, failures=0, failing_since=None, paused_until=None)


def _failed(session: Session, webhook: Webhook, row: WebhookDelivery, now: datetime) -> None:
    since, failures = webhook.failing_since or now, webhook.failures + 1
    row.state = DeliveryState.DEAD if row.created_at <= now - PATIENCE else DeliveryState.PENDING
    row.next_try_at = now + wait_after(row.attempts)
    pause = now + wait_after(failures)
    queries.note(session, webhook.id, failures=failures, failing_since=since, paused_until=pause)
    if webhook.active and since <= now - PATIENCE:
        _switch_off(session, webhook, row.last_error)


def _switch_off(session: Session, webhook: Webhook, why: str) -> None:
    """Administrators and managers find it in the bell."""
    summary = f"Webhook “{webhook.name}” switched off: nothing got through for {PATIENCE.days} days"
    with changes.record(session, system_actor("upkeep"), command="switch_off_webhook", summary=summary):
        webhook.active, webhook.switched_off = False, why[:300]
    log.warning("webhook switched off", webhook_id=webhook.id)
