"""What a person and what a program gets when something is refused."""

from __future__ import annotations

import pytest

from app.vocabulary import Role
from app.web.security_headers import ALWAYS
from tests.functional.page_client import PageClient


def test_a_missing_page_says_so(client):
    answer = PageClient(client).get("/nothing-here", status=404)

    assert "There is no page at this address" in answer.text


def test_a_program_gets_a_problem_document(client):
    answer = client.get("/api/v1/nothing-here", headers={"X-Request-Id": "abc-12345678"})

    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "not_found"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"] == "abc-12345678"


def test_an_unsafe_request_id_is_replaced(client):
    answer = client.get("/login", headers={"X-Request-Id": "<script>alert(1)</script>"})

    assert len(answer.headers["X-Request-Id"]) == 32


def test_a_program_without_sign_in_gets_401(client):
    answer = client.get("/account", headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_piece_of_a_page_asks_the_browser_to_sign_in(client):
    answer = client.get("/account", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "/login"


@pytest.mark.parametrize("path", ["/login", "/nothing-here", "/static/css/app.css", "/health/live", "/account"])
def test_every_answer_carries_the_security_headers(client, path):
    with client.get(path) as answer:
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS


def test_signed_in_pages_are_not_kept(sign_in):
    assert sign_in(Role.MANAGER).get("/account").headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_only_under_their_current_hash(app, client):
    with app.test_request_context():
        from app.web.static_files import static_url

        address = static_url("css/app.css")

    with client.get(address) as current, client.get("/static/css/app.css?v=old") as old:
        assert "immutable" in current.headers["Cache-Control"]
        assert old.headers["Cache-Control"] == "no-cache"
