"""Rotations and their exceptions over the API."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.formatting import local_day
from app.models import Rotation, RotationException
from app.vocabulary import Role, RotationKind, Title
from tests.factories import ZONE, now


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def juicer(make, store):
    return make.employee(stores=(store,), name="Jo Juice", title=Title.JUICER)


@pytest.fixture
def other(make, store):
    return make.employee(stores=(store,), name="Ann Juice", title=Title.JUICER)


@pytest.fixture
def day() -> date:
    return local_day(now(), ZONE) + timedelta(days=9)


@pytest.fixture
def wanted(store, juicer, day):
    return {"store_id": store.id, "kind": "juicer", "weekday": day.weekday(), "employee_id": juicer.id}


def test_a_rotation_is_made_read_changed_and_deleted(manager, session, wanted, juicer, other):
    made = manager.post("/rotations", wanted, 201)
    where = made.headers["Location"].removeprefix("/api/v1")
    assert made.json == wanted | {"id": made.json["id"], "backup_employee_id": None, "version": 1, "warnings": []}

    assert manager.get(where).headers["ETag"] == made.headers["ETag"]
    changed = {"employee_id": other.id, "backup_employee_id": juicer.id}
    saved = manager.send("PUT", where, 200, json=changed, headers={"If-Match": made.headers["ETag"]})
    assert (saved.json["employee_id"], saved.json["version"]) == (other.id, 2)

    manager.send("DELETE", where, 412, headers={"If-Match": made.headers["ETag"]})
    manager.send("DELETE", where, 204, headers={"If-Match": saved.headers["ETag"]})
    manager.get(where, 404)
    session.rollback()
    assert session.query(Rotation).count() == 0


def test_a_taken_place_is_a_conflict(manager, wanted):
    manager.post("/rotations", wanted, 201)

    assert manager.post("/rotations", wanted, 409).json["code"] == "in_use"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"weekday": 7}, "weekday"),
        ({"kind": "dancer"}, "kind"),
        ({"employee_id": 99999}, "employee_id"),
        ({"backup_employee_id": 99999}, "backup_employee_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_rotation_that_cannot_be_is_explained(manager, session, wanted, wrong, field):
    answer = manager.post("/rotations", wanted | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert session.query(Rotation).count() == 0


def test_time_off_of_the_chosen_person_comes_back_as_a_warning(manager, make, wanted, juicer, day):
    make.time_off(employee=juicer, starts_on=day)

    assert "Jo Juice has time off" in manager.post("/rotations", wanted, 201).json["warnings"][0]


def test_only_the_stand_in_is_changed(manager, wanted, other):
    made = manager.post("/rotations", wanted, 201)
    place, seen = f"/rotations/{made.json['id']}", {"If-Match": made.headers["ETag"]}

    manager.send("PATCH", place, 428, json={"backup_employee_id": other.id})
    changed = manager.send("PATCH", place, 200, json={"backup_employee_id": other.id}, headers=seen)

    assert (changed.json["employee_id"], changed.json["backup_employee_id"]) == (wanted["employee_id"], other.id)
    manager.send("PATCH", place, 412, json={}, headers=seen)


def test_only_the_reason_of_an_exception_is_changed(manager, store, juicer, day):
    asked = {"store_id": store.id, "date": day.isoformat(), "kind": "juicer", "employee_id": juicer.id}
    made = manager.post("/rotation-exceptions", asked, 201)
    place = made.headers["Location"].removeprefix("/api/v1")

    manager.send("PATCH", place, 428, json={"reason": "Swap"})
    changed = manager.send("PATCH", place, 200, json={"reason": "Swap"}, headers={"If-Match": made.headers["ETag"]})

    assert (changed.json["employee_id"], changed.json["reason"]) == (juicer.id, "Swap")


def test_lists_are_filtered(manager, make, store, juicer, other):
    make.rotation(store=store, employee=juicer, weekday=0)
    make.rotation(store=store, employee=other, weekday=3)

    assert manager.get("/rotations?weekday=3").json["items"][0]["employee_id"] == other.id
    assert manager.get(f"/rotations?employee_id={juicer.id}&kind=juicer").json["total"] == 1
    assert manager.get("/rotations?kind=primary_lead").json["total"] == 0


def test_an_exception_is_made_changed_and_deleted(manager, session, store, juicer, other, day):
    asked = {"store_id": store.id, "date": day.isoformat(), "kind": "juicer", "employee_id": juicer.id}
    made = manager.post("/rotation-exceptions", asked, 201)
    where = made.headers["Location"].removeprefix("/api/v1")
    assert manager.post("/rotation-exceptions", asked, 409).json["code"] == "in_use"
    assert manager.get(f"/rotation-exceptions?date={day}").json["total"] == 1

    tag = {"If-Match": manager.get(where).headers["ETag"]}
    saved = manager.send("PUT", where, 200, json={"employee_id": other.id, "reason": "fair"}, headers=tag)
    assert (saved.json["employee_id"], saved.json["reason"], saved.json["date"]) == (other.id, "fair", day.isoformat())
    manager.send("DELETE", where, 412, headers=tag)
    manager.send("DELETE", where, 428)
    manager.send("DELETE", where, 204, headers={"If-Match": saved.headers["ETag"]})
    session.rollback()
    assert session.query(RotationException).count() == 0


def test_the_report_tells_gaps_and_shares(manager, store, juicer, make, day):
    make.rotation(store=store, employee=juicer, weekday=day.weekday())
    make.time_off(employee=juicer, starts_on=day)

    found = manager.get(f"/rotations/report?store_id={store.id}").json

    gap = next(gap for gap in found["gaps"] if gap["date"] == day.isoformat() and gap["duty"] == "juicer")
    assert (gap["employee_id"], gap["stand_in"], gap["kind"]) == (juicer.id, "", "rotation_time_off")
    share = found["fairness"][0]["shares"][0]
    assert (share["employee_name"], share["days_ahead"]) == ("Jo Juice", 7)


def test_another_store_does_not_exist(program, make, store, juicer, wanted, day):
    stranger = program(Role.MANAGER, store_ids=[make.store().id])
    row = make.rotation(store=store, employee=juicer, weekday=0)
    dated = make.row(RotationException(store_id=store.id, day=day, kind=RotationKind.JUICER, employee_id=juicer.id))

    assert stranger.get("/rotations").json["total"] == 0
    for address in (
        f"/rotations/{row.id}",
        f"/rotation-exceptions/{dated.id}",
        f"/rotations/report?store_id={store.id}",
    ):
        stranger.get(address, 404)
    stranger.post("/rotations", wanted, 404)
    stranger.send("DELETE", f"/rotations/{row.id}", 404, headers={"If-Match": "*"})


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR])
def test_others_look_but_do_not_change(program, wanted, role):
    reader = program(role)

    reader.get("/rotations")
    reader.post("/rotations", wanted, 403)
