"""Every route says who may use it, and only these are open to all."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from app.vocabulary import Permission, Role
from app.web.access import PUBLIC, access_of

PUBLIC_ENDPOINTS = {
    "auth.choose_theme",
    "auth.finish_setup",
    "auth.login",
    "auth.logout",
    "auth.setup",
    "health.full",
    "health.live",
    "health.ready",
    "static",
}
#: The API, whose own test pins what it leaves open.
API_BLUEPRINTS = ("api", "api-docs")


def _declared(app: Flask) -> dict[tuple[str, str], object]:
    return {
        (rule.endpoint, method): access_of(app, rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_declares_who_may_use_it(app):
    missing = [key for key, needed in _declared(app).items() if needed != PUBLIC and not isinstance(needed, Permission)]

    assert missing == []


def test_only_the_pinned_routes_are_open_to_all(app):
    found = {endpoint for (endpoint, _method), needed in _declared(app).items() if needed == PUBLIC}

    assert {name for name in found if not name.startswith(API_BLUEPRINTS)} == PUBLIC_ENDPOINTS


def test_a_route_that_declares_nothing_is_refused_even_to_an_administrator(app, sign_in, monkeypatch):
    admin = sign_in(Role.ADMIN)
    assert admin.get("/help").status_code == 200

    monkeypatch.delattr(app.view_functions["help.index"], "required_access")

    assert admin.get("/help").status_code == 403


def posting_forms(text: str) -> list[str]:
    return [form for form in re.findall(r"<form\b.*?</form>", text, re.S) if re.search(r'method="post"', form, re.I)]


def is_bare(form: str) -> bool:
    return "csrf_field()" not in form and "hidden_tag()" not in form


def test_every_posting_form_carries_a_token():
    texts = {file: file.read_text(encoding="utf-8") for file in Path("app/templates").rglob("*.html")}

    assert [str(file) for file, text in texts.items() if any(is_bare(form) for form in posting_forms(text))] == []


def test_a_form_without_token_would_be_seen():
    [form] = posting_forms('<form\n class="x" METHOD="POST"><button>Save</button></form>')

    assert is_bare(form)
