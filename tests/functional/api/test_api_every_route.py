"""What holds for every address of the API, found by walking the table of routes: none is forgotten when it is new."""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from openapi_schema_validator import OAS31Validator

from app.vocabulary import Permission, Role
from app.web.access import PUBLIC, access_of
from tests.functional.api.program import V1, Program, check_problem
from tests.functional.api.test_api_contract import routes

#: Written down here, because each is a decision: no version, no effect, or an answer that must not be kept.
WITHOUT_IF_MATCH = {("DELETE", f"{V1}/scheduling/jobs/{{job_id}}")}
WITHOUT_REPEATS = {f"{V1}/oauth/token", f"{V1}/validate"}
ADMINISTRATORS_ONLY = {Permission.MANAGE_USERS, Permission.MANAGE_WEBHOOKS}
HUGE = "9" * 5000


@pytest.fixture
def document(client) -> dict[str, Any]:
    return client.get(f"{V1}/openapi.json").json


@pytest.fixture
def admin(program) -> Program:
    return program(Role.ADMIN)


def address(pattern: str) -> str:
    """Below /api/v1, with something in every place."""
    text = pattern.removeprefix(V1).replace("{day}", "2026-11-24").replace("{week}", "2026-11-23")
    return re.sub(r"\{\w+\}", "1", text)


def operations(document: dict[str, Any], *methods: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in methods:
            if method.lower() in item:
                yield method, path, item[method.lower()]


def parameter_names(told: dict[str, Any]) -> set[str]:
    return {parameter["name"] for parameter in told.get("parameters", []) if "name" in parameter}


def test_every_route_needs_a_permission_or_is_the_sign_in(app: Flask):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                needed = access_of(app, rule.endpoint, method)
                assert isinstance(needed, Permission) or (needed == PUBLIC and rule.endpoint == "api.get_token"), rule


def test_every_change_wants_the_version_that_was_seen(document):
    found = {
        (method, path)
        for method, path, told in operations(document, "PUT", "PATCH", "DELETE")
        if "If-Match" not in parameter_names(told) or not {"412", "428"} <= told["responses"].keys()
    }

    assert found == WITHOUT_IF_MATCH


def test_every_post_may_be_repeated(app, document):
    for _method, path, told in operations(document, "POST"):
        assert "Idempotency-Key" in parameter_names(told), path
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api.") and rule.rule.startswith(V1) and "POST" in (rule.methods or ()):
            source = inspect.getsource(inspect.unwrap(app.view_functions[rule.endpoint]))
            assert "once(" in source or rule.rule in WITHOUT_REPEATS, rule.rule


def test_every_body_is_read_strictly(admin, document):
    for method, path, told in operations(document, "POST", "PUT", "PATCH"):
        if "application/json" not in told.get("requestBody", {}).get("content", {}):
            assert path in {f"{V1}/oauth/token"}, path
            continue
        answer = admin.send(method, address(path), 422, json={"no_such_field": 1}, headers={"If-Match": "*"})
        assert "no_such_field" in {error["field"] for error in answer.json["errors"]}, (method, path)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"name": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"name": 1, "name": 2}', 400),
        (b"[1]", 400),
        (b"\xff\xfe", 400),
        (b'{"no_such_field": ' + HUGE.encode() + b"}", 400),
        (b'{"name": "' + b"x" * 30_000_000 + b'"}', 413),
    ],
    ids=["nan", "deep", "twice", "list", "bytes", "number", "huge"],
)
def test_every_unreadable_body_is_refused(admin, document, body, status):
    for method, path, _told in operations(document, "POST", "PUT", "PATCH"):
        if path == f"{V1}/oauth/token":
            continue
        headers = {"If-Match": "*", "Content-Type": "application/json"}
        answer = admin.client.open(
            V1 + address(path), method=method, data=body, headers={"Authorization": f"Bearer {admin.token}", **headers}
        )
        assert answer.status_code == status, (method, path, answer.text[:300])
        check_problem(answer)
        if status == 413:
            return  # one is enough of these: what refuses it stands before all views


