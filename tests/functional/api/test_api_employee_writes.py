"""Employees added and changed over the API."""

from __future__ import annotations

import pytest

from app.models import Employee
from app.vocabulary import Role, Title


@pytest.fixture
def new(world) -> dict:
    return {
        "name": "Dana Drew",
        "title": Title.SPECIALIST.value,
        "store_ids": [world.store.id],
        "email": "dana@example.com",
        "max_minutes_week": 1800,
    }


def test_somebody_is_added_changed_and_deactivated(manager, new, world):
    made = manager.post("/employees", new, 201)
    place, seen = made.headers["Location"].removeprefix("/api/v1"), {"If-Match": made.headers["ETag"]}
    assert new.items() <= made.json.items()

    manager.send("PATCH", place, 428, json={"phone": "555-0100"})
    changed = manager.send("PATCH", place, 200, json={"phone": "555-0100"}, headers=seen)
    manager.send("PATCH", place, 412, json={"phone": ""}, headers=seen)
    assert (changed.json["phone"], changed.json["email"]) == ("555-0100", "dana@example.com")

    short = {name: new[name] for name in ("name", "title", "store_ids")}
    replaced = manager.send("PUT", place, 200, json=short, headers={"If-Match": changed.headers["ETag"]})
    assert (replaced.json["phone"], replaced.json["email"], replaced.json["max_minutes_week"]) == (None, None, None)

    manager.send("DELETE", place, 428)
    manager.send("DELETE", place, 204, headers={"If-Match": replaced.headers["ETag"]})
    assert manager.get(place).json["active"] is False


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"title": "Boss"}, "title"),
        ({"store_ids": []}, "store_ids"),
        ({"store_ids": [999]}, "store_ids"),
        ({"home_store_id": 999}, "home_store_id"),
        ({"target_minutes_week": 2400}, "target_minutes_week"),
        ({"max_days_week": 8}, "max_days_week"),
        ({"max_minutes_week": "many"}, "max_minutes_week"),
        ({"wage_cents": 1}, "wage_cents"),
    ],
)
def test_what_cannot_be_is_explained(manager, session, new, wrong, field):
    before = session.query(Employee).count()

    answer = manager.post("/employees", new | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert session.query(Employee).count() == before


def test_the_same_address_twice_is_refused(manager, new):
    manager.post("/employees", new, 201)

    assert manager.post("/employees", new, 422).json["errors"][0]["field"] == "email"


def test_deactivating_somebody_with_a_duty_warns(manager, world, make):
    jo = make.employee(stores=(world.store,), title=Title.JUICER, name="Jo Juice")
    make.rotation(store=world.store, employee=jo, weekday=0)
    seen = {"If-Match": manager.get(f"/employees/{jo.id}").headers["ETag"]}

    answer = manager.send("PATCH", f"/employees/{jo.id}", 200, json={"active": False}, headers=seen)

    assert "Jo Juice" in answer.json["warnings"][0]


def test_a_manager_of_one_store_leaves_the_others_alone(program, world, make):
    other = make.store()
    both = make.employee(stores=(world.store, other), name="Both")
    bound = program(Role.MANAGER, store_ids=[other.id])
    seen = {"If-Match": bound.get(f"/employees/{both.id}").headers["ETag"]}

    changed = bound.send("PATCH", f"/employees/{both.id}", 200, json={"phone": "1"}, headers=seen)

    assert sorted(changed.json["store_ids"]) == sorted([world.store.id, other.id])
    bound.send("PATCH", f"/employees/{world.ann.id}", 404, json={"phone": "1"}, headers={"If-Match": "*"})
    bound.post("/employees", {"name": "X", "title": Title.LEAD.value, "store_ids": [world.store.id]}, 422)


def test_who_may_not_edit_people_is_refused(program, new, world):
    program(Role.SUPERVISOR).post("/employees", new, 403)
    program(Role.MANAGER, scope="read").post("/employees", new, 403)
