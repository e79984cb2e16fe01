"""Time off: who is away, asked for and decided."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp
from app.blueprints.api.answers import etag, listed, match_if_sent, once, one, require_match, stores_asked, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import (
    ClockTime,
    Day,
    ListQuery,
    choice,
    id_field,
    page_schema,
    query_id,
    shown_day,
    shown_time,
    text_field,
    wanted,
)
from app.blueprints.api.rotations import WARNINGS
from app.db import db, transaction
from app.errors import FieldError, Invalid
from app.formatting import hhmm
from app.models import TimeOff
from app.queries import time_off as queries
from app.queries.time_off import TimeOffFilter
from app.services import time_off
from app.services.idempotency import Answer
from app.services.rotation_warnings import watch_absence, watch_person
from app.services.time_off import NOTE_LENGTH, Absence
from app.vocabulary import Permission, TimeOffStatus
from app.web.access import current_actor, requires

_FAMILY = {"starts_on": "2026-12-21", "ends_on": "2026-12-23", "reason": "Family"}


class TimeOffSchema(Schema):
    id = fields.Integer(required=True)
    employee_id = fields.Integer(required=True)
    starts_on = shown_day(required=True)
    ends_on = shown_day(required=True)
    start_time = shown_time(required=True, allow_none=True)
    end_time = shown_time(required=True, allow_none=True)
    reason = fields.String(required=True)
    status = choice(TimeOffStatus, required=True)
    decision_note = fields.String(required=True)
    schedule_ids = fields.List(
        fields.Integer(), required=True, metadata={"description": "Schedules of the person that stand in it."}
    )
    version = fields.Integer(required=True)


class SavedTimeOff(TimeOffSchema):
    warnings = fields.List(fields.String(), required=True, metadata=WARNINGS)


class TimeOffQuery(ListQuery):
    sort_by = choice(queries.SORTABLE, load_default="id")
    employee_id = query_id()
    store_id = query_id()
    status = choice(TimeOffStatus)
    date = Day(metadata={"description": "Only those that cover this day."})
    date_from = Day(metadata={"description": "Only those that share a day with the range."})
    date_to = Day()


class ChangedTimeOff(Schema):
    """Fields that are left out stay as they are; both times null make whole days of it."""

    starts_on = Day()
    ends_on = Day(metadata={"description": "Both days inclusive."})
    start_time = ClockTime(allow_none=True)
    end_time = ClockTime(allow_none=True)
    reason = text_field(200)


class ReplacedTimeOff(ChangedTimeOff):
    starts_on = Day(required=True)
    ends_on = Day(required=True, metadata={"description": "Both days inclusive."})
    start_time = ClockTime(load_default=None, allow_none=True)
    end_time = ClockTime(load_default=None, allow_none=True)
    reason = text_field(200, load_default="")


class NewTimeOff(ReplacedTimeOff):
    employee_id = id_field(required=True)


class Decision(Schema):
    note = text_field(NOTE_LENGTH, load_default="", metadata={"description": "For the person who asked."})


@bp.get("/time-off", tags=["Time off"])
@requires(Permission.VIEW_EMPLOYEES)
@bp.arguments(TimeOffQuery, location="query")
@bp.response(200, page_schema(TimeOffSchema, "TimeOffPage"))
def list_time_off(query):
    """Time off of the people of your stores, asked for, approved, denied and withdrawn."""
    session, order = db.session(), wanted(query)
    looked_for = TimeOffFilter(
        employee_id=query.get("employee_id"),
        status=TimeOffStatus(query["status"]) if "status" in query else None,
        first=query.get("date", query.get("date_from")),
        last=query.get("date", query.get("date_to")),
    )
    page = queries.entries_page(session, stores_asked(query), looked_for, order)
    hit = _hit(session, page.rows)
    return listed(page, lambda row: _shown(row, hit[row.id]))


@bp.get(f"/time-off/<{ID}:time_off_id>", tags=["Time off"])
@requires(Permission.VIEW_EMPLOYEES)
@bp.response(200, TimeOffSchema)
def get_time_off(time_off_id):
    """One time off."""
    session = db.session()
    row = time_off.find(session, current_actor(), time_off_id=time_off_id)
    return one(_shown(row, _hit(session, [row])[row.id]), row.id, row.version)


@bp.post("/time-off", tags=["Time off"])
@requires(Permission.DECIDE_TIME_OFF)
@bp.arguments(NewTimeOff, example={"employee_id": 1, **_FAMILY})
@bp.response(201, SavedTimeOff)
def create_time_off(asked):
    """Enter time off. A manager's entry is approved at once."""

    def save(session):
        who, employee_id = current_actor(), asked["employee_id"]
        with watch_person(session, who, employee_id) as arisen:
            row, _change_id = time_off.enter(session, who, employee_id=employee_id, absence=_absence(asked))
        where = {"Location": f"/api/v1/time-off/{row.id}", "ETag": etag(row.id, row.version)}
        return Answer(_saved(session, row, arisen.messages), 201, where)

    return once(save)