def test_no_hostile_value_breaks_anything(admin, world, document):
    """Each field of each body gets one of them, in turn."""
    hostile = itertools.cycle(
        [None, 2**63, "\x00", [[]], {"a": {}}, -1, "x" * 70_000, "9999-12-31", 1e308, "24:00", True]
    )
    for method, path, told in operations(document, "POST", "PUT", "PATCH"):
        body = told["requestBody"]["content"].get("application/json", {}).get("example", {})
        for name in body:
            answer = admin.client.open(
                V1 + address(path), method=method, json={**body, name: next(hostile)},
                headers={"Authorization": f"Bearer {admin.token}", "If-Match": "*"},
            )  # fmt: skip
            assert answer.status_code < 500, (method, path, name, answer.text[:300])
            if answer.status_code >= 400:
                check_problem(answer)


def test_every_list_has_pages_orders_and_strict_filters(admin, document):
    seen = 0
    for _method, path, told in operations(document, "GET"):
        if "per_page" not in parameter_names(told):
            continue
        seen += 1
        for wrong in ("per_page=101", "per_page=0", "page=0", "order=up", "sort_by=moon", "no_such_filter=1", "page=x"):
            asked = f"{address(path)}?{wrong}"
            answer = admin.send("GET", asked, 422)
            assert [error["field"] for error in answer.json["errors"]] == [wrong.partition("=")[0]], asked
        answer = admin.client.get(
            f"{V1}{address(path)}?per_page=100&order=desc", headers={"Authorization": f"Bearer {admin.token}"}
        )
        if answer.status_code == 200:
            assert {"items", "page", "per_page", "total", "pages"} <= answer.json.keys(), path
    assert seen >= 15


def test_a_token_that_only_reads_may_look_at_all_its_role_may_and_write_nothing(app, program, document):
    reader = program(Role.ADMIN, scope="read")
    endpoints = {
        (re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?([^<>]+)>", r"{\1}", rule.rule), method): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    headers = {"Authorization": f"Bearer {reader.token}", "If-Match": "*"}
    for method, path, _told in operations(document, "GET", "POST", "PUT", "PATCH", "DELETE"):
        needed = access_of(app, endpoints[path, method], method)
        if needed == PUBLIC:
            continue
        status = reader.client.open(V1 + address(path), method=method, headers=headers).status_code
        looks = method == "GET" and needed not in ADMINISTRATORS_ONLY
        reads_alone = isinstance(needed, Permission) and needed.value.startswith("view_")
        assert (status != 403) == (looks or reads_alone), (method, path, status)


def test_an_employee_gets_nowhere_in_the_api(program, document):
    worker = program(Role.EMPLOYEE)
    headers = {"Authorization": f"Bearer {worker.token}", "If-Match": "*"}
    for method, path, _told in operations(document, "GET", "POST", "PUT", "PATCH", "DELETE"):
        if path != f"{V1}/oauth/token":
            answer = worker.client.open(V1 + address(path), method=method, headers=headers)
            assert answer.status_code == 403, (method, path, answer.status_code)


def test_every_body_and_answer_has_an_example_that_fits(document):
    components = {"components": document["components"]}
    for method, path, told in operations(document, "GET", "POST", "PUT", "PATCH", "DELETE"):
        answers = [answer for status, answer in told["responses"].items() if status.startswith("2")]
        for body in (told.get("requestBody", {}), *answers):
            for media in body.get("content", {}).values():
                assert "example" in media, (method, path)
                OAS31Validator(media["schema"] | components).validate(media["example"])


def test_the_walk_sees_every_route(app, document):
    seen = {(path, method) for method, path, _told in operations(document, "GET", "POST", "PUT", "PATCH", "DELETE")}

    assert seen == routes(app)
