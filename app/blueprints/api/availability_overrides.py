"""Dated patterns of one employee, such as a semester: they go before the weekly availability."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp
from app.blueprints.api.answers import etag, listed, once, one, require_match
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import Day, ListQuery, choice, page_schema, shown_day, text_field, wanted
from app.blueprints.api.rotations import WARNINGS
from app.db import db, transaction
from app.models import AvailabilityOverride
from app.models.employee import WEEKDAYS
from app.queries import employees as queries
from app.services import employee_availability, employees
from app.services.employee_availability import DatedPattern
from app.services.idempotency import Answer
from app.services.rotation_warnings import watch_person
from app.vocabulary import Permission
from app.web.access import current_actor, requires

#: They are never changed, only added and removed: every row has one version.
_VERSION = 1
_SAID = {"description": "true: can work, false: cannot, null: as the weekly availability says."}
_Said = Schema.from_dict(
    {name: fields.Boolean(load_default=None, allow_none=True, metadata=_SAID) for name in WEEKDAYS}, name="SaidWeekdays"
)


class NewOverride(_Said):  # type: ignore[valid-type, misc]  # made by from_dict
    """Both days inclusive; at least one weekday says yes or no."""

    starts_on = Day(required=True)
    ends_on = Day(required=True)
    reason = text_field(200, load_default="")


class OverrideSchema(_Said):  # type: ignore[valid-type, misc]  # made by from_dict
    id = fields.Integer(required=True)
    employee_id = fields.Integer(required=True)
    starts_on = shown_day(required=True)
    ends_on = shown_day(required=True)
    reason = fields.String(required=True)


class SavedOverride(OverrideSchema):
    warnings = fields.List(fields.String(), required=True, metadata=WARNINGS)


class OverrideQuery(ListQuery):
    sort_by = choice(queries.OVERRIDES_SORTABLE, load_default="id")
    date = Day(metadata={"description": "Only those that cover this day."})


@bp.get(f"/employees/<{ID}:employee_id>/availability-overrides", tags=["Employees"])
@requires(Permission.VIEW_EMPLOYEES)
@bp.arguments(OverrideQuery, location="query")
@bp.response(200, page_schema(OverrideSchema, "OverridePage"))
def list_availability_overrides(query, employee_id):
    """The dated patterns of one employee."""
    session = db.session()
    employees.find(session, current_actor(), employee_id=employee_id)
    return listed(queries.overrides_page(session, employee_id, query.get("date"), wanted(query)), _shown)


@bp.get(f"/employees/<{ID}:employee_id>/availability-overrides/<{ID}:override_id>", tags=["Employees"])
@requires(Permission.VIEW_EMPLOYEES)
@bp.response(200, OverrideSchema)
def get_availability_override(employee_id, override_id):
    """One dated pattern."""
    row = employee_availability.find_pattern(
        db.session(), current_actor(), employee_id=employee_id, pattern_id=override_id
    )
    return one(_shown(row), row.id, _VERSION)


@bp.post(f"/employees/<{ID}:employee_id>/availability-overrides", tags=["Employees"])
@requires(Permission.EDIT_EMPLOYEES)
@bp.arguments(NewOverride)
@bp.response(201, SavedOverride)
def create_availability_override(asked, employee_id):
    """Say for some weeks on which weekdays somebody can work."""
    weekdays = tuple(asked[name] for name in WEEKDAYS)
    pattern = DatedPattern(asked["starts_on"], asked["ends_on"], weekdays, asked["reason"])

    def save(session):
        who = current_actor()
        with watch_person(session, who, employee_id) as arisen:
            row, _change_id = employee_availability.add_pattern(session, who, employee_id=employee_id, pattern=pattern)
        location = f"/api/v1/employees/{employee_id}/availability-overrides/{row.id}"
        body = _shown(row) | {"warnings": list(arisen.messages)}
        return Answer(body, 201, {"Location": location, "ETag": etag(row.id, _VERSION)})

    return once(save)


@bp.delete(f"/employees/<{ID}:employee_id>/availability-overrides/<{ID}:override_id>", tags=["Employees"])
@requires(Permission.EDIT_EMPLOYEES)
@guarded
@bp.response(204)
def delete_availability_override(employee_id, override_id):
    """The weekly availability holds again; undo brings the pattern back."""
    with transaction() as session:
        who = current_actor()
        row = employee_availability.find_pattern(session, who, employee_id=employee_id, pattern_id=override_id)
        require_match(row.id, _VERSION)
        employee_availability.remove_pattern(session, who, employee_id=employee_id, pattern_id=override_id)
    return "", 204


def _shown(row: AvailabilityOverride) -> dict[str, object]:
    return {
        "id": row.id,
        "employee_id": row.employee_id,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        **dict(zip(WEEKDAYS, row.weekdays, strict=True)),
        "reason": row.reason,
    }
