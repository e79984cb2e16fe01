"""Attendance over the API."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.vocabulary import Role


@pytest.fixture
def yesterday() -> date:
    return date.today() - timedelta(days=1)  # noqa: DTZ011  # only to be over wherever the store lies


@pytest.fixture
def asked(yesterday, world, make) -> dict:
    make.schedule(event=world.event, employee=world.ann, day=yesterday)
    return {
        "store_id": world.store.id,
        "employee_id": world.ann.id,
        "date": yesterday.isoformat(),
        "status": "late",
        "notes": "Bus",
    }


def test_a_day_is_recorded_read_and_listed(manager, asked):
    made = manager.post("/attendance", asked, 201)

    assert (made.json["status"], made.json["notes"], made.json["date"]) == ("late", "Bus", asked["date"])
    place = made.headers["Location"].removeprefix("/api/v1")
    assert manager.get(place).json == made.json
    assert manager.get("/attendance?status=late").json["items"] == [made.json]
    assert manager.get("/attendance?status=on_time").json["items"] == []
    assert manager.post("/attendance", asked, 409).json["code"] == "in_use"


def test_a_record_is_corrected_by_who_saw_it(manager, asked):
    place = f"/attendance/{manager.post('/attendance', asked, 201).json['id']}"
    seen = {"If-Match": manager.get(place).headers["ETag"]}

    manager.send("PATCH", place, 428, json={"status": "on_time"})
    changed = manager.send("PATCH", place, 200, json={"status": "on_time"}, headers=seen)
    manager.send("PATCH", place, 412, json={"status": "late"}, headers=seen)

    assert (changed.json["status"], changed.json["notes"]) == ("on_time", "Bus")
    now = {"If-Match": changed.headers["ETag"]}
    replaced = manager.send("PUT", place, 200, json={"status": "excused_absence"}, headers=now)
    assert (replaced.json["status"], replaced.json["notes"]) == ("excused_absence", "")


def test_a_correction_is_a_change_that_can_be_undone(manager, asked):
    place = f"/attendance/{manager.post('/attendance', asked, 201).json['id']}"
    seen = {"If-Match": manager.get(place).headers["ETag"]}
    manager.send("PATCH", place, 200, json={"notes": "Train"}, headers=seen)

    newest = manager.get("/changes").json["items"][0]
    assert newest["command"] == "record_attendance"
    manager.post(f"/changes/{newest['id']}/undo", {}, 200)
    assert manager.get(place).json["notes"] == "Bus"


def test_a_day_ahead_and_somebody_who_is_not_scheduled_are_refused(manager, world, asked, yesterday):
    ahead = {"date": (yesterday + timedelta(days=3)).isoformat()}
    assert manager.post("/attendance", asked | ahead, 422).json["errors"][0]["field"] == "date"
    manager.post("/attendance", asked | {"employee_id": world.bob.id}, 422)


def test_lists_are_filtered_by_days_person_and_store(manager, world, asked, make):
    made = manager.post("/attendance", asked, 201).json["id"]

    def found(query: str) -> list[int]:
        return [row["id"] for row in manager.get(f"/attendance?{query}").json["items"]]

    assert found(f"date={asked['date']}") == found(f"employee_id={world.ann.id}") == [made]
    assert found(f"store_id={world.store.id}&date_from={asked['date']}&sort_by=date") == [made]
    assert found(f"store_id={make.store().id}") == found("date_to=2026-01-01") == []


def test_other_stores_and_roles_get_nothing(program, asked, make):
    made = program(Role.SUPERVISOR).post("/attendance", asked, 201).json["id"]
    elsewhere = program(Role.MANAGER, store_ids=[make.store().id])

    elsewhere.get(f"/attendance/{made}", 404)
    elsewhere.post("/attendance", asked, 404)
    assert elsewhere.get("/attendance").json["total"] == 0
    assert program(Role.SUPERVISOR, scope="read").get("/attendance").json["total"] == 1
    program(Role.SUPERVISOR, scope="read").post("/attendance", asked, 403)
    program(Role.EMPLOYEE).get("/attendance", 403)
    program(Role.VIEWER).get("/attendance", 403)
