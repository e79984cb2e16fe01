"""Which language a page is shown in: the user's choice, else what the browser asks for."""

from __future__ import annotations

from flask import g, has_request_context, request
from flask_babel import get_locale

from app.web.access import current_actor_or_none
from app.wording import LANGUAGES, SOURCE


def select_locale() -> str:
    if not has_request_context():
        return SOURCE
    actor = current_actor_or_none()
    if actor is not None and actor.locale in LANGUAGES:
        return actor.locale
    return request.accept_languages.best_match(LANGUAGES) or SOURCE


def reader_language() -> str:
    """For the layers below, which ask at every sentence: looked up once a request."""
    if not has_request_context():
        return SOURCE
    found: str | None = g.get("reader_language")
    if found is None:
        found = g.reader_language = str(get_locale() or SOURCE)
    return found
