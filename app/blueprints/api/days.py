"""A day's work, who could do it, and whether a would-be schedule would hold."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import listed, once
from app.blueprints.api.fields import (
    ClockTime,
    Day,
    ListQuery,
    PageQuery,
    ViolationSchema,
    choice,
    id_field,
    page_schema,
    query_id,
    shown_time,
    wanted,
)
from app.blueprints.api.schedules import ScheduleSchema
from app.db import db
from app.errors import BrokenRule
from app.formatting import hhmm
from app.queries import schedules_list
from app.queries.paging import slice_of
from app.services import schedule_looks, suggestions
from app.services.idempotency import Answer
from app.services.suggestions import Suggestion
from app.vocabulary import Permission, ScheduleStatus
from app.web.access import current_actor, requires


class NamedEvent(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    ref_num = fields.String(required=True)


class NamedEmployee(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)


class DayLineSchema(ScheduleSchema):
    event = fields.Nested(NamedEvent, required=True)
    employee = fields.Nested(NamedEmployee, required=True)


class DayQuery(ListQuery):
    sort_by = choice(schedules_list.SORTABLE, load_default="start_time")
    store_id = query_id()
    employee_id = query_id()
    status = choice(ScheduleStatus)


class AvailableQuery(PageQuery):
    event_id = query_id()
    start_time = ClockTime()
    schedule_id = query_id(metadata={"description": "Being moved: it does not stand in its own way."})


class AvailableSchema(Schema):
    employee_id = fields.Integer(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    score = fields.Integer(required=True)
    available = fields.Boolean(required=True, metadata={"description": "No hard rule stands against it."})
    reasons = fields.List(fields.String(), required=True)
    violations = fields.List(fields.Nested(ViolationSchema), required=True)
    start_time = shown_time(required=True, allow_none=True)


class WouldBe(Schema):
    event_id = id_field(required=True)
    employee_id = id_field(required=True)
    date = Day(required=True)
    start_time = ClockTime(required=True)
    schedule_id = id_field(metadata={"description": "The schedule that would be moved there."})


class Verdict(Schema):
    valid = fields.Boolean(required=True, metadata={"description": "No hard rule stands against it."})
    needs_reason = fields.Boolean(required=True, metadata={"description": "Only soft rules stand against it."})
    violations = fields.List(fields.Nested(ViolationSchema), required=True)


@bp.get("/daily-events/<date:day>", tags=["Days"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(DayQuery, location="query")
@bp.response(200, page_schema(DayLineSchema, "DayPage"))
def daily_events(query, day):
    """Everything scheduled on a day, with the names of event and employee."""
    page = wanted(query)
    found = schedules_list.schedules_page(db.session(), current_actor().store_ids, query | {"date": day}, page)
    return listed(found, presenters.schedule_of_day)


@bp.get("/available-employees/<date:day>", tags=["Days"])
@requires(Permission.VIEW_EMPLOYEES)
@bp.arguments(AvailableQuery, location="query")
@bp.response(200, page_schema(AvailableSchema, "AvailablePage"))
def available_employees(query, day):
    """Who could work that day, or do an event, best first; with what stands against each."""
    page = wanted(query)
    found = suggestions.available_employees(
        db.session(),
        current_actor(),
        day=day,
        event_id=query.get("event_id"),
        minutes=query.get("start_time"),
        schedule_id=query.get("schedule_id"),
    )
    return listed(slice_of(found.people, page), lambda one: _suggested(found.whole(one)))


@bp.post("/validate", tags=["Days"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(WouldBe)
@bp.response(200, Verdict)
def validate_schedule(asked):
    """Ask what would stand against a schedule; nothing is saved."""

    def look(session):
        found = schedule_looks.check(
            session,
            current_actor(),
            event_id=asked["event_id"],
            employee_id=asked["employee_id"],
            day=asked["date"],
            minutes=asked["start_time"],
            schedule_id=asked.get("schedule_id"),
        )
        hard = any(broken.severity == "hard" for broken in found)
        body = {"valid": not hard, "needs_reason": bool(found) and not hard, "violations": [_broken(b) for b in found]}
        return Answer(body)

    return once(look)


def _suggested(found: Suggestion) -> dict:
    return {
        "employee_id": found.employee_id,
        "name": found.name,
        "title": found.title,
        "score": found.score,
        "available": found.is_possible,
        "reasons": list(found.reasons),
        "violations": [_broken(broken) for broken in found.violations],
        "start_time": hhmm(found.minutes) if found.minutes is not None else None,
    }


def _broken(found: BrokenRule) -> dict[str, str]:
    plain = {"rule": found.rule, "severity": str(found.severity), "message": found.message}
    return plain | ({"fix": found.fix} if found.fix else {})
