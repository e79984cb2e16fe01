"""Events added, changed and cancelled over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import Event
from app.vocabulary import Role


@pytest.fixture
def new(world) -> dict:
    return {
        "name": "Harvest tasting",
        "store_id": world.store.id,
        "start_date": world.monday.isoformat(),
        "due_date": (world.monday + timedelta(days=3)).isoformat(),
        "type": "Core",
        "duration_minutes": 120,
    }


def test_an_event_is_added_changed_replaced_and_cancelled(manager, new):
    made = manager.post("/events", new, 201)
    place, seen = made.headers["Location"].removeprefix("/api/v1"), {"If-Match": made.headers["ETag"]}
    assert new.items() <= made.json.items()
    assert (made.json["priority"], made.json["status"]) == (3, "unscheduled")

    manager.send("PATCH", place, 428, json={"priority": 1})
    changed = manager.send("PATCH", place, 200, json={"priority": 1}, headers=seen)
    manager.send("PATCH", place, 412, json={"priority": 2}, headers=seen)
    assert (changed.json["priority"], changed.json["name"]) == (1, "Harvest tasting")

    replaced = manager.send("PUT", place, 200, json=new | {"name": "Tasting"}, headers={"If-Match": "*"})
    assert (replaced.json["priority"], replaced.json["name"]) == (3, "Tasting")

    manager.send("DELETE", place, 428)
    manager.send("DELETE", place, 204, headers={"If-Match": replaced.headers["ETag"]})
    assert manager.get(place).json["status"] == "cancelled"


def test_of_an_event_of_crossmarks_only_the_decisions_are_changed(manager, world):
    place = f"/events/{world.event.id}"

    changed = manager.send("PATCH", place, 200, json={"priority": 1}, headers={"If-Match": "*"})

    assert changed.json["priority"] == 1
    assert manager.send("PATCH", place, 409, json={"name": "Mine"}, headers={"If-Match": "*"}).json["code"] == "in_use"
    manager.send("DELETE", place, 409, headers={"If-Match": "*"})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"due_date": "2026-01-01"}, "due_date"),
        ({"store_id": 999}, "store_id"),
        ({"priority": 9}, "priority"),
        ({"duration_minutes": 1}, "duration_minutes"),
        ({"auto_schedule": False}, "auto_schedule_reason"),
        ({"type": "Party"}, "type"),
        ({"condition": "Staffed"}, "condition"),
    ],
)
def test_an_event_that_cannot_be_is_explained(manager, session, new, wrong, field):
    before = session.query(Event).count()

    answer = manager.post("/events", new | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    session.rollback()
    assert session.query(Event).count() == before


def test_other_stores_and_roles_are_refused(program, world, new, make):
    bound = program(Role.MANAGER, store_ids=[make.store().id])

    bound.post("/events", new, 422)
    bound.send("PATCH", f"/events/{world.event.id}", 404, json={"priority": 1}, headers={"If-Match": "*"})
    program(Role.SUPERVISOR).post("/events", new, 403)
