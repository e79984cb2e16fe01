"""Which language a page is shown in: the user's choice, else what the browser asks for."""

from __future__ import annotations

from flask import has_request_context, request

from app.web.access import current_actor_or_none

LOCALES = ("en", "es")


def select_locale() -> str:
    if not has_request_context():
        return "en"
    actor = current_actor_or_none()
    if actor is not None and actor.locale in LOCALES:
        return actor.locale
    return request.accept_languages.best_match(LOCALES) or "en"
