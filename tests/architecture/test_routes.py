"""Every route says who may use it, and only these are open to all."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from app.vocabulary import Permission
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


def test_a_route_that_declares_nothing_is_refused(app, client, monkeypatch):
    monkeypatch.delattr(app.view_functions["help.index"], "required_access")

    assert client.get("/help").status_code == 302


def test_a_misspelt_variable_is_an_error(app):
    assert app.jinja_env.undefined is StrictUndefined


def test_blueprints_and_templates_hold_no_query():
    for file in Path("app/blueprints").rglob("*.py"):
        assert not re.search(r"\bselect\(", file.read_text(encoding="utf-8")), f"{file} builds a query"


def test_every_posting_form_carries_a_token():
    for file in Path("app/templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for form in re.findall(r"<form\b.*?</form>", text, re.S):
            if re.search(r'method="post"', form, re.I):
                assert "csrf_field()" in form or "hidden_tag()" in form, f"{file}: a form without CSRF token"
