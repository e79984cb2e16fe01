"""Webhooks: other programs are told what happens here."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import etag, listed, match_if_sent, once, one, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import (
    ListQuery,
    Nothing,
    choice,
    id_field,
    page_schema,
    shown_moment,
    text_field,
    wanted,
)
from app.db import db, transaction
from app.models import Webhook
from app.queries import webhooks as queries
from app.services import webhooks
from app.services.idempotency import Answer
from app.services.webhooks import NAME_LENGTH, URL_LENGTH, Wanted
from app.vocabulary import Permission, WebhookEvent
from app.web.access import current_actor, requires

_STORE = {"description": "Only what concerns this store; null = every store."}
_SECRET = {"description": "Shown this once. Null when the answer is repeated under its Idempotency-Key: renew it then."}


class WebhookSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    url = fields.String(required=True)
    events = fields.List(choice(WebhookEvent), required=True)
    store_id = fields.Integer(required=True, allow_none=True, metadata=_STORE)
    active = fields.Boolean(required=True)
    switched_off = fields.String(
        required=True, metadata={"description": "Why the product switched it off by itself, else empty."}
    )
    failing_since = shown_moment(required=True, allow_none=True)
    version = fields.Integer(required=True)


class WebhookWithSecret(WebhookSchema):
    secret = fields.String(required=True, allow_none=True, metadata=_SECRET)


class WebhookQuery(ListQuery):
    sort_by = choice(queries.SORTABLE, load_default="id")


def _events(**more):
    return fields.List(choice(WebhookEvent), validate=validate.Length(1, len(WebhookEvent)), **more)


class ChangedWebhook(Schema):
    """Fields that are left out stay as they are."""

    name = text_field(NAME_LENGTH)
    url = text_field(URL_LENGTH)
    events = _events()
    store_id = id_field(allow_none=True, metadata=_STORE)
    active = fields.Boolean()


class NewWebhook(ChangedWebhook):
    name = text_field(NAME_LENGTH, required=True)
    url = text_field(URL_LENGTH, required=True)
    events = _events(required=True)


@bp.get("/webhooks", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@bp.arguments(WebhookQuery, location="query")
@bp.response(200, page_schema(WebhookSchema, "WebhookPage"))
def list_webhooks(query):
    """Who is told of what."""
    return listed(queries.webhooks_page(db.session(), wanted(query)), _shown)


@bp.get(f"/webhooks/<{ID}:webhook_id>", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@bp.response(200, WebhookSchema)
def get_webhook(webhook_id):
    """One webhook."""
    row = webhooks.find(db.session(), webhook_id=webhook_id)
    return one(_shown(row), row.id, row.version)


@bp.post("/webhooks", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@bp.arguments(NewWebhook)
@bp.response(201, WebhookWithSecret)
def create_webhook(asked):
    """Tell another program of what happens here. Its `secret` is shown this once."""
    new, secrets = _wanted({"store_id": None, "active": True, **asked}), []

    def save(session):
        row, secret, _change_id = webhooks.create(session, current_actor(), new)
        secrets.append(secret)
        where = {"Location": f"/api/v1/webhooks/{row.id}", "ETag": etag(row.id, row.version)}
        return Answer(_shown(row) | {"secret": None}, 201, where)

    return _with_secret(once(save), secrets)


@bp.put(f"/webhooks/<{ID}:webhook_id>", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@guarded
@bp.arguments(NewWebhook)
@bp.response(200, WebhookSchema)
def replace_webhook(asked, webhook_id):
    """Replace everything but the secret."""
    return _changed(webhook_id, {"store_id": None, "active": True, **asked})


@bp.patch(f"/webhooks/<{ID}:webhook_id>", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@guarded
@bp.arguments(ChangedWebhook)
@bp.response(200, WebhookSchema)
def change_webhook(asked, webhook_id):
    """Change part of a webhook; `active` switches it off and on."""
    return _changed(webhook_id, asked)


@bp.delete(f"/webhooks/<{ID}:webhook_id>", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@guarded
@bp.response(204)
def delete_webhook(webhook_id):
    """Nothing is told to it any more; undo brings it back."""
    with transaction() as session:
        row = _matched(session, webhook_id)
        webhooks.remove(session, current_actor(), webhook_id=row.id, version=row.version)
    return "", 204


@bp.post(f"/webhooks/<{ID}:webhook_id>/secret", tags=["Webhooks"])
@requires(Permission.MANAGE_WEBHOOKS)
@bp.arguments(Nothing, required=False)
@bp.response(200, WebhookWithSecret)
def renew_webhook_secret(_nothing, webhook_id):
    """A new secret, shown this once; the old one is good no more."""
    secrets = []

    def renew(session):
        who = current_actor()
        row = webhooks.find(session, webhook_id=webhook_id)
        match_if_sent(row.id, row.version)
        secrets.append(webhooks.renew_secret(session, who, webhook_id=row.id, version=row.version))
        return Answer(_shown(row) | {"secret": None}, 200, {"ETag": etag(row.id, row.version)})

    return _with_secret(once(renew), secrets)


def _changed(webhook_id, asked):
    """What is left out of `asked` stays as it is. The host is looked up before the transaction."""
    row = webhooks.find(db.session(), webhook_id=webhook_id)
    require_match(row.id, row.version)
    new = _wanted(_shown(row) | asked)
    with transaction() as session:
        row = _matched(session, webhook_id)
        webhooks.update(session, current_actor(), new, webhook_id=row.id, version=row.version)
        return tagged(_shown(row), row.id, row.version)


def _wanted(facts) -> Wanted:
    """Raises Invalid for an address that may not be sent to."""
    events = [WebhookEvent(name) for name in facts["events"]]
    return Wanted(facts["name"], webhooks.checked(facts["url"]), events, facts["store_id"], facts["active"])


def _matched(session, webhook_id) -> Webhook:
    row = webhooks.find(session, webhook_id=webhook_id)
    require_match(row.id, row.version)
    return row


def _with_secret(answered, secrets):
    """What is kept to repeat the answer never holds the secret."""
    body, status, headers = answered
    return body | {"secret": secrets[0] if secrets else None}, status, headers | {"Cache-Control": "no-store"}


def _shown(row: Webhook) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "url": row.url,
        "events": row.events,
        "store_id": row.store_id,
        "active": row.active,
        "switched_off": row.switched_off,
        "failing_since": presenters.moment(row.failing_since),
        "version": row.version,
    }
