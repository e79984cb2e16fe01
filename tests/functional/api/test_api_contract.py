"""The description and the product say the same: every address, every answer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from app.vocabulary import Role
from app.web.access import PUBLIC, access_of
from tests.functional.api.program import V1

_ARGUMENT = re.compile(r"<(?:[^:<>]+(?:\([^)]*\))?:)?([^<>]+)>")


@pytest.fixture
def document(client) -> dict[str, Any]:
    return client.get(f"{V1}/openapi.json").json


def operations(document: dict[str, Any]) -> set[tuple[str, str]]:
    methods = {"get", "post", "put", "patch", "delete"}
    return {(path, name.upper()) for path, item in document["paths"].items() for name in item if name in methods}


def routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (_ARGUMENT.sub(r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(V1) and rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_the_description_is_valid_openapi(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_described_operation_exists_and_every_address_is_described(app, document):
    assert operations(document) == routes(app)


def test_the_resources_of_the_contract_are_there(document):
    for path in (
        "oauth/token", "stores", "employees", "employees/{employee_id}/availability", "events",
        "events/{event_id}/why-not", "audit", "schedules", "schedules/{schedule_id}", "schedules/{schedule_id}/move",
        "schedules/{schedule_id}/swap", "schedules/{schedule_id}/cancel", "changes", "changes/{change_id}/undo",
        "daily-events/{day}", "available-employees/{day}", "validate", "scheduling/optimize/{week}",
        "scheduling/jobs/{job_id}", "scheduling/runs", "scheduling/runs/{run_id}", "scheduling/runs/schedule/{week}",
        "scheduling/runs/{run_id}/apply", "scheduling/runs/{run_id}/revert", "sync", "sync/runs",
        "sync/runs/{sync_run_id}", "paperwork/{day}",
        "optimization-configs", "optimization-configs/{config_id}",
        "system/constraints", "system/constraints/{constraint_id}", "holidays", "holidays/{holiday_id}",
        "employees/{employee_id}/preferences", "employees/{employee_id}/availability-overrides", "rotations",
        "rotation-exceptions", "time-off", "time-off/{time_off_id}", "time-off/{time_off_id}/approve",
        "time-off/{time_off_id}/deny", "attendance", "attendance/{attendance_id}",
    ):  # fmt: skip
        assert f"{V1}/{path}" in document["paths"], path


def test_each_operation_says_what_it_is_and_how_it_refuses(document):
    for path, method in operations(document):
        told = document["paths"][path][method.lower()]
        assert told["summary"], path
        assert set(told["tags"]) <= {group["name"] for group in document["tags"]}, path
        assert {"401", "403", "404", "422", "429"} <= told["responses"].keys(), path
        if method == "POST":
            assert any(parameter["name"] == "Idempotency-Key" for parameter in told["parameters"]), path
        if method in {"PUT", "PATCH"} or (path.endswith("schedules/{schedule_id}") and method == "DELETE"):
            assert any(parameter["name"] == "If-Match" for parameter in told["parameters"]), path


def test_only_the_sign_in_and_the_description_are_open_to_all(app):
    found = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if access_of(app, rule.endpoint, method) == PUBLIC
    }

    assert found == {"api.get_token", "api-docs.openapi", "api-docs.explorer", "api-docs.short_explorer"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_nobody_gets_anywhere_without_a_sign_in(app, client, document, method):
    for path, described in operations(document):
        if described != method or path.endswith("/oauth/token"):
            continue
        address = path.replace("{day}", "2026-11-24").replace("{week}", "2026-11-23")
        answer = client.open(re.sub(r"\{\w+\}", "1", address), method=method, json={} if method != "GET" else None)
        assert answer.status_code == 401, (method, path)
        assert answer.content_type == "application/problem+json"


def schema_of(document: dict[str, Any], path: str, method: str, answer: Any) -> dict[str, Any]:
    told = document["paths"][path][method]["responses"][str(answer.status_code)]
    while "$ref" in told:
        told = document["components"][told["$ref"].split("/")[2]][told["$ref"].split("/")[3]]
    return told["content"][answer.mimetype]["schema"] | {"components": document["components"]}


def strict(schemas: dict[str, Any]) -> None:
    """Nothing may be answered that is not described."""
    for schema in schemas.values():
        if schema.get("properties"):
            schema["additionalProperties"] = False


def test_answers_look_as_described(app, manager, world, booking, document, make):
    strict(document["components"]["schemas"])
    run = make.run(store=world.store)
    yesterday = world.monday - timedelta(days=28)
    make.schedule(event=make.event(store=world.store), employee=world.bob, day=yesterday)
    made = manager.post("/schedules", booking, 201)
    number, change = made.json["id"], made.json["change_id"]
    asked = [
        ("get", "/stores", 200, None), ("get", f"/stores/{world.store.id}", 200, None),
        ("get", "/employees", 200, None), ("get", f"/employees/{world.ann.id}", 200, None),
        ("get", f"/employees/{world.ann.id}/availability", 200, None),
        ("get", f"/employees/{world.ann.id}/preferences", 200, None),
        ("post", f"/employees/{world.ann.id}/availability-overrides", 201,
         {"starts_on": "2027-01-11", "ends_on": "2027-05-14", "monday": False}),
        ("get", f"/employees/{world.ann.id}/availability-overrides", 200, None),
        ("get", f"/employees/{world.ann.id}/availability-overrides/1", 200, None),
        ("post", "/time-off", 201, {"employee_id": world.bob.id, "starts_on": "2027-02-01", "ends_on": "2027-02-02"}),
        ("get", "/time-off", 200, None), ("get", "/time-off/1", 200, None),
        ("post", "/time-off/1/deny", 200, {}), ("post", "/time-off/1/approve", 200, {}),
        ("post", "/attendance", 201, {"store_id": world.store.id, "employee_id": world.bob.id, "status": "late",
                                      "date": yesterday.isoformat()}),
        ("get", "/attendance", 200, None), ("get", "/attendance/1", 200, None),
        ("post", "/holidays", 201, {"name": "Inventory", "kind": "once", "date": "2026-12-24"}),
        ("get", "/holidays", 200, None), ("get", "/holidays/1", 200, None),
        ("get", "/events", 200, None), ("get", f"/events/{world.event.id}", 200, None),
        ("get", f"/events/{world.event.id}/why-not", 200, None),
        ("get", f"/audit?date={world.monday}", 200, None),
        ("get", "/schedules", 200, None), ("get", f"/schedules/{number}", 200, None),
        ("get", f"/daily-events/{booking['date']}", 200, None),
        ("get", f"/available-employees/{booking['date']}?event_id={world.event.id}", 200, None),
        ("post", "/validate", 200, booking), ("post", "/schedules", 409, booking), ("post", "/schedules", 422, {}),
        ("post", "/schedules", 404, {**booking, "event_id": 99}),
        ("get", "/scheduling/runs", 200, None), ("get", f"/scheduling/runs/{run.id}", 200, None),
        ("get", f"/scheduling/runs/schedule/{run.week_start}", 200, None),
        ("post", f"/scheduling/optimize/{world.monday}", 202, {}), ("get", "/scheduling/jobs/1", 200, None),
        ("delete", "/scheduling/jobs/1", 200, None),
        ("post", f"/paperwork/{world.monday}", 202, {}), ("get", f"/paperwork/{world.monday}", 404, None),
        ("post", "/optimization-configs", 201, {"name": "Fair"}), ("get", "/optimization-configs", 200, None),
        ("get", "/optimization-configs/1", 200, None),
        ("get", "/system/constraints", 200, None), ("get", "/system/constraints/title", 200, None),
        ("get", "/sync", 200, None), ("get", "/sync/runs/1", 404, None),
        ("get", "/sync/runs", 200, None), ("post", "/sync/runs", 422, {"source": "moon"}),
        ("post", f"/schedules/{number}/move", 200, {"date": booking["date"], "start_time": "10:30"}),
        ("post", f"/schedules/{number}/cancel", 200, {}), ("get", "/changes", 200, None),
        ("post", f"/changes/{change}/undo", 409, {}),
        ("patch", f"/schedules/{number}", 428, {"pinned": True}),
    ]  # fmt: skip
    for method, path, status, body in asked:
        answer = manager.send(method.upper(), path, status, json=body)
        template = next(
            rule for rule in document["paths"]
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", rule), V1 + path.split("?")[0])
            and method in document["paths"][rule] and ("{run_id}" not in rule or "/schedule/" not in path)
        )  # fmt: skip
        OAS31Validator(schema_of(document, template, method, answer)).validate(answer.json)


def test_the_explorer_needs_nothing_from_elsewhere_and_nothing_inline(client, sign_in):
    for browser in (client, sign_in(Role.VIEWER)):
        page = browser.get("/api/docs")
        assert page.status_code == 200
        assert page.mimetype == "text/html"
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://", page.text)
        for file in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
            with browser.get(file) as served:
                assert served.status_code == 200, file
    assert client.get("/docs").headers["Location"] == "/api/docs"
