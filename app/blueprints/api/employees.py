"""Employees and their weekly availability."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import listed, one, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import ListQuery, choice, page_schema, query_id, text_field, wanted
from app.db import db, transaction
from app.errors import NotFound
from app.formatting import parse_hhmm
from app.models import Employee
from app.queries import employees_list
from app.services import employee_availability
from app.vocabulary import Permission, Title
from app.web.access import current_actor, requires

_MOST_RANGES = 6
_HOUR = validate.Regexp(
    "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", error="{input!r} is not a time; write it like 09:45."
)
_PAIR = validate.Length(equal=2, error='Write each range as ["08:00", "17:00"].')


class EmployeeSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    title = choice(Title, required=True)
    store_ids = fields.List(fields.Integer(), required=True)
    rep_id = fields.String(required=True, allow_none=True)
    external_id = fields.String(required=True, allow_none=True)
    active = fields.Boolean(required=True)
    adult_beverage_trained = fields.Boolean(required=True)
    max_minutes_week = fields.Integer(required=True, allow_none=True)
    target_minutes_week = fields.Integer(required=True, allow_none=True)
    max_days_week = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)


class EmployeeQuery(ListQuery):
    sort_by = choice(employees_list.SORTABLE, load_default="id")
    title = choice(Title)
    store_id = query_id()
    active = fields.Boolean()
    adult_beverage_trained = fields.Boolean()
    rep_id = text_field(32)
    external_id = text_field(32)
    email = text_field(254)
    search = text_field(100)


class Weekday(fields.List):
    """Ranges of one weekday, each from and to as HH:MM; `24:00` is the end of the day."""

    def __init__(self, **more: object) -> None:
        shown = {"example": [["08:00", "17:00"]]}
        super().__init__(fields.List(fields.String(validate=_HOUR), validate=_PAIR), metadata=shown, **more)  # type: ignore[arg-type]  # passed through

    def _deserialize(self, value, attr, data, **kwargs):
        ranges = [_hours(pair) for pair in super()._deserialize(value, attr, data, **kwargs)]
        if len(ranges) > _MOST_RANGES:
            raise ValidationError(f"Use at most {_MOST_RANGES} ranges a day.")
        in_order = sorted(ranges)
        if any(after[0] < before[1] for before, after in pairwise(in_order)):
            raise ValidationError("These ranges overlap.")
        return in_order


def _hours(pair: Any) -> tuple[int, int]:
    try:
        first, last = parse_hhmm(pair[0]), 1440 if pair[1] == "24:00" else parse_hhmm(pair[1])
    except ValueError as error:
        raise ValidationError(f"{error}.") from error
    if first >= last:
        raise ValidationError(f"{pair[0]} to {pair[1]} ends before it begins.")
    return first, last


_Weekdays = Schema.from_dict({str(weekday): Weekday() for weekday in range(7)}, name="Weekdays")


class WeekSchema(_Weekdays):  # type: ignore[valid-type, misc]  # made by from_dict
    """Monday is 0. No weekday at all means always available; one with an empty list means not that day."""

    @validates_schema
    def _all_or_none(self, week, **_more):
        missing = [name for name in self.fields if week and name not in week]
        if missing:
            raise ValidationError({name: ["Missing data for required field."] for name in missing})
        if week and not any(week.values()):
            raise ValidationError("At least one weekday must be possible; to stop planning somebody, deactivate.", "0")


@bp.get("/employees", tags=["Employees"])
@requires(Permission.VIEW_EMPLOYEES)
@bp.arguments(EmployeeQuery, location="query")
@bp.response(200, page_schema(EmployeeSchema, "EmployeePage"))
def list_employees(query):
    """Employees of your stores."""
    page = employees_list.employees_page(db.session(), current_actor().store_ids, query, wanted(query))
    return listed(page, presenters.employee)


@bp.get(f"/employees/<{ID}:employee_id>", tags=["Employees"])
@requires(Permission.VIEW_EMPLOYEES)
@bp.response(200, EmployeeSchema)
def get_employee(employee_id):
    """One employee."""
    row = _seen(db.session(), employee_id)
    return one(presenters.employee(row), row.id, row.version)


@bp.get(f"/employees/<{ID}:employee_id>/availability", tags=["Employees"])
@requires(Permission.VIEW_EMPLOYEES)
@bp.response(200, WeekSchema)
def get_availability(employee_id):
    """The weekly availability of one employee."""
    row = _seen(db.session(), employee_id)
    return one(presenters.week(row.weekly), row.id, _fingerprint(row))


@bp.put(f"/employees/<{ID}:employee_id>/availability", tags=["Employees"])
@requires(Permission.EDIT_EMPLOYEES)
@guarded
@bp.arguments(WeekSchema)
@bp.response(200, WeekSchema)
def replace_availability(week, employee_id):
    """Replace the weekly availability of one employee."""
    hours = {weekday: week.get(str(weekday), [employee_availability.DAY]) for weekday in range(7)}
    with transaction() as session:
        row = _seen(session, employee_id)
        require_match(row.id, _fingerprint(row))
        employee_availability.save_week(
            session,
            current_actor(),
            employee_id=employee_id,
            seen=employee_availability.seen_week(row),
            week=hours,
        )
        session.flush()  # rows that were taken out leave the list only now
        return tagged(presenters.week(row.weekly), row.id, _fingerprint(row))


def _fingerprint(row: Employee) -> str:
    """Changes whenever the hours do; their rows carry no version."""
    return hashlib.sha256(employee_availability.seen_week(row).encode()).hexdigest()[:16]


def _seen(session, employee_id) -> Employee:
    row = employees_list.employee_seen(session, current_actor().store_ids, employee_id)
    if row is None:
        raise NotFound("That employee was not found.")
    return row