@bp.put(f"/time-off/<{ID}:time_off_id>", tags=["Time off"])
@requires(Permission.DECIDE_TIME_OFF)
@guarded
@bp.arguments(ReplacedTimeOff, example=_FAMILY)
@bp.response(200, SavedTimeOff)
def replace_time_off(asked, time_off_id):
    """Other days, hours and reason; what was decided stands."""
    return _changed(time_off_id, lambda _row: asked)


@bp.patch(f"/time-off/<{ID}:time_off_id>", tags=["Time off"])
@requires(Permission.DECIDE_TIME_OFF)
@guarded
@bp.arguments(ChangedTimeOff)
@bp.response(200, SavedTimeOff)
def change_time_off(asked, time_off_id):
    """Change part of a time off; what was decided stands."""
    return _changed(time_off_id, lambda row: _facts(row) | asked)


@bp.delete(f"/time-off/<{ID}:time_off_id>", tags=["Time off"])
@requires(Permission.DECIDE_TIME_OFF)
@guarded
@bp.response(204)
def delete_time_off(time_off_id):
    """Withdraw a time off: it counts no more and stays in the history."""
    with transaction() as session:
        row = time_off.find(session, current_actor(), time_off_id=time_off_id)
        require_match(row.id, row.version)
        time_off.withdraw(session, current_actor(), time_off_id=row.id, version=row.version)
    return "", 204


@bp.post(f"/time-off/<{ID}:time_off_id>/approve", tags=["Time off"])
@requires(Permission.DECIDE_TIME_OFF)
@bp.arguments(Decision, required=False)
@bp.response(200, SavedTimeOff)
def approve_time_off(asked, time_off_id):
    """Approve a time off. `schedule_ids` of the answer is the work that needs somebody else."""
    return once(lambda session: _decided(session, time_off_id, approve=True, note=asked["note"]))


@bp.post(f"/time-off/<{ID}:time_off_id>/deny", tags=["Time off"])
@requires(Permission.DECIDE_TIME_OFF)
@bp.arguments(Decision, required=False)
@bp.response(200, SavedTimeOff)
def deny_time_off(asked, time_off_id):
    """Deny a time off."""
    return once(lambda session: _decided(session, time_off_id, approve=False, note=asked["note"]))


def _decided(session, time_off_id, *, approve: bool, note: str) -> Answer:
    who = current_actor()
    row = time_off.find(session, who, time_off_id=time_off_id)
    match_if_sent(row.id, row.version)
    with watch_absence(session, who, time_off_id) as arisen:
        time_off.decide(session, who, time_off_id=time_off_id, version=row.version, approve=approve, note=note)
    return Answer(_saved(session, row, arisen.messages), 200, {"ETag": etag(row.id, row.version)})


def _changed(time_off_id, complete):
    """`complete` makes whole facts of what was sent and of the row as it is."""
    with transaction() as session:
        who = current_actor()
        row = time_off.find(session, who, time_off_id=time_off_id)
        require_match(row.id, row.version)
        absence = _absence(complete(row))
        with watch_absence(session, who, time_off_id) as arisen:
            time_off.change(session, who, time_off_id=row.id, version=row.version, absence=absence)
        return tagged(_saved(session, row, arisen.messages), row.id, row.version)


def _facts(row: TimeOff) -> dict[str, object]:
    return {
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "start_time": row.starts_minute,
        "end_time": row.ends_minute,
        "reason": row.reason,
    }


def _absence(facts) -> Absence:
    """Raises Invalid for one time without the other, and for an end before the start."""
    begin, end = facts["start_time"], facts["end_time"]
    if (begin is None) != (end is None):
        raise _wrong("start_time" if begin is None else "end_time", "Send both times or neither.")
    if begin is not None and end <= begin:
        raise _wrong("end_time", "The end lies before the start.")
    return Absence(facts["starts_on"], facts["ends_on"], None if begin is None else (begin, end), facts["reason"])


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(f"Please check: {field}.", [FieldError(field, message)])


def _hit(session, rows) -> dict[int, list[int]]:
    """By time off, the schedules in stores that the actor sees."""
    actor = current_actor()
    return {
        number: [booked.id for booked in work if actor.sees_store(booked.event.store_id)]
        for number, work in time_off.hit_by(session, rows).items()
    }


def _saved(session, row: TimeOff, warnings) -> dict[str, object]:
    return _shown(row, _hit(session, [row])[row.id]) | {"warnings": list(warnings)}


def _shown(row: TimeOff, schedule_ids: list[int]) -> dict[str, object]:
    return {
        "id": row.id,
        "employee_id": row.employee_id,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "start_time": None if row.starts_minute is None else hhmm(row.starts_minute),
        "end_time": None if row.ends_minute is None else hhmm(row.ends_minute),
        "reason": row.reason,
        "status": row.status.value,
        "decision_note": row.decision_note,
        "schedule_ids": schedule_ids,
        "version": row.version,
    }
