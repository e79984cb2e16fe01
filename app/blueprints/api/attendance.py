"""Attendance: one record of an employee and a day."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp
from app.blueprints.api.answers import etag, listed, once, one, require_match, stores_asked, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import (
    Day,
    ListQuery,
    choice,
    id_field,
    page_schema,
    query_id,
    shown_day,
    shown_moment,
    text_field,
    wanted,
)
from app.db import db, transaction
from app.models import Attendance
from app.queries import attendance as queries
from app.queries.attendance import AttendanceFilter
from app.services import attendance
from app.services.attendance import Entry
from app.services.idempotency import Answer
from app.vocabulary import AttendanceStatus, Permission
from app.web.access import current_actor, requires

_NOTES = 500


class AttendanceSchema(Schema):
    id = fields.Integer(required=True)
    employee_id = fields.Integer(required=True)
    date = shown_day(required=True)
    status = choice(AttendanceStatus, required=True)
    notes = fields.String(required=True)
    recorded_at = shown_moment(required=True)
    recorded_by_id = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)


class AttendanceQuery(ListQuery):
    sort_by = choice(queries.SORTABLE, load_default="id")
    employee_id = query_id()
    store_id = query_id(metadata={"description": "People who work in this store."})
    status = choice(AttendanceStatus)
    date = Day()
    date_from = Day()
    date_to = Day()


class ChangedAttendance(Schema):
    """Fields that are left out stay as they are."""

    status = choice(AttendanceStatus)
    notes = text_field(_NOTES)


class ReplacedAttendance(Schema):
    status = choice(AttendanceStatus, required=True)
    notes = text_field(_NOTES, load_default="")


class NewAttendance(ReplacedAttendance):
    store_id = id_field(required=True, metadata={"description": "Where the person is scheduled that day."})
    employee_id = id_field(required=True)
    date = Day(required=True)


@bp.get("/attendance", tags=["Attendance"])
@requires(Permission.VIEW_ATTENDANCE)
@bp.arguments(AttendanceQuery, location="query")
@bp.response(200, page_schema(AttendanceSchema, "AttendancePage"))
def list_attendance(query):
    """What was recorded about the people of your stores."""
    order = wanted(query)
    looked_for = AttendanceFilter(
        employee_id=query.get("employee_id"),
        status=AttendanceStatus(query["status"]) if "status" in query else None,
        first=query.get("date", query.get("date_from")),
        last=query.get("date", query.get("date_to")),
    )
    return listed(queries.records_page(db.session(), stores_asked(query), looked_for, order), _shown)


@bp.get(f"/attendance/<{ID}:attendance_id>", tags=["Attendance"])
@requires(Permission.VIEW_ATTENDANCE)
@bp.response(200, AttendanceSchema)
def get_attendance(attendance_id):
    """One record."""
    row = attendance.find(db.session(), current_actor(), attendance_id=attendance_id)
    return one(_shown(row), row.id, row.version)


@bp.post("/attendance", tags=["Attendance"])
@requires(Permission.RECORD_ATTENDANCE)
@bp.arguments(NewAttendance)
@bp.response(201, AttendanceSchema)
def record_attendance(asked):
    """Record the day of somebody who is scheduled. 409 `in_use` when that is recorded already."""

    def save(session):
        entry = Entry(asked["employee_id"], AttendanceStatus(asked["status"]), asked["notes"])
        row = attendance.record(session, current_actor(), store_id=asked["store_id"], day=asked["date"], entry=entry)
        where = {"Location": f"/api/v1/attendance/{row.id}", "ETag": etag(row.id, row.version)}
        return Answer(_shown(row), 201, where)

    return once(save)


@bp.put(f"/attendance/<{ID}:attendance_id>", tags=["Attendance"])
@requires(Permission.RECORD_ATTENDANCE)
@guarded
@bp.arguments(ReplacedAttendance)
@bp.response(200, AttendanceSchema)
def replace_attendance(asked, attendance_id):
    """Replace status and notes of a record."""
    return _changed(attendance_id, asked)


@bp.patch(f"/attendance/<{ID}:attendance_id>", tags=["Attendance"])
@requires(Permission.RECORD_ATTENDANCE)
@guarded
@bp.arguments(ChangedAttendance)
@bp.response(200, AttendanceSchema)
def change_attendance(asked, attendance_id):
    """Change status or notes of a record."""
    return _changed(attendance_id, asked)


def _changed(attendance_id, asked):
    with transaction() as session:
        row = attendance.find(session, current_actor(), attendance_id=attendance_id)
        require_match(row.id, row.version)
        status = AttendanceStatus(asked.get("status", row.status))
        attendance.change(session, current_actor(), row, status=status, notes=asked.get("notes", row.notes))
        return tagged(_shown(row), row.id, row.version)


def _shown(row: Attendance) -> dict[str, object]:
    return {
        "id": row.id,
        "employee_id": row.employee_id,
        "date": row.day.isoformat(),
        "status": row.status.value,
        "notes": row.notes,
        "recorded_at": row.recorded_at.isoformat(),
        "recorded_by_id": row.recorded_by_id,
        "version": row.version,
    }
