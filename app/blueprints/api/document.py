"""The description of the API (OpenAPI 3.1) and its explorer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue

from app.blueprints.api.fields import ProblemSchema
from app.extensions import rest
from app.web.access import public
from app.web.converters import DayConverter, WeekConverter

docs = Blueprint("api-docs", __name__)

_WORDS = """\
Everything the pages do, for programs. Sign in at `POST /oauth/token` and send `Authorization: Bearer ...`, or use the
session of the browser with its `X-CSRFToken` for writes. Refusals are `application/problem+json`. Unknown fields are
refused. Times are wall time of the store.\
"""
_SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token of /oauth/token, or a personal or service token `fst_...`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "schedule_session",
        "description": "The sign-in of the browser; writes also need the header X-CSRFToken.",
    },
}


def prepare(app: Flask) -> None:
    """What every operation refers to; before the operations are described."""
    rest.DEFAULT_ERROR_RESPONSE_NAME = None
    for converter in (DayConverter, WeekConverter):
        rest.flask_plugin.register_converter(converter, _a_day)
    spec = rest.spec
    spec.options["info"] = {"description": _WORDS}
    spec.options["servers"] = [{"url": "/"}]
    spec.options["security"] = [{name: []} for name in _SCHEMES]
    for name, scheme in _SCHEMES.items():
        spec.components.security_scheme(name, scheme)
    problem = {"application/problem+json": {"schema": ProblemSchema}}
    spec.components.response("Problem", {"description": "Refused; it says why and how to fix it.", "content": problem})
    app.register_blueprint(docs)


def _a_day(_converter: object) -> dict[str, str]:
    return {"type": "string", "format": "date"}


@docs.get("/api/v1/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    return jsonify(rest.spec.to_dict())


@docs.get("/api/docs")
@public
def explorer() -> ResponseReturnValue:
    return render_template("api/explorer.html")


@docs.get("/docs")
@public
def short_explorer() -> ResponseReturnValue:
    return redirect("/api/docs")
