"""Webhooks as administrators keep them: added, changed, tried, their messages sent again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from flask import current_app
from sqlalchemy.orm import Session

from app.db import after_commit
from app.errors import Conflict, FieldError, Invalid, NotFound, Stale
from app.integrations import webhooks as sender
from app.models import Store, Webhook, WebhookDelivery
from app.models.columns import utc_now
from app.queries import webhooks as queries
from app.services import changes, secrets, webhook_messages
from app.services.actors import Actor
from app.vocabulary import DeliveryState, Permission, WebhookEvent
from app.wording import say

MOST = 20
NAME_LENGTH, URL_LENGTH = 80, 500
_KEPT = timedelta(days=30)
CheckedUrl = NewType("CheckedUrl", str)
"""An address that `checked` looked at."""


@dataclass(frozen=True)
class Wanted:
    """What somebody entered. `store_id` None = what happens in every store."""

    name: str
    url: CheckedUrl
    events: Collection[WebhookEvent]
    store_id: int | None = None
    active: bool = True


def checked(url: str) -> CheckedUrl:
    """Looks the host up, so call it before the transaction. It is checked anew before every send. Raises Invalid."""
    try:
        sender.check_target(url, current_app.extensions["settings"].webhooks_allowed_hosts)
    except sender.TargetRefused as error:
        raise Invalid(say("This address cannot be used."), [FieldError("url", str(error))]) from error
    return CheckedUrl(url)


def find(session: Session, *, webhook_id: int) -> Webhook:
    """Raises NotFound."""
    row = session.get(Webhook, webhook_id)
    if row is None or row.removed:
        raise NotFound(say("That webhook was not found."))
    return row


def create(session: Session, actor: Actor, wanted: Wanted) -> tuple[Webhook, str, int | None]:
    """The row, its secret, which is never shown again, and the id of the change. Raises Invalid, Conflict."""
    actor.require(Permission.MANAGE_WEBHOOKS)
    _check(session, wanted)
    if queries.count(session) >= MOST:
        raise Conflict(say("There are %(most)s webhooks already. Delete one that nobody needs.", most=MOST))
    secret = sender.new_secret()
    with changes.record(
        session, actor, command="create_webhook", summary=f"Webhook “{wanted.name}” added", store_id=wanted.store_id
    ) as recording:
        row = Webhook(secret=secrets.encrypt(secret), switched_off="")
        _apply(row, wanted)
        session.add(row)
    return row, secret, recording.change_id


def update(session: Session, actor: Actor, wanted: Wanted, *, webhook_id: int, version: int | None) -> int | None:
    """Switched on again it is tried at once. Raises NotFound, Stale, Invalid."""
    row = _locked(session, actor, webhook_id, version)
    _check(session, wanted)
    revived = wanted.active and not row.active
    with changes.record(
        session, actor, command="change_webhook", summary=f"Webhook “{wanted.name}” changed", store_id=wanted.store_id
    ) as recording:
        _apply(row, wanted)
        if revived:
            row.switched_off = ""
            row.failures, row.failing_since, row.paused_until = 0, None, None
            after_commit(session, webhook_messages.ring)
    return recording.change_id


def remove(session: Session, actor: Actor, *, webhook_id: int, version: int | None) -> int | None:
    """Undo brings it back with its secret. Raises NotFound, Stale."""
    row = _locked(session, actor, webhook_id, version)
    with changes.record(
        session, actor, command="delete_webhook", summary=f"Webhook “{row.name}” deleted", store_id=row.store_id
    ) as recording:
        row.removed = True
    return recording.change_id


def renew_secret(session: Session, actor: Actor, *, webhook_id: int, version: int | None) -> str:
    """From now on messages are signed with this one, also those that wait. Raises NotFound, Stale."""
    row = _locked(session, actor, webhook_id, version)
    secret = sender.new_secret()
    with changes.record(session, actor, command="renew_webhook_secret", summary=f"New secret of webhook “{row.name}”"):
        row.secret, row.secret_set = secrets.encrypt(secret), row.secret_set + 1
    return secret


def ping(session: Session, actor: Actor, *, webhook_id: int) -> WebhookDelivery:
    """Raises NotFound, and Conflict for one that is switched off."""
    actor.require(Permission.MANAGE_WEBHOOKS)
    row = _listening(session, webhook_id)
    delivery = webhook_messages.ping(session, row)
    session.flush()  # the caller answers with its id
    return delivery


def delivery(session: Session, *, webhook_id: int, delivery_id: int) -> WebhookDelivery:
    """Raises NotFound."""
    find(session, webhook_id=webhook_id)
    row = session.get(WebhookDelivery, delivery_id)
    if row is None or row.webhook_id != webhook_id:
        raise NotFound(say("That delivery was not found."))
    return row


def resend(session: Session, actor: Actor, *, webhook_id: int, delivery_id: int) -> WebhookDelivery:
    """The same message with the same id once more, now. Raises NotFound, and Conflict while it is being sent."""
    actor.require(Permission.MANAGE_WEBHOOKS)
    _listening(session, webhook_id)
    row = delivery(session, webhook_id=webhook_id, delivery_id=delivery_id)
    session.refresh(row, with_for_update=True)
    if row.state is DeliveryState.SENDING:
        raise Conflict(say("This message is being sent at the moment."))
    row.state, row.next_try_at, row.last_error = DeliveryState.PENDING, utc_now(), ""
    after_commit(session, webhook_messages.ring)
    return row


def drop_old(session: Session, *, now: datetime) -> None:
    """Upkeep: messages that are over for thirty days."""
    queries.drop_deliveries(session, now - _KEPT)


def _listening(session: Session, webhook_id: int) -> Webhook:
    """Somebody waits for an answer now: a pause after failures is over."""
    row = find(session, webhook_id=webhook_id)
    if not row.active:
        raise Conflict(say("This webhook is switched off. Switch it on first."))
    queries.note(session, row.id, paused_until=None)
    return row


def _locked(session: Session, actor: Actor, webhook_id: int, version: int | None) -> Webhook:
    actor.require(Permission.MANAGE_WEBHOOKS)
    find(session, webhook_id=webhook_id)
    row = queries.locked(session, webhook_id)
    if row is None or version != row.version:
        raise Stale(say("Somebody else changed this webhook after you opened it. Reload to see it, then try again."))
    return row


def _apply(row: Webhook, wanted: Wanted) -> None:
    row.name, row.url, row.store_id = wanted.name.strip(), wanted.url, wanted.store_id
    row.events = [event.value for event in WebhookEvent if event in wanted.events]
    row.active = wanted.active


def _check(session: Session, wanted: Wanted) -> None:
    wrong = []
    if not wanted.name.strip():
        wrong.append(FieldError("name", say("Give it a name.")))
    if not wanted.events:
        wrong.append(FieldError("events", say("Choose at least one event.")))
    if wanted.store_id is not None and session.get(Store, wanted.store_id) is None:
        wrong.append(FieldError("store_id", say("Choose a store from the list.")))
    if wrong:
        raise Invalid(say("This webhook cannot be saved like this."), wrong)
