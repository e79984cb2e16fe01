"""Rotations, their gaps and how evenly they are shared."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import etag, listed, once, one, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import ListQuery, choice, id_field, page_schema, query_id, shown_day, wanted
from app.db import db, transaction
from app.errors import NotFound
from app.models import Rotation, Store
from app.queries import rotations as queries
from app.services import rotations
from app.services.idempotency import Answer
from app.services.rotation_report import report
from app.services.rotation_warnings import watch_store
from app.vocabulary import Permission, RotationKind
from app.web.access import current_actor, requires

WARNINGS = {"description": "Days on which the person cannot have the duty, as far as this change brought them about."}


class RotationSchema(Schema):
    id = fields.Integer(required=True)
    store_id = fields.Integer(required=True)
    kind = choice(RotationKind, required=True)
    weekday = fields.Integer(required=True, metadata={"description": "Monday is 0."})
    employee_id = fields.Integer(required=True)
    backup_employee_id = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)


class SavedRotation(RotationSchema):
    warnings = fields.List(fields.String(), required=True, metadata=WARNINGS)


class RotationQuery(ListQuery):
    sort_by = choice(queries.SORTABLE, load_default="id")
    store_id = query_id()
    employee_id = query_id()
    kind = choice(RotationKind)
    weekday = fields.Integer(validate=validate.Range(0, 6))


class ChangedRotation(Schema):
    employee_id = id_field(required=True)
    backup_employee_id = id_field(load_default=None, allow_none=True)


class PartOfRotation(Schema):
    """Fields that are left out stay as they are."""

    employee_id = id_field()
    backup_employee_id = id_field(allow_none=True)


class NewRotation(ChangedRotation):
    store_id = id_field(required=True)
    kind = choice(RotationKind, required=True)
    weekday = fields.Integer(required=True, strict=True, validate=validate.Range(0, 6))


class StoreQuery(Schema):
    store_id = query_id(required=True)


class GapSchema(Schema):
    kind = fields.String(required=True)
    duty = choice(RotationKind, required=True)
    date = shown_day(required=True)
    critical = fields.Boolean(required=True)
    employee_id = fields.Integer(required=True, allow_none=True)
    stand_in = fields.String(required=True, metadata={"description": "Empty when nobody has the duty that day."})
    message = fields.String(required=True)
    fix = fields.String(required=True)


class ShareSchema(Schema):
    employee_id = fields.Integer(required=True)
    employee_name = fields.String(required=True)
    days_done = fields.Integer(required=True)
    days_ahead = fields.Integer(required=True)


class DutySharesSchema(Schema):
    duty = choice(RotationKind, required=True)
    fair_days = fields.Float(required=True)
    shares = fields.List(fields.Nested(ShareSchema), required=True)


class RotationReportSchema(Schema):
    store_id = fields.Integer(required=True)
    first_day = shown_day(required=True)
    last_day = shown_day(required=True)
    gaps = fields.List(fields.Nested(GapSchema), required=True)
    fairness = fields.List(fields.Nested(DutySharesSchema), required=True)


@bp.get("/rotations", tags=["Rotations"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(RotationQuery, location="query")
@bp.response(200, page_schema(RotationSchema, "RotationPage"))
def list_rotations(query):
    """Who has which duty on which weekday."""
    page = queries.rotations_page(db.session(), current_actor().store_ids, query, wanted(query))
    return listed(page, presenters.rotation)


@bp.get("/rotations/report", tags=["Rotations"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(StoreQuery, location="query")
@bp.response(200, RotationReportSchema)
def get_rotation_report(query):
    """The gaps of the next eight weeks in one store, and how evenly the duties are shared (eight weeks back, too)."""
    store = db.session.get(Store, query["store_id"])
    if store is None or not current_actor().sees_store(store.id):
        raise NotFound("That store was not found.")
    return presenters.rotation_report(store.id, report(db.session(), store))


@bp.get(f"/rotations/<{ID}:rotation_id>", tags=["Rotations"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, RotationSchema)
def get_rotation(rotation_id):
    """One weekday of one duty."""
    row = rotations.find(db.session(), current_actor(), rotation_id)
    return one(presenters.rotation(row), row.id, row.version)


@bp.post("/rotations", tags=["Rotations"])
@requires(Permission.EDIT_ROTATIONS)
@bp.arguments(NewRotation)
@bp.response(201, SavedRotation)
def create_rotation(asked):
    """Give somebody a duty on a weekday. 409 `in_use` when somebody has it already."""

    def save(session):
        body = _saved(session, asked, replacing=False)
        where = {"Location": f"/api/v1/rotations/{body['id']}", "ETag": etag(body["id"], body["version"])}
        return Answer(body, 201, where)

    return once(save)


@bp.put(f"/rotations/<{ID}:rotation_id>", tags=["Rotations"])
@requires(Permission.EDIT_ROTATIONS)
@guarded
@bp.arguments(ChangedRotation)
@bp.response(200, SavedRotation)
def replace_rotation(asked, rotation_id):
    """Give the duty to somebody else."""
    with transaction() as session:
        return _changed(session, _matched(session, rotation_id), asked)


@bp.patch(f"/rotations/<{ID}:rotation_id>", tags=["Rotations"])
@requires(Permission.EDIT_ROTATIONS)
@guarded
@bp.arguments(PartOfRotation)
@bp.response(200, SavedRotation)
def change_rotation(asked, rotation_id):
    """Change who has the duty, or only who stands in."""
    with transaction() as session:
        row = _matched(session, rotation_id)
        now = {"employee_id": row.employee_id, "backup_employee_id": row.backup_employee_id}
        return _changed(session, row, now | asked)


@bp.delete(f"/rotations/<{ID}:rotation_id>", tags=["Rotations"])
@requires(Permission.EDIT_ROTATIONS)
@guarded
@bp.response(204)
def delete_rotation(rotation_id):
    """Nobody has the duty on that weekday any more."""
    with transaction() as session:
        _matched(session, rotation_id)
        rotations.clear_place(session, current_actor(), rotation_id=rotation_id)
    return "", 204


def _matched(session, rotation_id) -> Rotation:
    row = rotations.find(session, current_actor(), rotation_id)
    require_match(row.id, row.version)
    return row


def _changed(session, row: Rotation, asked):
    place = {"store_id": row.store_id, "kind": row.kind, "weekday": row.weekday}
    body = _saved(session, asked | place, replacing=True)
    return tagged(body, row.id, body["version"])


def _saved(session, asked, *, replacing: bool) -> dict:
    with watch_store(session, asked["store_id"]) as arisen:
        row = rotations.save_place(
            session,
            current_actor(),
            store_id=asked["store_id"],
            kind=RotationKind(asked["kind"]),
            weekday=asked["weekday"],
            employee_id=asked["employee_id"],
            backup_id=asked["backup_employee_id"],
            replacing=replacing,
        )
    return presenters.rotation(row) | {"warnings": list(arisen.messages)}
