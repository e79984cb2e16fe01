"""Employees: added, replaced, changed in part, deactivated."""

from __future__ import annotations

from dataclasses import replace

from marshmallow import Schema, fields, validate

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import etag, once, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.employees import EmployeeSchema
from app.blueprints.api.fields import choice, id_field, text_field
from app.blueprints.api.rotations import WARNINGS
from app.db import transaction
from app.errors import Invalid
from app.models import Employee
from app.services import employees
from app.services.employees import EmployeeFacts
from app.services.idempotency import Answer
from app.services.rotation_warnings import watch_person
from app.vocabulary import Permission, Title
from app.web.access import current_actor, requires

#: What the services call in hours is in minutes here.
_NAMES = {"target_hours_week": "target_minutes_week"}
_HOME = {"description": "One of the stores; left out, the only one if there is one."}


def _minutes(**more):
    return fields.Integer(strict=True, allow_none=True, validate=validate.Range(60, 6000), **more)


def _name_of(longest: int, **more):
    return text_field(longest, allow_none=True, **more)


class ChangedEmployee(Schema):
    """Fields that are left out stay as they are."""

    name = text_field(120)
    title = choice(Title)
    store_ids = fields.List(id_field(), validate=validate.Length(1, 500))
    home_store_id = id_field(allow_none=True, metadata=_HOME)
    email = _name_of(254)
    phone = _name_of(32)
    rep_id = _name_of(32, metadata={"description": "Crossmark's number of the person."})
    external_id = _name_of(32, metadata={"description": "HR id."})
    active = fields.Boolean()
    adult_beverage_trained = fields.Boolean()
    max_minutes_week = _minutes()
    target_minutes_week = _minutes()
    max_days_week = fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, 7))


class NewEmployee(ChangedEmployee):
    name = text_field(120, required=True)
    title = choice(Title, required=True)
    store_ids = fields.List(id_field(), required=True, validate=validate.Length(1, 500))


class SavedEmployee(EmployeeSchema):
    warnings = fields.List(fields.String(), required=True, metadata=WARNINGS)


@bp.post("/employees", tags=["Employees"])
@requires(Permission.EDIT_EMPLOYEES)
@bp.arguments(NewEmployee)
@bp.response(201, SavedEmployee)
def create_employee(asked):
    """Add an employee."""

    def save(session):
        row, _change_id = _named(lambda: employees.create(session, current_actor(), facts=_facts(asked)))
        where = {"Location": f"/api/v1/employees/{row.id}", "ETag": etag(row.id, row.version)}
        return Answer(presenters.employee(row) | {"warnings": []}, 201, where)

    return once(save)


@bp.put(f"/employees/<{ID}:employee_id>", tags=["Employees"])
@requires(Permission.EDIT_EMPLOYEES)
@guarded
@bp.arguments(NewEmployee)
@bp.response(200, SavedEmployee)
def replace_employee(asked, employee_id):
    """Replace the facts of an employee; what is left out goes back to its default."""
    return _changed(employee_id, lambda row: replace(_facts(asked), terminated_on=row.terminated_on))


@bp.patch(f"/employees/<{ID}:employee_id>", tags=["Employees"])
@requires(Permission.EDIT_EMPLOYEES)
@guarded
@bp.arguments(ChangedEmployee)
@bp.response(200, SavedEmployee)
def change_employee(asked, employee_id):
    """Change part of the facts of an employee."""
    return _changed(employee_id, lambda row: replace(_facts(_now(row) | asked), terminated_on=row.terminated_on))


@bp.delete(f"/employees/<{ID}:employee_id>", tags=["Employees"])
@requires(Permission.EDIT_EMPLOYEES)
@guarded
@bp.response(204)
def delete_employee(employee_id):
    """Deactivate an employee: nobody with a history is deleted. Bookings and duties stay until they are given away."""
    _changed(employee_id, lambda row: replace(_facts(_now(row)), active=False, terminated_on=row.terminated_on))
    return "", 204


def _changed(employee_id, facts_of):
    with transaction() as session:
        who = current_actor()
        row = employees.find(session, who, employee_id=employee_id)
        require_match(row.id, row.version)
        facts = facts_of(row)
        with watch_person(session, who, employee_id) as arisen:
            _named(lambda: employees.update(session, who, employee_id=row.id, version=row.version, facts=facts))
        return tagged(presenters.employee(row) | {"warnings": list(arisen.messages)}, row.id, row.version)


def _named(save):
    """Refusals name the fields as the API does."""
    try:
        return save()
    except Invalid as error:
        wrong = [replace(one, field=_NAMES.get(one.field, one.field)) for one in error.fields]
        raise Invalid(error.message, wrong) from error


def _now(row: Employee) -> dict[str, object]:
    """Without the stores that the actor does not see, which stay as they are."""
    shown = {name: value for name, value in presenters.employee(row).items() if name not in {"id", "version"}}
    shown["store_ids"] = [store_id for store_id in shown["store_ids"] if current_actor().sees_store(store_id)]
    shown["home_store_id"] = next((place.store_id for place in row.stores if place.is_home), None)
    return shown


def _facts(asked) -> EmployeeFacts:
    stores = frozenset(asked["store_ids"])
    return EmployeeFacts(
        name=asked["name"].strip(),
        title=Title(asked["title"]),
        store_ids=stores,
        home_store_id=asked.get("home_store_id") or (min(stores) if len(stores) == 1 else None),
        active=asked.get("active", True),
        adult_beverage_trained=asked.get("adult_beverage_trained", False),
        **{name: asked.get(name) or None for name in ("email", "phone", "external_id", "rep_id")},
        max_minutes_week=asked.get("max_minutes_week"),
        target_minutes_week=asked.get("target_minutes_week"),
        max_days_week=asked.get("max_days_week"),
    )
