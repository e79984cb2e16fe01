"""Commands on a schedule: move, swap, cancel; and taking a change back."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import etag, listed, match_if_sent, once
from app.blueprints.api.blueprint import ID
from app.blueprints.api.fields import (
    ClockTime,
    Day,
    ListQuery,
    Nothing,
    choice,
    id_field,
    page_schema,
    query_id,
    shown_moment,
    text_field,
    wanted,
)
from app.blueprints.api.schedules import DoneSchema, done, moved, seen
from app.db import db
from app.errors import Stale
from app.queries import changes_list
from app.services import schedules, undoing
from app.services.idempotency import Answer
from app.vocabulary import Permission
from app.web.access import current_actor, requires


class Move(Schema):
    date = Day(required=True)
    start_time = ClockTime(required=True)
    employee_id = id_field()
    override_reason = text_field(300, load_default="")
    version = id_field(metadata={"description": "The version you saw; as an alternative to If-Match."})


class Swap(Schema):
    other_id = id_field(required=True, metadata={"description": "The schedule whose employee takes this one."})
    override_reason = text_field(300, load_default="")
    version = id_field()


class Cancel(Schema):
    reason = text_field(300, load_default="")
    version = id_field()


class ChangeSchema(Schema):
    id = fields.Integer(required=True)
    at = shown_moment(required=True)
    actor = fields.String(required=True)
    user_id = fields.Integer(required=True, allow_none=True)
    source = fields.String(required=True)
    command = fields.String(required=True)
    summary = fields.String(required=True)
    reason = fields.String(required=True)
    store_id = fields.Integer(required=True, allow_none=True)
    request_id = fields.String(required=True)
    undo_of_id = fields.Integer(required=True, allow_none=True)


class ChangeQuery(ListQuery):
    order = choice(("asc", "desc"), load_default="desc")
    sort_by = choice(changes_list.SORTABLE, load_default="id")
    command = text_field(60)
    source = text_field(16)
    store_id = query_id()
    user_id = query_id()


@bp.post(f"/schedules/<{ID}:schedule_id>/move", tags=["Schedules"])
@requires(Permission.EDIT_SCHEDULE)
@bp.arguments(Move)
@bp.response(200, DoneSchema)
def move_schedule(asked, schedule_id):
    """Move a schedule to another day, time or person."""
    return once(lambda session: _commanded(session, moved(session, _current(session, schedule_id, asked), asked)))


@bp.post(f"/schedules/<{ID}:schedule_id>/swap", tags=["Schedules"])
@requires(Permission.EDIT_SCHEDULE)
@bp.arguments(Swap)
@bp.response(200, DoneSchema)
def swap_schedule(asked, schedule_id):
    """Let the employees of two schedules trade places."""

    def trade(session):
        row = _current(session, schedule_id, asked)
        outcome = schedules.swap(
            session,
            current_actor(),
            schedule_id=schedule_id,
            version=row.version,
            other_id=asked["other_id"],
            override_reason=asked["override_reason"],
        )
        return _commanded(session, outcome)

    return once(trade)


@bp.post(f"/schedules/<{ID}:schedule_id>/cancel", tags=["Schedules"])
@requires(Permission.EDIT_SCHEDULE)
@bp.arguments(Cancel)
@bp.response(200, DoneSchema)
def cancel_schedule(asked, schedule_id):
    """Cancel a schedule, with a reason."""

    def take_back(session):
        row = _current(session, schedule_id, asked)
        outcome = schedules.cancel(
            session, current_actor(), schedule_id=schedule_id, version=row.version, reason=asked["reason"]
        )
        return _commanded(session, outcome)

    return once(take_back)


@bp.get("/changes", tags=["Changes"])
@requires(Permission.VIEW_AUDIT)
@bp.arguments(ChangeQuery, location="query")
@bp.response(200, page_schema(ChangeSchema, "ChangePage"))
def list_changes(query):
    """Who changed what, newest first."""
    actor = current_actor()
    page = changes_list.changes_page(db.session(), actor.store_ids, actor.user_id, query, wanted(query))
    return listed(page, presenters.change)


@bp.post(f"/changes/<{ID}:change_id>/undo", tags=["Changes"])
@requires(Permission.EDIT_SCHEDULE)
@bp.arguments(Nothing, required=False)
@bp.response(200, ChangeSchema)
def undo_change(_nothing, change_id):
    """Take a change back by a new change.

    409 `in_use` names what was changed since and has to be undone first.
    """
    return once(
        lambda session: Answer(presenters.change(undoing.undo(session, current_actor(), change_id=change_id).change))
    )


def _current(session, schedule_id, asked):
    row = seen(session, schedule_id)
    match_if_sent(row.id, row.version)
    if asked.get("version", row.version) != row.version:
        raise Stale("Somebody else changed this after you read it. Read it again, then repeat your change.")
    return row


def _commanded(session, outcome: schedules.Scheduled) -> Answer:
    body = done(session, outcome)
    return Answer(body, 200, {"ETag": etag(body["id"], body["version"])})
