"""Messages to webhooks: the log, a test message, and sending one once more."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import listed, once
from app.blueprints.api.blueprint import ID
from app.blueprints.api.fields import ListQuery, Nothing, choice, page_schema, shown_moment, wanted
from app.db import db
from app.models import WebhookDelivery
from app.queries import webhooks as queries
from app.services import webhooks
from app.services.idempotency import Answer
from app.vocabulary import DeliveryState, Permission
from app.web.access import current_actor, requires


class DeliverySchema(Schema):
    id = fields.Integer(required=True)
    webhook_id = fields.Integer(required=True)
    message_id = fields.String(required=True, metadata={"description": "The same with every try."})
    event = fields.String(required=True)
    state = choice(DeliveryState, required=True)
    attempts = fields.Integer(required=True)
    answered = fields.Integer(required=True, allow_none=True, metadata={"description": "Status of the last answer."})
    last_error = fields.String(required=True)
    created_at = shown_moment(required=True)
    next_try_at = shown_moment(required=True, allow_none=True)
    delivered_at = shown_moment(required=True, allow_none=True)
    body = fields.String(required=True, metadata={"description": "Exactly what is sent and signed."})


class DeliveryQuery(ListQuery):
    order = choice(("asc", "desc"), load_default="desc")
    sort_by = choice(queries.DELIVERIES_SORTABLE, load_default="id")
    state = choice(DeliveryState)


@bp.post(f"/webhooks/<{ID}:webhook_id>/ping", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@bp.arguments(Nothing, required=False)
@bp.response(202, DeliverySchema)
def ping_webhook(_nothing, webhook_id):
    """Send a message of type `ping`; the address in `Location` tells how it went."""

    def send(session):
        return _queued(webhooks.ping(session, current_actor(), webhook_id=webhook_id))

    return once(send)


@bp.get(f"/webhooks/<{ID}:webhook_id>/deliveries", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@bp.arguments(DeliveryQuery, location="query")
@bp.response(200, page_schema(DeliverySchema, "DeliveryPage"))
def list_deliveries(query, webhook_id):
    """What was and is to be sent, the newest first. Kept for thirty days."""
    session, order = db.session(), wanted(query)
    row = webhooks.find(session, webhook_id=webhook_id)
    state = DeliveryState(query["state"]) if "state" in query else None
    return listed(queries.deliveries_page(session, row.id, state, order), _shown)


@bp.get(f"/webhooks/<{ID}:webhook_id>/deliveries/<{ID}:delivery_id>", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@bp.response(200, DeliverySchema)
def get_delivery(webhook_id, delivery_id):
    """One message and how it went."""
    return _shown(webhooks.delivery(db.session(), webhook_id=webhook_id, delivery_id=delivery_id))


@bp.post(f"/webhooks/<{ID}:webhook_id>/deliveries/<{ID}:delivery_id>/resend", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@bp.arguments(Nothing, required=False)
@bp.response(202, DeliverySchema)
def resend_delivery(_nothing, webhook_id, delivery_id):
    """Send the same message once more."""

    def again(session):
        who = current_actor()
        return _queued(webhooks.resend(session, who, webhook_id=webhook_id, delivery_id=delivery_id))

    return once(again)


def _queued(row: WebhookDelivery) -> Answer:
    where = f"/api/v1/webhooks/{row.webhook_id}/deliveries/{row.id}"
    return Answer(_shown(row), 202, {"Location": where})


def _shown(row: WebhookDelivery) -> dict[str, object]:
    waits = row.state in (DeliveryState.PENDING, DeliveryState.SENDING)
    return {
        "id": row.id,
        "webhook_id": row.webhook_id,
        "message_id": row.message_id,
        "event": row.event,
        "state": row.state.value,
        "attempts": row.attempts,
        "answered": row.answered,
        "last_error": row.last_error,
        "created_at": presenters.moment(row.created_at),
        "next_try_at": presenters.moment(row.next_try_at) if waits else None,
        "delivered_at": presenters.moment(row.delivered_at),
        "body": row.body,
    }
