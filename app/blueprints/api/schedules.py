"""Schedules: read, book, change, cancel."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validates_schema

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import etag, listed, once, one, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import (
    ClockTime,
    Day,
    ListQuery,
    ViolationSchema,
    choice,
    id_field,
    page_schema,
    query_id,
    shown_day,
    shown_time,
    text_field,
    wanted,
)
from app.db import db, transaction
from app.errors import NotFound
from app.formatting import local_day, local_minutes
from app.models import Schedule
from app.queries import schedules_list
from app.services import schedules
from app.services.idempotency import Answer
from app.vocabulary import Permission, ScheduleStatus, SyncState
from app.web.access import current_actor, requires

_PLACE = ("employee_id", "date", "start_time")


class ScheduleSchema(Schema):
    id = fields.Integer(required=True)
    event_id = fields.Integer(required=True)
    employee_id = fields.Integer(required=True)
    store_id = fields.Integer(required=True)
    date = shown_day(required=True)
    start_time = shown_time(required=True)
    end_time = shown_time(required=True)
    status = choice(ScheduleStatus, required=True)
    exclusive = fields.Boolean(required=True)
    pinned = fields.Boolean(required=True)
    sync_state = choice(SyncState, required=True)
    warnings = fields.List(fields.Nested(ViolationSchema), required=True)
    override_reason = fields.String(required=True)
    version = fields.Integer(required=True)


class DoneSchema(ScheduleSchema):
    """A schedule after a command: with the change that Undo takes back, and what went along."""

    change_id = fields.Integer(required=True)
    summary = fields.String(required=True)
    also = fields.List(fields.String(), required=True)


class ScheduleQuery(ListQuery):
    sort_by = choice(schedules_list.SORTABLE, load_default="id")
    event_id = query_id()
    employee_id = query_id()
    store_id = query_id()
    status = choice(ScheduleStatus)
    sync_state = choice(SyncState)
    pinned = fields.Boolean()
    exclusive = fields.Boolean()
    date = Day()
    date_from = Day()
    date_to = Day()


class NewSchedule(Schema):
    event_id = id_field(required=True)
    employee_id = id_field(required=True)
    date = Day(required=True)
    start_time = ClockTime(required=True)
    override_reason = text_field(300, load_default="")


class ChangedSchedule(Schema):
    employee_id = id_field()
    date = Day()
    start_time = ClockTime()
    pinned = fields.Boolean()
    override_reason = text_field(300, load_default="")

    @validates_schema
    def _something(self, asked, **_more):
        if not asked.keys() & {*_PLACE, "pinned"}:
            raise ValidationError("Send at least one of employee_id, date, start_time and pinned.")


class ReplacedSchedule(ChangedSchedule):
    employee_id = id_field(required=True)
    date = Day(required=True)
    start_time = ClockTime(required=True)
    pinned = fields.Boolean(load_default=False)


def seen(session, schedule_id) -> Schedule:
    """With event, store and employee loaded. Raises NotFound, also for another store's schedule."""
    row = schedules_list.schedule_seen(session, current_actor().store_ids, schedule_id)
    if row is None:
        raise NotFound("That schedule was not found.")
    return row


def done(session, outcome: schedules.Scheduled) -> dict:
    shown = presenters.schedule(seen(session, outcome.schedule_id))
    return shown | {"change_id": outcome.change_id, "summary": outcome.summary, "also": list(outcome.also)}


@bp.get("/schedules", tags=["Schedules"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(ScheduleQuery, location="query")
@bp.response(200, page_schema(ScheduleSchema, "SchedulePage"))
def list_schedules(query):
    """Schedules of your stores."""
    page = schedules_list.schedules_page(db.session(), current_actor().store_ids, query, wanted(query))
    return listed(page, presenters.schedule)


@bp.get(f"/schedules/<{ID}:schedule_id>", tags=["Schedules"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, ScheduleSchema)
def get_schedule(schedule_id):
    """One schedule."""
    row = seen(db.session(), schedule_id)
    return one(presenters.schedule(row), row.id, row.version)


@bp.post("/schedules", tags=["Schedules"])
@requires(Permission.EDIT_SCHEDULE)
@bp.arguments(NewSchedule)
@bp.response(201, DoneSchema)
def create_schedule(asked):
    """Book an employee on an event.

    A hard rule refuses it always (409 with `violations`), a soft one unless `override_reason` is given.
    """

    def book(session):
        outcome = schedules.schedule_event(
            session,
            current_actor(),
            event_id=asked["event_id"],
            employee_id=asked["employee_id"],
            day=asked["date"],
            minutes=asked["start_time"],
            override_reason=asked["override_reason"],
        )
        body = done(session, outcome)
        where = f"/api/v1/schedules/{body['id']}"
        return Answer(body, 201, {"Location": where, "ETag": etag(body["id"], body["version"])})

    return once(book)


@bp.patch(f"/schedules/<{ID}:schedule_id>", tags=["Schedules"])
@requires(Permission.EDIT_SCHEDULE)
@guarded
@bp.arguments(ChangedSchedule)
@bp.response(200, DoneSchema)
def change_schedule(asked, schedule_id):
    """Move a schedule to another day, time or person, or pin it."""
    return _changed(schedule_id, asked)


@bp.put(f"/schedules/<{ID}:schedule_id>", tags=["Schedules"])
@requires(Permission.EDIT_SCHEDULE)
@guarded
@bp.arguments(ReplacedSchedule)
@bp.response(200, DoneSchema)
def replace_schedule(asked, schedule_id):
    """Person, day, time and pin of a schedule anew; its event stays."""
    return _changed(schedule_id, asked)


@bp.delete(f"/schedules/<{ID}:schedule_id>", tags=["Schedules"])
@requires(Permission.EDIT_SCHEDULE)
@guarded
@bp.response(204)
def delete_schedule(schedule_id):
    """Cancel a schedule. It stays in the history."""
    with transaction() as session:
        row = seen(session, schedule_id)
        require_match(row.id, row.version)
        schedules.cancel(session, current_actor(), schedule_id=schedule_id, version=row.version)
    return "", 204


def _changed(schedule_id, asked):
    with transaction() as session:
        row = seen(session, schedule_id)
        require_match(row.id, row.version)
        outcomes = []
        if asked.keys() & set(_PLACE):
            outcomes.append(moved(session, row, asked))
        if "pinned" in asked:
            outcomes.append(_pinned(session, schedule_id, asked["pinned"]))
        body = done(session, outcomes[-1])
        return tagged(body, schedule_id, body["version"])


def _pinned(session, schedule_id: int, pinned: bool) -> schedules.Scheduled:
    version = seen(session, schedule_id).version
    return schedules.set_pinned(session, current_actor(), schedule_id=schedule_id, version=version, pinned=pinned)


def moved(session, row: Schedule, asked: dict) -> schedules.Scheduled:
    """What is not said stays as it is."""
    zone = row.event.store.timezone
    return schedules.move(
        session,
        current_actor(),
        schedule_id=row.id,
        version=row.version,
        day=asked.get("date") or local_day(row.starts_at, zone),
        minutes=asked.get("start_time", local_minutes(row.starts_at, zone)),
        employee_id=asked.get("employee_id"),
        override_reason=asked["override_reason"],
    )
