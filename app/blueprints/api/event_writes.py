"""Events: those made here are added, changed and cancelled; of Crossmark's only what a manager decides is changed."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import etag, once, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.events import EventSchema, seen_event
from app.blueprints.api.fields import Day, choice, id_field, text_field
from app.db import transaction
from app.errors import FieldError, Invalid
from app.models import Event, Store
from app.services import events, own_events
from app.services.events import EventDecision
from app.services.idempotency import Answer
from app.services.own_events import EventFacts
from app.vocabulary import EventType, Permission
from app.web.access import current_actor, requires

_TYPE = {"description": "Null: what the name says."}
_FACTS = ("name", "store_id", "start_date", "due_date")
_USUAL: dict[str, Any] = {
    "type": None,
    "priority": 3,
    "required_headcount": 1,
    "duration_minutes": 0,
    "auto_schedule": True,
    "auto_schedule_reason": "",
}


def _number(first: int, last: int, **more):
    return fields.Integer(strict=True, validate=validate.Range(first, last), **more)


class ChangedEvent(Schema):
    """Fields that are left out stay as they are. `name`, `store_id` and the window of an event of Crossmark's are
    Crossmark's business (409)."""

    name = text_field(200)
    store_id = id_field()
    start_date = Day()
    due_date = Day()
    type = choice(EventType, allow_none=True, metadata=_TYPE)
    priority = _number(1, 5, metadata={"description": "1 is the highest."})
    required_headcount = _number(1, 99)
    duration_minutes = _number(5, 1440)
    auto_schedule = fields.Boolean()
    auto_schedule_reason = text_field(200, metadata={"description": "Needed when it is not planned automatically."})


class NewEvent(ChangedEvent):
    """Without duration_minutes it takes the length usual for its type."""

    name = text_field(200, required=True)
    store_id = id_field(required=True)
    start_date = Day(required=True)
    due_date = Day(required=True)


@bp.post("/events", tags=["Events"])
@requires(Permission.EDIT_EVENTS)
@bp.arguments(NewEvent)
@bp.response(201, EventSchema)
def create_event(asked):
    """Add an event of your own; Crossmark does not hear of it."""
    wanted = {**_USUAL, **asked}

    def save(session):
        facts, decision = _facts(session, wanted), _decision(wanted)
        row, _change_id = own_events.create(session, current_actor(), facts=facts, decision=decision)
        session.flush()  # the answer is read with its bookings
        where = {"Location": f"/api/v1/events/{row.id}", "ETag": etag(row.id, row.version)}
        return Answer(presenters.event(seen_event(row.id)), 201, where)

    return once(save)


@bp.put(f"/events/<{ID}:event_id>", tags=["Events"])
@requires(Permission.EDIT_EVENTS)
@guarded
@bp.arguments(NewEvent)
@bp.response(200, EventSchema)
def replace_event(asked, event_id):
    """Replace an event; what is left out goes back to its default."""
    with transaction() as session:
        row = _matched(event_id)
        usual = _USUAL | {"duration_minutes": row.duration_minutes, "campaign_id": row.campaign_id}
        return _saved(session, row, usual | asked)


@bp.patch(f"/events/<{ID}:event_id>", tags=["Events"])
@requires(Permission.EDIT_EVENTS)
@guarded
@bp.arguments(ChangedEvent)
@bp.response(200, EventSchema)
def change_event(asked, event_id):
    """Change part of an event."""
    with transaction() as session:
        row = _matched(event_id)
        return _saved(session, row, _now(row) | asked)


@bp.delete(f"/events/<{ID}:event_id>", tags=["Events"])
@requires(Permission.EDIT_EVENTS)
@guarded
@bp.response(204)
def delete_event(event_id):
    """Cancel an event of your own; whoever is booked on it is free again. Undo takes it back."""
    with transaction() as session:
        row = _matched(event_id)
        own_events.cancel(session, current_actor(), event_id=row.id, version=row.version)
    return "", 204


def _matched(event_id) -> Event:
    row, _booked = seen_event(event_id)
    require_match(row.id, row.version)
    return row


def _saved(session, row: Event, wanted):
    """An event of Crossmark's keeps its facts: only what differs is refused."""
    decision = _decision(wanted)
    if not row.is_ours and all(wanted[name] == getattr(row, name) for name in _FACTS):
        events.update(session, current_actor(), event_id=row.id, version=row.version, decision=decision)
    else:
        own_events.update(
            session,
            current_actor(),
            event_id=row.id,
            version=row.version,
            facts=_facts(session, wanted),
            decision=decision,
        )
    session.flush()  # the answer is read with its bookings
    return tagged(presenters.event(seen_event(row.id)), row.id, row.version)


def _now(row: Event) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*_FACTS, *_USUAL)} | {
        "type": row.type if row.type_is_manual else None,
        "campaign_id": row.campaign_id,
    }


def _facts(session, wanted) -> EventFacts:
    """Raises Invalid for a store that is not there."""
    if session.get(Store, wanted["store_id"]) is None:
        raise Invalid("Please check: store_id.", [FieldError("store_id", "There is no such store.")])
    return EventFacts(wanted["name"].strip(), wanted["store_id"], wanted["start_date"], wanted["due_date"])


def _decision(wanted) -> EventDecision:
    kind = wanted["type"]
    return EventDecision(
        type=EventType(kind) if kind else None,
        priority=wanted["priority"],
        required_headcount=wanted["required_headcount"],
        duration_minutes=wanted["duration_minutes"],
        auto_schedule=wanted["auto_schedule"],
        auto_schedule_reason=wanted["auto_schedule_reason"].strip(),
        campaign_id=wanted.get("campaign_id"),
    )
