"""Stores added and changed over the API."""

from __future__ import annotations

import pytest

from app.models import Store
from app.vocabulary import Role

NEW = {"number": "8135", "name": "Midtown", "timezone": "America/Chicago"}


def test_a_store_is_added_changed_and_replaced(manager):
    made = manager.post("/stores", NEW, 201)
    place, seen = made.headers["Location"].removeprefix("/api/v1"), {"If-Match": made.headers["ETag"]}
    assert NEW.items() <= made.json.items()

    manager.send("PATCH", place, 428, json={"active": False})
    changed = manager.send("PATCH", place, 200, json={"active": False}, headers=seen)
    manager.send("PATCH", place, 412, json={"active": True}, headers=seen)
    assert (changed.json["active"], changed.json["name"]) == (False, "Midtown")

    replaced = manager.send("PUT", place, 200, json=NEW | {"name": "Uptown"}, headers={"If-Match": "*"})
    assert (replaced.json["active"], replaced.json["name"]) == (True, "Uptown")


def test_what_the_api_does_not_show_stays(manager, make, session):
    store = make.store(address="1 Main St", opening_hours={"0": ["08:00", "20:00"]})

    manager.send("PUT", f"/stores/{store.id}", 200, json=NEW, headers={"If-Match": "*"})

    session.rollback()
    assert (store.address, store.opening_hours) == ("1 Main St", {"0": ["08:00", "20:00"]})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"number": ""}, "number"), ({"timezone": "Moon/Base"}, "timezone"), ({"rent": 1}, "rent"), ({"name": 7}, "name")],
)
def test_a_store_that_cannot_be_is_explained(manager, session, wrong, field):
    answer = manager.post("/stores", NEW | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert session.query(Store).count() == 0


def test_other_stores_and_roles_are_refused(program, make):
    mine, other = make.store(), make.store()
    bound = program(Role.MANAGER, store_ids=[mine.id])

    bound.post("/stores", NEW, 404)
    bound.send("PATCH", f"/stores/{other.id}", 404, json={"name": "X"}, headers={"If-Match": "*"})
    program(Role.SUPERVISOR).post("/stores", NEW, 403)
