"""Events."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import listed, one
from app.blueprints.api.blueprint import ID
from app.blueprints.api.fields import Day, ListQuery, choice, page_schema, query_id, shown_day, text_field, wanted
from app.db import db
from app.errors import NotFound
from app.queries import events_list
from app.queries.events_list import EventStatus
from app.vocabulary import Condition, EventType, Permission
from app.web.access import current_actor, requires


class EventSchema(Schema):
    id = fields.Integer(required=True)
    ref_num = fields.String(required=True)
    external_id = fields.String(required=True, allow_none=True)
    event_number = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    type = choice(EventType, required=True)
    store_id = fields.Integer(required=True)
    start_date = shown_day(required=True)
    due_date = shown_day(required=True)
    duration_minutes = fields.Integer(required=True)
    required_headcount = fields.Integer(required=True)
    scheduled_headcount = fields.Integer(required=True)
    priority = fields.Integer(required=True, metadata={"description": "1 is the highest."})
    condition = choice(Condition, required=True)
    status = choice(EventStatus, required=True)
    parent_id = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)


class EventQuery(ListQuery):
    sort_by = choice(events_list.SORTABLE, load_default="id")
    type = choice(EventType)
    condition = choice(Condition)
    status = choice(EventStatus)
    store_id = query_id()
    parent_id = query_id()
    priority = fields.Integer(validate=validate.Range(1, 5))
    ref_num = text_field(32)
    external_id = text_field(32)
    search = text_field(100)
    date = Day(metadata={"description": "Events whose window holds this day."})
    date_from = Day()
    date_to = Day()


@bp.get("/events", tags=["Events"])
@requires(Permission.VIEW_EVENTS)
@bp.arguments(EventQuery, location="query")
@bp.response(200, page_schema(EventSchema, "EventPage"))
def list_events(query):
    """Events of your stores."""
    page = events_list.events_page(db.session(), current_actor().store_ids, query, wanted(query))
    return listed(page, presenters.event)


@bp.get(f"/events/<{ID}:event_id>", tags=["Events"])
@requires(Permission.VIEW_EVENTS)
@bp.response(200, EventSchema)
def get_event(event_id):
    """One event."""
    found = seen_event(event_id)
    return one(presenters.event(found), event_id, found[0].version)


def seen_event(event_id):
    found = events_list.event_seen(db.session(), current_actor().store_ids, event_id)
    if found is None:
        raise NotFound("That event was not found.")
    return found
