"""Dated patterns of an employee over the API."""

from __future__ import annotations

import pytest

from app.models import AvailabilityOverride
from app.vocabulary import Role, Title

SEMESTER = {"starts_on": "2027-01-11", "ends_on": "2027-05-14", "monday": False, "saturday": True, "reason": "Classes"}


@pytest.fixture
def where(world) -> str:
    return f"/employees/{world.ann.id}/availability-overrides"


def test_a_pattern_is_made_read_listed_and_deleted(manager, session, world, where):
    made = manager.post(where, SEMESTER, 201)
    assert SEMESTER.items() <= made.json.items()
    assert (made.json["employee_id"], made.json["tuesday"]) == (world.ann.id, None)
    place = made.headers["Location"].removeprefix("/api/v1")
    kept = {name: value for name, value in made.json.items() if name != "warnings"}
    assert manager.get(place).json == kept
    assert manager.get(where).json["items"] == [kept]

    manager.send("DELETE", place, 428)
    manager.send("DELETE", place, 412, headers={"If-Match": '"0-1"'})
    manager.send("DELETE", place, 204, headers={"If-Match": manager.get(place).headers["ETag"]})
    manager.get(place, 404)
    session.rollback()
    assert session.query(AvailabilityOverride).count() == 0


def test_patterns_are_found_by_a_day_and_sorted(manager, where):
    manager.post(where, SEMESTER, 201)
    manager.post(where, SEMESTER | {"starts_on": "2026-12-01", "ends_on": "2027-01-11", "reason": "Before"}, 201)

    def reasons(query: str) -> list[str]:
        return [row["reason"] for row in manager.get(f"{where}?{query}").json["items"]]

    assert reasons("sort_by=starts_on") == reasons("date=2027-01-11&sort_by=starts_on") == ["Before", "Classes"]
    assert reasons("date=2027-05-14") == ["Classes"]
    assert reasons("date=2027-05-15") == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": "2027-01-10"}, "ends_on"),
        ({"monday": None, "saturday": None}, "monday"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_pattern_that_cannot_be_is_explained(manager, session, where, wrong, field):
    answer = manager.post(where, SEMESTER | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert session.query(AvailabilityOverride).count() == 0


def test_a_pattern_belongs_to_its_person_and_stores(manager, program, world, where, make):
    made = manager.post(where, SEMESTER, 201)

    manager.get(f"/employees/{world.bob.id}/availability-overrides/{made.json['id']}", 404)
    program(Role.MANAGER, store_ids=[make.store().id]).get(where, 404)
    program(Role.VIEWER).post(where, SEMESTER, 403)


def test_a_pattern_that_takes_somebody_off_a_duty_says_so(manager, world, where, make):
    jo = make.employee(stores=(world.store,), title=Title.JUICER, name="Jo Juice")
    make.rotation(store=world.store, employee=jo, weekday=0)

    made = manager.post(where.replace(str(world.ann.id), str(jo.id)), SEMESTER | _from(world.monday), 201)

    assert "Jo Juice" in made.json["warnings"][0]


def _from(monday):
    return {"starts_on": monday.isoformat()}
