"""What all addresses of the API share: strict reading of input, rate limit and the documented refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import flask_smorest
from flask import Request, g, request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from app.blueprints.api import bodies
from app.errors import FieldError, Invalid
from app.extensions import limiter
from app.web.access import current_actor_or_none
from app.web.hooks import SAFE_METHODS

#: Ids as they stand in addresses: no larger than the database can hold.
ID = "int(max=2147483647)"
REQUESTS = "600 per minute"
#: Marshmallow's name for a fault of the whole body.
_WHOLE = "_schema"

_KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "The same key with the same request is answered once more without a second effect (48 hours).",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
_IF_MATCH_PARAMETER = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of the version you saw.",
    "required": True,
    "schema": {"type": "string"},
}


class StrictParser(FlaskParser):
    """Unknown fields are refused wherever they stand; every fault is named with its field."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012  # as webargs declares it
        "json": RAISE,
        "form": RAISE,
        "query": RAISE,
    }

    def load_json(self, req: Request, schema: Schema) -> Any:
        del schema
        return bodies.read(req)

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        _refuse_repeated(req.args)
        return super().load_querystring(req, schema)

    def load_form(self, req: Request, schema: Schema) -> Any:
        _refuse_repeated(req.form)
        return super().load_form(req, schema)

    def handle_error(
        self, error: ValidationError, req: Request, schema: Schema, *, error_status_code: int | None, error_headers: Any
    ) -> NoReturn:
        del req, schema, error_status_code, error_headers
        faults = error.messages if isinstance(error.messages, dict) else {}
        found = [wrong for messages in faults.values() for wrong in field_errors(messages)]
        raise Invalid("Please check: " + ", ".join(dict.fromkeys(wrong.field for wrong in found)) + ".", found)


def _refuse_repeated(sent: MultiDict[str, str]) -> None:
    """Two values for one field: which of them counts would be a guess."""
    wrong = [FieldError(name, "Send it once only.") for name in sent if len(sent.getlist(name)) > 1]
    if wrong:
        raise Invalid("Please check: " + ", ".join(one.field for one in wrong) + ".", wrong)


def field_errors(messages: Any, path: str = "") -> list[FieldError]:
    """Marshmallow's nested messages as a flat list; a place in a list is named like `store_ids.0`."""
    if isinstance(messages, dict):
        named = {"" if name == _WHOLE else name: inner for name, inner in messages.items()}
        return [wrong for name, inner in named.items() for wrong in field_errors(inner, f"{path}.{name}".strip("."))]
    return [FieldError(path or "body", str(message)) for message in messages]


def whoever_asks() -> str:
    """Whose requests are counted together and whose repeats are recognised: a token, a user, else an address."""
    actor = current_actor_or_none()
    if "principal" in g:
        return str(g.principal)
    return f"user {actor.user_id}" if actor is not None else f"address {request.remote_addr}"


class ApiBlueprint(flask_smorest.Blueprint):
    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._prepare_doc_cbks.append(_document_contract)

    def add_url_rule(self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any):
        limited = limiter.shared_limit(REQUESTS, scope="api", key_func=whoever_asks)(view_func)
        super().add_url_rule(rule, endpoint, limited, *args, **options)


def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """Documents that the view wants If-Match."""
    view._apidoc = {**getattr(view, "_apidoc", {}), "guarded": True}  # type: ignore[attr-defined]  # read below
    return view


def _document_contract(doc: dict[str, Any], doc_info: dict[str, Any], *, method: str, **_more: Any) -> dict[str, Any]:
    """The refusals of reliability and access that the code of one view does not show."""
    refusals = [401, 403, 404, 405, 422, 429]
    parameters = doc.setdefault("parameters", [])
    if method.upper() not in SAFE_METHODS:
        refusals += [400, 409, 413, 415]
    if method == "post":
        parameters.append(_KEY_PARAMETER)
        refusals.append(412)
    if doc_info.get("guarded"):
        parameters.append(_IF_MATCH_PARAMETER)
        refusals += [412, 428]
    doc.setdefault("responses", {}).update({str(status): "Problem" for status in refusals})
    # webargs notes its own 422; ours stands for it.
    doc["responses"] = {str(status): answer for status, answer in doc["responses"].items()}
    return doc
