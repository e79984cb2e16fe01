"""What an employee would like: the weekdays that should stay free."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.blueprints.api import bp
from app.blueprints.api.answers import one, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.db import db, transaction
from app.models import Employee
from app.services import employees
from app.vocabulary import Permission
from app.web.access import current_actor, requires


class PreferencesSchema(Schema):
    preferred_days_off = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 6)),
        required=True,
        validate=validate.Length(max=7),
        metadata={"description": "Weekdays, Monday is 0. A wish, not a limit."},
    )


@bp.get(f"/employees/<{ID}:employee_id>/preferences", tags=["Employees"])
@requires(Permission.VIEW_EMPLOYEES)
@bp.response(200, PreferencesSchema)
def get_preferences(employee_id):
    """The preferences of one employee; they share the version of the employee."""
    row = employees.find(db.session(), current_actor(), employee_id=employee_id)
    return one(_shown(row), row.id, row.version)


@bp.put(f"/employees/<{ID}:employee_id>/preferences", tags=["Employees"])
@requires(Permission.EDIT_EMPLOYEES)
@guarded
@bp.arguments(PreferencesSchema)
@bp.response(200, PreferencesSchema)
def replace_preferences(asked, employee_id):
    """Replace the preferences of one employee."""
    with transaction() as session:
        row = employees.find(session, current_actor(), employee_id=employee_id)
        require_match(row.id, row.version)
        employees.save_preferences(
            session,
            current_actor(),
            employee_id=employee_id,
            version=row.version,
            preferred_days_off=asked["preferred_days_off"],
        )
        return tagged(_shown(row), row.id, row.version)


def _shown(row: Employee) -> dict[str, list[int]]:
    return {"preferred_days_off": row.preferred_days_off}
