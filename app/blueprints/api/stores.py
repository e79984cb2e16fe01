"""Stores."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import listed, one
from app.blueprints.api.blueprint import ID
from app.blueprints.api.fields import ListQuery, choice, page_schema, text_field, wanted
from app.db import db
from app.errors import NotFound
from app.models import Store
from app.queries import stores_list
from app.vocabulary import Permission
from app.web.access import current_actor, requires


class StoreSchema(Schema):
    id = fields.Integer(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    timezone = fields.String(required=True)
    active = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class StoreQuery(ListQuery):
    sort_by = choice(stores_list.SORTABLE, load_default="id")
    number = text_field(16)
    active = fields.Boolean()


@bp.get("/stores", tags=["Stores"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(StoreQuery, location="query")
@bp.response(200, page_schema(StoreSchema, "StorePage"))
def list_stores(query):
    """The stores you may see."""
    page = stores_list.stores_page(db.session(), current_actor().store_ids, query, wanted(query))
    return listed(page, presenters.store)


@bp.get(f"/stores/<{ID}:store_id>", tags=["Stores"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, StoreSchema)
def get_store(store_id):
    """One store."""
    row = db.session.get(Store, store_id)
    if row is None or not current_actor().sees_store(store_id):
        raise NotFound("That store was not found.")
    return one(presenters.store(row), row.id, row.version)
