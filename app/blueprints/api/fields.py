"""Fields that several schemas use, and the shapes of lists and refusals."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app.formatting import parse_hhmm
from app.queries.paging import Wanted
from app.web.converters import parse_day

LARGEST_ID = 2_147_483_647
MOST_PER_PAGE = 100
#: Days as they are written, in the years that planning makes sense in.
DAY_PATTERN = "^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}$"
TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$"


def id_field(**more: Any) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(1, LARGEST_ID), **more)


def query_id(**more: Any) -> fields.Integer:
    """As id_field, in an address, where everything is text."""
    return fields.Integer(validate=validate.Range(1, LARGEST_ID), **more)


def text_field(longest: int, **more: Any) -> fields.String:
    without_nul = validate.Regexp(r"^[^\x00]*$", error="Leave out the NUL character.")
    return fields.String(validate=[validate.Length(max=longest), without_nul], **more)


def choice(values: Any, **more: Any) -> fields.String:
    return fields.String(validate=validate.OneOf([str(value) for value in values]), **more)


class Day(fields.Date):
    """A day like 2026-11-24."""

    def __init__(self, *, metadata: dict[str, Any] | None = None, **more: Any) -> None:
        super().__init__(metadata={"pattern": DAY_PATTERN, **(metadata or {})}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return parse_day(str(value))
        except ValueError as error:
            raise ValidationError(f"{error}.") from error


class ClockTime(fields.String):
    """HH:MM in the store's time zone; loaded as minutes after midnight."""

    def __init__(self, **more: Any) -> None:
        super().__init__(metadata={"pattern": TIME_PATTERN, "example": "09:45"}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch(TIME_PATTERN, text):
            raise ValidationError(f"{text!r} is not a time; write it like 09:45.")
        return parse_hhmm(text)


def shown_day(**more: Any) -> fields.String:
    return fields.String(metadata={"format": "date", "example": "2026-11-24"}, **more)


def shown_time(**more: Any) -> fields.String:
    return fields.String(metadata={"pattern": TIME_PATTERN, "example": "09:45"}, **more)


def shown_moment(**more: Any) -> fields.String:
    return fields.String(metadata={"format": "date-time", "example": "2026-11-24T14:45:00+00:00"}, **more)


class Nothing(Schema):
    """A command that needs no more than its address."""


class PageQuery(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))
    per_page = fields.Integer(load_default=20, validate=validate.Range(1, MOST_PER_PAGE))


class ListQuery(PageQuery):
    order = choice(("asc", "desc"), load_default="asc")


def wanted(query: dict[str, Any]) -> Wanted:
    """Takes page and order out of a loaded query; what stays behind are the filters."""
    return Wanted(
        query.pop("page"), query.pop("per_page"), query.pop("sort_by", "id"), query.pop("order", "asc") == "desc"
    )


def page_schema(item: type[Schema], name: str) -> type[Schema]:
    """The envelope of a list of `item`."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "page": fields.Integer(required=True),
            "per_page": fields.Integer(required=True),
            "total": fields.Integer(required=True),
            "pages": fields.Integer(required=True),
        },
        name=name,
    )


class ViolationSchema(Schema):
    rule = fields.String(required=True)
    severity = choice(("hard", "soft"), required=True)
    message = fields.String(required=True)
    fix = fields.String()


class FieldErrorSchema(Schema):
    field = fields.String(required=True)
    message = fields.String(required=True)


class ProblemSchema(Schema):
    """The one shape of a refusal (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldErrorSchema))
    violations = fields.List(fields.Nested(ViolationSchema))
    job_id = fields.Integer(metadata={"description": "With already_running: the job that does this work."})
    changes = fields.List(
        fields.Integer(),
        metadata={"description": "When it cannot be undone: the later changes that rest on it."},
    )
