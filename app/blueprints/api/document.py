"""The description of the API (OpenAPI 3.1) and its explorer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue

from app.blueprints.api.document_examples import with_examples
from app.blueprints.api.fields import DAY_PATTERN, ProblemSchema
from app.extensions import rest
from app.web.access import public
from app.web.converters import DayConverter, WeekConverter

docs = Blueprint("api-docs", __name__)

_WORDS = """\
Everything the pages do, for programs. Sign in at `POST /oauth/token` and send `Authorization: Bearer ...`, or use the
session of the browser with its `X-CSRFToken` for writes. Refusals are `application/problem+json`. Unknown fields are
refused. Times are wall time of the store.\
"""
#: The groups of the explorer, in its order.
_GROUPS = {
    "Sign-in": "Tokens of programs.",
    "Stores": "Where people work.",
    "Employees": "People and when they can work.",
    "Events": "Work to be done once inside a window.",
    "Schedules": "One employee on one event at one time.",
    "Days": "A day's work, who could do it, and whether a booking would hold.",
    "Changes": "Who changed what; any change can be taken back.",
    "Time off": "Who is away, asked for and decided.",
    "Attendance": "Who came, who came late, who did not.",
    "Rotations": "Who has the Juicer and Primary Lead duties, where nobody has, and how evenly they are shared.",
    "Holidays": "Days on which nobody is scheduled.",
    "Rules": "How strict each rule is, with which numbers, and from which day on.",
    "Auto-scheduler": "Plan a week, look at it, apply it, take it back.",
    "Jobs": "Work in the background.",
    "Sync": "What came in from Crossmark and Walmart.",
    "Paperwork": "The printed day.",
    "Webhooks": "Other programs are told what happens here.",
}
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
    return {"type": "string", "format": "date", "pattern": DAY_PATTERN}


@docs.get("/api/v1/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    groups = [{"name": name, "description": words} for name, words in _GROUPS.items()]
    return jsonify(with_examples(rest.spec.to_dict() | {"tags": groups}))


@docs.get("/api/docs")
@public
def explorer() -> ResponseReturnValue:
    return render_template("api/explorer.html")


@docs.get("/docs")
@public
def short_explorer() -> ResponseReturnValue:
    return redirect("/api/docs")
