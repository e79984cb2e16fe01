"""Configurations of the auto-scheduler over the API."""

from __future__ import annotations

import pytest

from app.models import OptimisationConfig
from app.services.scheduling.weights import Weights
from app.vocabulary import Role, RunStatus
from tests.functional.api.program import check_problem

WHERE = "/optimization-configs"


@pytest.fixture
def balanced(make) -> OptimisationConfig:
    return make.row(OptimisationConfig(name="Balanced", weights={}, is_default=True))


@pytest.fixture
def fair(make, balanced) -> OptimisationConfig:
    return make.row(OptimisationConfig(name="Fair", weights={"core_balance": 150}, note="Even weeks"))


def tag(manager, number: int) -> dict[str, str]:
    return {"If-Match": manager.get(f"{WHERE}/{number}").headers["ETag"]}


def test_one_is_made_read_changed_and_deleted(manager, session, balanced):
    made = manager.post(WHERE, {"name": "Cheap", "weights": {"labour_dollar": 20}}, 201)
    where = made.headers["Location"].removeprefix("/api/v1")
    told = {"name": "Cheap", "note": "", "is_default": False, "time_limit_s": 30, "version": 1}
    assert told.items() <= made.json.items()
    assert made.json["weights"] == Weights(labour_dollar=20).as_settings()

    shown = manager.get(where)
    assert shown.headers["ETag"] == made.headers["ETag"]
    assert shown.json | {"change_id": made.json["change_id"]} == made.json
    seen = {"If-Match": shown.headers["ETag"]}
    saved = manager.send("PATCH", where, 200, json={"weights": {"late_day": 9}, "note": "less"}, headers=seen)
    assert saved.json["weights"] == Weights(labour_dollar=20, late_day=9).as_settings()
    assert (saved.json["name"], saved.json["note"], saved.json["version"]) == ("Cheap", "less", 2)

    manager.send("PUT", where, 412, json={"name": "Cheaper"}, headers=seen)
    newest = {"If-Match": saved.headers["ETag"]}
    replaced = manager.send("PUT", where, 200, json={"name": "Cheaper", "time_limit_s": 9}, headers=newest)
    assert replaced.json["weights"] == Weights().as_settings()
    assert (replaced.json["note"], replaced.json["time_limit_s"]) == ("", 9)

    manager.send("DELETE", where, 412, headers=newest)
    manager.send("DELETE", where, 204, headers={"If-Match": replaced.headers["ETag"]})
    manager.get(where, 404)
    session.rollback()
    assert session.query(OptimisationConfig).count() == 1


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_is_changed_unseen(manager, fair, method):
    manager.send(method, f"{WHERE}/{fair.id}", 428, json={"name": "Mine"})
    manager.send(method, f"{WHERE}/99", 404, json={"name": "Mine"}, headers={"If-Match": "*"})


def test_a_change_of_the_api_is_taken_back_like_any_other(manager, fair):
    saved = manager.send(
        "PATCH", f"{WHERE}/{fair.id}", 200, json={"is_default": True, "name": "Fairest"}, headers=tag(manager, fair.id)
    )
    assert [one["name"] for one in manager.get(f"{WHERE}?is_default=true").json["items"]] == ["Fairest"]

    manager.post(f"/changes/{saved.json['change_id']}/undo")

    items = manager.get(WHERE).json["items"]
    assert [(one["name"], one["is_default"]) for one in items] == [("Balanced", True), ("Fair", False)]


def test_a_new_one_can_be_the_default_at_once(manager, balanced):
    manager.post(WHERE, {"name": "Cheap", "is_default": True}, 201)

    assert [one["name"] for one in manager.get(f"{WHERE}?is_default=true").json["items"]] == ["Cheap"]


def test_there_is_always_a_default(manager, balanced):
    answer = manager.send(
        "PATCH", f"{WHERE}/{balanced.id}", 422, json={"is_default": False}, headers=tag(manager, balanced.id)
    )

    assert answer.json["errors"][0]["field"] == "is_default"
    manager.send("DELETE", f"{WHERE}/{balanced.id}", 409, headers=tag(manager, balanced.id))


def test_one_that_a_run_uses_stays(manager, make, fair):
    make.run(store=make.store(), config={"id": fair.id}, status=RunStatus.QUEUED)

    answer = manager.send("DELETE", f"{WHERE}/{fair.id}", 409, headers=tag(manager, fair.id))

    assert answer.json["code"] == "in_use"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "fair"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"note": "x" * 301}, "note"),
        ({"weights": {"late_day": -1}}, "weights.late_day"),
        ({"weights": {"late_day": "7"}}, "weights.late_day"),
        ({"weights": {"late_day": 1_000_001}}, "weights.late_day"),
        ({"weights": {"colour": 1}}, "weights.colour"),
        ({"weights": None}, "weights"),
        ({"time_limit_s": 601}, "time_limit_s"),
        ({"is_default": "perhaps"}, "is_default"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_explained(manager, session, fair, wrong, field):
    answer = manager.post(WHERE, {"name": "Cheap"} | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    session.rollback()
    assert session.query(OptimisationConfig).count() == 2


def test_a_request_sent_twice_has_one_effect(manager, session):
    key = {"Idempotency-Key": "one configuration"}
    first, second = (manager.send("POST", WHERE, 201, json={"name": "Cheap"}, headers=key) for _ in range(2))

    assert first.json == second.json
    session.rollback()
    assert session.query(OptimisationConfig).count() == 1


def test_lists_are_paged_sorted_and_filtered(manager, fair):
    page = manager.get(f"{WHERE}?sort_by=name&order=desc&per_page=1").json
    assert ([one["name"] for one in page["items"]], page["total"], page["pages"]) == (["Fair"], 2, 2)

    assert manager.get(f"{WHERE}?name=Fair").json["total"] == 1
    manager.get(f"{WHERE}?sort_by=colour", 422)
    manager.get(f"{WHERE}?colour=red", 422)


def test_the_short_form_is_the_same_handler(manager, fair):
    bearer = {"Authorization": f"Bearer {manager.token}"}
    for address in (WHERE, f"{WHERE}/{fair.id}"):
        assert manager.client.get(address, headers=bearer).json == manager.get(address).json

    refused = manager.client.patch(f"{WHERE}/{fair.id}", json={"note": "less"}, headers=bearer)
    assert check_problem(refused)["status"] == 428


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR, Role.EMPLOYEE])
def test_others_neither_look_nor_change(program, fair, role):
    reader = program(role)

    reader.get(WHERE, 403)
    reader.get(f"{WHERE}/{fair.id}", 403)
    reader.post(WHERE, {"name": "Mine"}, 403)
    reader.send("DELETE", f"{WHERE}/{fair.id}", 403, headers={"If-Match": "*"})


def test_a_run_is_asked_for_by_configuration(manager, world, fair):
    begun = manager.post(f"/scheduling/optimize/{world.monday}", {"config_id": fair.id}, 202)

    config = manager.get(f"/scheduling/runs/{begun.json['run_id']}").json["config"]
    assert (config["name"], config["weights"]) == ("Fair", {"core_balance": 150})
    refused = manager.post(f"/scheduling/optimize/{world.monday}", {"config_id": 99}, 422)
    assert refused.json["errors"][0]["field"] == "config_id"
