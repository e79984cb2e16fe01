"""Holidays: days on which nobody is scheduled."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.blueprints.api import bp
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
from app.db import db, transaction
from app.errors import FieldError, Invalid
from app.models import Holiday
from app.queries import holidays as queries
from app.services import holidays
from app.services.holidays import HolidayFacts, HolidayKind
from app.services.idempotency import Answer
from app.vocabulary import Permission
from app.web.access import current_actor, requires

#: Which of the fields that say when go with which kind.
_DATES = {
    HolidayKind.ONCE: ("date",),
    HolidayKind.YEARLY: ("month", "month_day"),
    HolidayKind.NTH_WEEKDAY: ("month", "weekday", "nth"),
}
_WHEN = {name: None for names in _DATES.values() for name in names}
_KIND = {"description": "`once` goes with date, `yearly` with month and month_day, `nth_weekday` with the other three."}


class HolidaySchema(Schema):
    id = fields.Integer(required=True)
    store_id = fields.Integer(required=True, allow_none=True, metadata={"description": "null: every store."})
    name = fields.String(required=True)
    kind = choice(HolidayKind, required=True, metadata=_KIND)
    date = shown_day(required=True, allow_none=True)
    month = fields.Integer(required=True, allow_none=True)
    month_day = fields.Integer(required=True, allow_none=True)
    weekday = fields.Integer(required=True, allow_none=True, metadata={"description": "Monday is 0."})
    nth = fields.Integer(required=True, allow_none=True, metadata={"description": "5 is the last of the month."})
    active = fields.Boolean(required=True)
    notes = fields.String(required=True)
    version = fields.Integer(required=True)


_THANKSGIVING = {"name": "Thanksgiving", "kind": "nth_weekday", "month": 11, "weekday": 3, "nth": 4}


class HolidayQuery(ListQuery):
    sort_by = choice(queries.ORDERS, load_default="id")
    store_id = query_id()
    active = fields.Boolean()
    search = text_field(80)


def _number(first: int, last: int) -> fields.Integer:
    return fields.Integer(strict=True, allow_none=True, validate=validate.Range(first, last))


class ChangedHoliday(Schema):
    """Fields that are left out stay as they are."""

    store_id = id_field(allow_none=True)
    name = text_field(80)
    kind = choice(HolidayKind, metadata=_KIND)
    date = Day(allow_none=True)
    month = _number(1, 12)
    month_day = _number(1, 31)
    weekday = _number(0, 6)
    nth = _number(1, 5)
    active = fields.Boolean()
    notes = text_field(200)


class NewHoliday(ChangedHoliday):
    """Without store_id it is a holiday of every store."""

    name = text_field(80, required=True)
    kind = choice(HolidayKind, required=True, metadata=_KIND)


@bp.get("/holidays", tags=["Holidays"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(HolidayQuery, location="query")
@bp.response(200, page_schema(HolidaySchema, "HolidayPage"))
def list_holidays(query):
    """Holidays of your stores and of every store."""
    order = wanted(query)
    words, active = query.get("search", ""), query.get("active")
    stores = current_actor().store_ids
    page = queries.holidays_page(db.session(), stores, words, active, order, store_id=query.get("store_id"))
    return listed(page, _shown)


@bp.get(f"/holidays/<{ID}:holiday_id>", tags=["Holidays"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, HolidaySchema)
def get_holiday(holiday_id):
    """One holiday."""
    row = holidays.find(db.session(), current_actor(), holiday_id=holiday_id)
    return one(_shown(row), row.id, row.version)


@bp.post("/holidays", tags=["Holidays"])
@requires(Permission.EDIT_SETTINGS)
@bp.arguments(NewHoliday, example=_THANKSGIVING)
@bp.response(201, HolidaySchema)
def create_holiday(asked):
    """Add a holiday. One of every store needs somebody who manages all stores."""

    def save(session):
        row, _change_id = holidays.create(session, current_actor(), facts=_facts(asked))
        where = {"Location": f"/api/v1/holidays/{row.id}", "ETag": etag(row.id, row.version)}
        return Answer(_shown(row), 201, where)

    return once(save)


@bp.put(f"/holidays/<{ID}:holiday_id>", tags=["Holidays"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.arguments(NewHoliday, example=_THANKSGIVING)
@bp.response(200, HolidaySchema)
def replace_holiday(asked, holiday_id):
    """Replace a holiday; what is left out goes back to its default."""
    with transaction() as session:
        return _saved(session, _matched(session, holiday_id), asked)


@bp.patch(f"/holidays/<{ID}:holiday_id>", tags=["Holidays"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.arguments(ChangedHoliday)
@bp.response(200, HolidaySchema)
def change_holiday(asked, holiday_id):
    """Change part of a holiday; with another kind, what does not go with it is forgotten."""
    with transaction() as session:
        row = _matched(session, holiday_id)
        now = {name: value for name, value in _shown(row).items() if name not in {"id", "version"}}
        now["date"] = row.day
        kind = HolidayKind(asked.get("kind", now["kind"]))
        gone = {name: None for name in _WHEN if name not in _DATES[kind]}
        return _saved(session, row, now | gone | asked)


@bp.delete(f"/holidays/<{ID}:holiday_id>", tags=["Holidays"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.response(204)
def delete_holiday(holiday_id):
    """Remove a holiday; undo brings it back."""
    with transaction() as session:
        row = _matched(session, holiday_id)
        holidays.remove(session, current_actor(), holiday_id=row.id, version=row.version)
    return "", 204


def _matched(session, holiday_id) -> Holiday:
    row = holidays.find(session, current_actor(), holiday_id=holiday_id)
    require_match(row.id, row.version)
    return row


def _saved(session, row: Holiday, asked: dict[str, Any]):
    holidays.update(session, current_actor(), holiday_id=row.id, version=row.version, facts=_facts(asked))
    return tagged(_shown(row), row.id, row.version)


def _facts(asked: dict[str, Any]) -> HolidayFacts:
    """Raises Invalid when what says when and the kind do not go together."""
    kind = HolidayKind(asked["kind"])
    when = {name: asked.get(name) for name in _WHEN}
    wrong = [FieldError(name, f"Needed with the kind {kind}.") for name in _DATES[kind] if when[name] is None]
    wrong += [
        FieldError(name, f"Leave it out: it does not go with the kind {kind}.")
        for name, value in when.items()
        if value is not None and name not in _DATES[kind]
    ]
    if wrong:
        raise Invalid("Please check: " + ", ".join(fault.field for fault in wrong) + ".", wrong)
    return HolidayFacts(
        kind=kind,
        day=when.pop("date"),
        **when,
        name=asked["name"].strip(),
        store_id=asked.get("store_id"),
        active=asked.get("active", True),
        notes=asked.get("notes", ""),
    )


def _shown(row: Holiday) -> dict[str, Any]:
    return {
        "id": row.id,
        "store_id": row.store_id,
        "name": row.name,
        "kind": holidays.kind_of(row).value,
        "date": row.day.isoformat() if row.day else None,
        "month": row.month,
        "month_day": row.month_day,
        "weekday": row.weekday,
        "nth": row.nth,
        "active": row.active,
        "notes": row.notes,
        "version": row.version,
    }
