"""Which language a page is shown in: the user's choice, else what the browser asks for."""

from __future__ import annotations

from flask import has_request_context, request
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
    """For the layers below; Flask-Babel keeps the answer for the rest of the request."""
    found = get_locale()
    return found.language if found else SOURCE
