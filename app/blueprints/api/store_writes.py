"""Stores: added, replaced and changed in part. Hours, address and Crossmark's id are kept on the page of the store."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import etag, once, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import text_field
from app.blueprints.api.stores import StoreSchema
from app.db import transaction
from app.formatting import parse_hhmm
from app.models import Store
from app.services import stores
from app.services.idempotency import Answer
from app.services.stores import StoreFacts
from app.vocabulary import Permission
from app.web.access import current_actor, requires


class ChangedStore(Schema):
    """Fields that are left out stay as they are."""

    number = text_field(16)
    name = text_field(120)
    timezone = text_field(64)
    active = fields.Boolean()


class NewStore(ChangedStore):
    number = text_field(16, required=True)
    name = text_field(120, required=True)
    timezone = text_field(64, required=True)


@bp.post("/stores", tags=["Stores"])
@requires(Permission.EDIT_SETTINGS)
@bp.arguments(NewStore)
@bp.response(201, StoreSchema)
def create_store(asked):
    """Add a store; needs somebody who manages all stores."""

    def save(session):
        row, _change_id = stores.create(session, current_actor(), facts=StoreFacts(**_stripped(asked)))
        where = {"Location": f"/api/v1/stores/{row.id}", "ETag": etag(row.id, row.version)}
        return Answer(presenters.store(row), 201, where)

    return once(save)


@bp.put(f"/stores/<{ID}:store_id>", tags=["Stores"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.arguments(NewStore)
@bp.response(200, StoreSchema)
def replace_store(asked, store_id):
    """Replace number, name, time zone and whether it is active."""
    return _changed(store_id, {"active": True} | asked)


@bp.patch(f"/stores/<{ID}:store_id>", tags=["Stores"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.arguments(ChangedStore)
@bp.response(200, StoreSchema)
def change_store(asked, store_id):
    """Change part of a store; one that is closed for good is not deleted but inactive."""
    return _changed(store_id, asked)


def _changed(store_id, asked):
    with transaction() as session:
        who = current_actor()
        row = stores.find(session, who, store_id=store_id)
        require_match(row.id, row.version)
        facts = StoreFacts(**_now(row) | _stripped(asked))
        stores.update(session, who, store_id=row.id, version=row.version, facts=facts)
        return tagged(presenters.store(row), row.id, row.version)


def _stripped(asked):
    return {name: value.strip() if isinstance(value, str) else value for name, value in asked.items()}


def _now(row: Store):
    hours = {day: (parse_hhmm(begin), parse_hhmm(end)) for day, (begin, end) in stores.hours_of(row).items()}
    return {
        "number": row.number,
        "name": row.name,
        "timezone": row.timezone,
        "active": row.active,
        "location_id": row.location_id,
        "address": row.address,
        "hours": hours,
    }
