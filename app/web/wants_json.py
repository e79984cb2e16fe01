"""Whether the caller is a program (problem+json) or a person (page)."""

from __future__ import annotations

from flask import request

_JSON_PATHS = ("/api/", "/scheduling/", "/system/", "/optimization-configs")
_JSON_TYPES = ("application/json", "application/problem+json")


def wants_json() -> bool:
    if request.path.startswith("/api/docs"):
        return False
    # By its blueprint too: an address of the API may have a short form among the pages.
    if request.blueprint == "api" or request.path.startswith(_JSON_PATHS):
        return True
    accepted = request.accept_mimetypes
    best = accepted.best_match(["text/html", *_JSON_TYPES])
    return best in _JSON_TYPES and accepted[best] > accepted["text/html"]


def is_partial() -> bool:
    """htmx asks for a piece of a page."""
    return request.headers.get("HX-Request") == "true"
