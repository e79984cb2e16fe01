"""Webhooks, and the messages to them: who listens, what is due, what was sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.models import Event, Webhook, WebhookDelivery
from app.queries.events_list import LACKS_PEOPLE
from app.queries.paging import Page, Wanted, page_of
from app.vocabulary import DeliveryState

SORTABLE = {"id": Webhook.id, "name": Webhook.name}
DELIVERIES_SORTABLE = {"id": WebhookDelivery.id}
_OVER = (DeliveryState.DELIVERED, DeliveryState.DEAD)
_AT_ONCE = 1000


#: What nobody deleted.
_STANDING = select(Webhook).where(Webhook.removed.is_(False))


def webhooks_page(session: Session, wanted: Wanted) -> Page[Webhook]:
    return page_of(session, _STANDING, SORTABLE, wanted)


def all_webhooks(session: Session) -> Sequence[Webhook]:
    return session.scalars(_STANDING.order_by(Webhook.name, Webhook.id)).all()


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(_STANDING.subquery())) or 0


def switched_off(session: Session) -> Sequence[Webhook]:
    """By the product itself, and nobody has switched them on again."""
    query = _STANDING.where(Webhook.active.is_(False), Webhook.switched_off != "")
    return session.scalars(query.order_by(Webhook.id)).all()


def listening(session: Session) -> Sequence[Webhook]:
    return session.scalars(_STANDING.where(Webhook.active.is_(True)).order_by(Webhook.id)).all()


def locked(session: Session, webhook_id: int) -> Webhook | None:
    """Read anew: what a delivery noted meanwhile counts."""
    query = _STANDING.where(Webhook.id == webhook_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def deliveries_page(
    session: Session, webhook_id: int, state: DeliveryState | None, wanted: Wanted
) -> Page[WebhookDelivery]:
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if state is not None:
        query = query.where(WebhookDelivery.state == state)
    return page_of(session, query, DELIVERIES_SORTABLE, wanted)


def stores_of(session: Session, event_ids: Collection[int]) -> dict[int, int]:
    """By event."""
    return dict(session.execute(select(Event.id, Event.store_id).where(Event.id.in_(event_ids))).all())


def short_of_people(session: Session, event_ids: Collection[int]) -> set[int]:
    """Which of these events have fewer people than they need."""
    return set(session.scalars(select(Event.id).where(Event.id.in_(event_ids), LACKS_PEOPLE)))


def _due(now: datetime) -> Select[WebhookDelivery]:
    waiting = and_(WebhookDelivery.state == DeliveryState.PENDING, WebhookDelivery.next_try_at <= now)
    lost = and_(WebhookDelivery.state == DeliveryState.SENDING, WebhookDelivery.lease_until < now)
    ready = or_(Webhook.paused_until.is_(None), Webhook.paused_until <= now)
    return (
        select(WebhookDelivery)
        .join(WebhookDelivery.webhook)
        .where(or_(waiting, lost), Webhook.active.is_(True), Webhook.removed.is_(False), ready)
        .order_by(WebhookDelivery.next_try_at, WebhookDelivery.id)
        .limit(1)
    )


def next_due(session: Session, now: datetime) -> WebhookDelivery | None:
    """With its webhook, locked."""
    query = _due(now).options(joinedload(WebhookDelivery.webhook, innerjoin=True))
    return session.scalar(query.with_for_update(of=WebhookDelivery, skip_locked=True))


def anything_due(session: Session, now: datetime) -> bool:
    return session.scalar(_due(now)) is not None


def note(session: Session, webhook_id: int, **values: object) -> None:
    """Past the version: how a delivery went is no edit that could surprise somebody's form."""
    session.execute(update(Webhook).where(Webhook.id == webhook_id).values(**values))


def drop_deliveries(session: Session, before: datetime) -> None:
    """The oldest ones that are over, some at a time."""
    old = select(WebhookDelivery.id).where(WebhookDelivery.state.in_(_OVER), WebhookDelivery.created_at < before)
    oldest = old.order_by(WebhookDelivery.id).limit(_AT_ONCE)
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(oldest)))
