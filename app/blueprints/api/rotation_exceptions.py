"""Somebody else on duty for one day."""

from __future__ import annotations

import hashlib

from marshmallow import Schema, fields

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import etag, listed, once, one, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import (
    Day,
    ListQuery,
    choice,
    id_field,
    page_schema,
    query_id,
    shown_day,
    text_field,
    wanted,
)
from app.blueprints.api.rotations import SavedRotation
from app.db import db, transaction
from app.models import RotationException
from app.queries import rotations as queries
from app.services import rotations
from app.services.idempotency import Answer
from app.services.rotation_warnings import watch_store
from app.vocabulary import Permission, RotationKind
from app.web.access import current_actor, requires


class ExceptionSchema(Schema):
    id = fields.Integer(required=True)
    store_id = fields.Integer(required=True)
    date = shown_day(required=True)
    kind = choice(RotationKind, required=True)
    employee_id = fields.Integer(required=True)
    reason = fields.String(required=True)


class SavedException(ExceptionSchema):
    warnings = SavedRotation().fields["warnings"]


class ExceptionQuery(ListQuery):
    sort_by = choice(queries.EXCEPTIONS_SORTABLE, load_default="id")
    store_id = query_id()
    employee_id = query_id()
    kind = choice(RotationKind)
    date = Day()


class ChangedException(Schema):
    employee_id = id_field(required=True)
    reason = text_field(200, load_default="")


class PartOfException(Schema):
    """Fields that are left out stay as they are."""

    employee_id = id_field()
    reason = text_field(200)


class NewException(ChangedException):
    store_id = id_field(required=True)
    date = Day(required=True)
    kind = choice(RotationKind, required=True)


@bp.get("/rotation-exceptions", tags=["Rotations"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(ExceptionQuery, location="query")
@bp.response(200, page_schema(ExceptionSchema, "RotationExceptionPage"))
def list_rotation_exceptions(query):
    """Days on which somebody else has a duty."""
    page = queries.exceptions_page(db.session(), current_actor().store_ids, query, wanted(query))
    return listed(page, presenters.rotation_exception)


@bp.get(f"/rotation-exceptions/<{ID}:exception_id>", tags=["Rotations"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, ExceptionSchema)
def get_rotation_exception(exception_id):
    """One exception."""
    row = rotations.find_exception(db.session(), current_actor(), exception_id)
    return one(presenters.rotation_exception(row), row.id, _fingerprint(row))


@bp.post("/rotation-exceptions", tags=["Rotations"])
@requires(Permission.EDIT_ROTATIONS)
@bp.arguments(NewException)
@bp.response(201, SavedException)
def create_rotation_exception(asked):
    """Name somebody for one day. 409 `in_use` when that day has an exception already."""

    def save(session):
        row, warnings = _saved(session, asked, replacing=False)
        where = {"Location": f"/api/v1/rotation-exceptions/{row.id}", "ETag": etag(row.id, _fingerprint(row))}
        return Answer(presenters.rotation_exception(row) | {"warnings": warnings}, 201, where)

    return once(save)


@bp.put(f"/rotation-exceptions/<{ID}:exception_id>", tags=["Rotations"])
@requires(Permission.EDIT_ROTATIONS)
@guarded
@bp.arguments(ChangedException)
@bp.response(200, SavedException)
def replace_rotation_exception(asked, exception_id):
    """Another person or reason for the same day."""
    with transaction() as session:
        return _changed(session, _matched(session, exception_id), asked)


@bp.patch(f"/rotation-exceptions/<{ID}:exception_id>", tags=["Rotations"])
@requires(Permission.EDIT_ROTATIONS)
@guarded
@bp.arguments(PartOfException)
@bp.response(200, SavedException)
def change_rotation_exception(asked, exception_id):
    """Change the person or only the reason."""
    with transaction() as session:
        row = _matched(session, exception_id)
        return _changed(session, row, {"employee_id": row.employee_id, "reason": row.reason} | asked)


@bp.delete(f"/rotation-exceptions/<{ID}:exception_id>", tags=["Rotations"])
@requires(Permission.EDIT_ROTATIONS)
@guarded
@bp.response(204)
def delete_rotation_exception(exception_id):
    """The standing person has the day again."""
    with transaction() as session:
        _matched(session, exception_id)
        rotations.remove_exception(session, current_actor(), exception_id=exception_id)
    return "", 204


def _matched(session, exception_id) -> RotationException:
    row = rotations.find_exception(session, current_actor(), exception_id)
    require_match(row.id, _fingerprint(row))
    return row


def _changed(session, row: RotationException, asked):
    place = {"store_id": row.store_id, "kind": row.kind, "date": row.day}
    row, warnings = _saved(session, asked | place, replacing=True)
    return tagged(presenters.rotation_exception(row) | {"warnings": warnings}, row.id, _fingerprint(row))


def _saved(session, asked, *, replacing: bool) -> tuple[RotationException, list[str]]:
    with watch_store(session, asked["store_id"]) as arisen:
        row, _change_id = rotations.set_exception(
            session,
            current_actor(),
            store_id=asked["store_id"],
            day=asked["date"],
            kind=RotationKind(asked["kind"]),
            employee_id=asked["employee_id"],
            reason=asked["reason"],
            replacing=replacing,
        )
    return row, list(arisen.messages)


def _fingerprint(row: RotationException) -> str:
    """Changes whenever the exception does; its rows carry no version."""
    return hashlib.sha256(f"{row.employee_id} {row.reason}".encode()).hexdigest()[:16]
