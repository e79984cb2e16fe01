"""Time off over the API: entered, read, changed, decided, withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import TimeOff
from app.vocabulary import Role, TimeOffStatus, Title


@pytest.fixture
def asked(world) -> dict:
    return {
        "employee_id": world.ann.id,
        "starts_on": world.monday.isoformat(),
        "ends_on": (world.monday + timedelta(days=2)).isoformat(),
        "reason": "Family",
    }


@pytest.fixture
def request_of(make):
    def made(employee, day):
        return make.time_off(employee=employee, starts_on=day, status=TimeOffStatus.REQUESTED)

    return made


def test_time_off_is_entered_read_and_listed(manager, asked):
    made = manager.post("/time-off", asked, 201)

    assert asked.items() <= made.json.items()
    assert (made.json["status"], made.json["start_time"], made.json["schedule_ids"]) == ("approved", None, [])
    place = made.headers["Location"].removeprefix("/api/v1")
    kept = {name: value for name, value in made.json.items() if name != "warnings"}
    assert manager.get(place).json == kept
    assert manager.get("/time-off").json["items"] == [kept]


def test_an_entry_names_the_work_that_stands_in_it(manager, asked, booking):
    booked = manager.post("/schedules", booking, 201).json["id"]

    assert manager.post("/time-off", asked, 201).json["schedule_ids"] == [booked]


def test_an_entry_that_takes_somebody_off_a_duty_says_so(manager, make, world, asked):
    jo = make.employee(stores=(world.store,), title=Title.JUICER, name="Jo Juice")
    make.rotation(store=world.store, employee=jo, weekday=0)

    made = manager.post("/time-off", asked | {"employee_id": jo.id}, 201)

    assert "Jo Juice" in made.json["warnings"][0]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"start_time": "09:00"}, "end_time"),
        ({"end_time": "09:00"}, "start_time"),
        ({"start_time": "12:00", "end_time": "09:00"}, "end_time"),
        ({"start_time": "09:00", "end_time": "12:00"}, "ends_on"),
        ({"employee_id": "ann"}, "employee_id"),
        ({"status": "approved"}, "status"),
    ],
)
def test_time_off_that_cannot_be_is_explained(manager, session, asked, wrong, field):
    answer = manager.post("/time-off", asked | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert session.query(TimeOff).count() == 0


def test_a_change_needs_the_version_that_was_seen(manager, asked):
    place = f"/time-off/{manager.post('/time-off', asked, 201).json['id']}"
    seen = {"If-Match": manager.get(place).headers["ETag"]}

    manager.send("PATCH", place, 428, json={"reason": "School"})
    changed = manager.send("PATCH", place, 200, json={"ends_on": asked["starts_on"]}, headers=seen)
    manager.send("PATCH", place, 412, json={"reason": "School"}, headers=seen)

    assert (changed.json["ends_on"], changed.json["reason"]) == (asked["starts_on"], "Family")
    now = {"If-Match": changed.headers["ETag"]}
    hours = manager.send("PATCH", place, 200, json={"start_time": "09:00", "end_time": "12:00"}, headers=now)
    assert (hours.json["start_time"], hours.json["end_time"]) == ("09:00", "12:00")
    whole = {"starts_on": asked["starts_on"], "ends_on": asked["ends_on"]}
    replaced = manager.send("PUT", place, 200, json=whole, headers={"If-Match": hours.headers["ETag"]})
    assert (replaced.json["start_time"], replaced.json["reason"]) == (None, "")


def test_a_change_may_not_run_into_another_entry(manager, make, world, asked):
    place = f"/time-off/{manager.post('/time-off', asked, 201).json['id']}"
    make.time_off(employee=world.ann, starts_on=world.monday + timedelta(days=4))
    longer = {"ends_on": (world.monday + timedelta(days=4)).isoformat()}

    seen = {"If-Match": manager.get(place).headers["ETag"]}
    assert manager.send("PATCH", place, 422, json=longer, headers=seen).json["errors"][0]["field"] == "starts_on"


def test_a_request_is_approved_and_denied(manager, world, request_of):
    place = f"/time-off/{request_of(world.ann, world.monday).id}"

    approved = manager.post(f"{place}/approve", {"note": "Enjoy"}, 200)
    assert (approved.json["status"], approved.json["decision_note"]) == ("approved", "Enjoy")
    manager.post(f"{place}/deny", {}, 412, headers={"If-Match": '"1-99"'})
    seen = {"If-Match": approved.headers["ETag"]}
    assert manager.post(f"{place}/deny", {}, 200, headers=seen).json["status"] == "denied"


def test_what_was_deleted_is_withdrawn_and_cannot_be_decided(manager, world, request_of):
    place = f"/time-off/{request_of(world.ann, world.monday).id}"

    manager.send("DELETE", place, 428)
    manager.send("DELETE", place, 204, headers={"If-Match": manager.get(place).headers["ETag"]})

    assert manager.get(place).json["status"] == "withdrawn"
    assert manager.post(f"{place}/approve", {}, 409).json["code"] == "in_use"


def test_lists_are_filtered_by_person_status_store_and_days(manager, make, world, request_of):
    other = make.store()
    carl = make.employee(stores=(other,), name="Carl Cook")
    first, second = request_of(world.ann, world.monday), request_of(carl, world.monday + timedelta(days=5))
    make.time_off(employee=world.bob, starts_on=world.monday + timedelta(days=9))

    def found(query: str) -> list[int]:
        return [row["id"] for row in manager.get(f"/time-off?{query}").json["items"]]

    assert found("status=requested") == [first.id, second.id]
    assert found(f"store_id={other.id}") == found(f"employee_id={carl.id}") == [second.id]
    assert found(f"date={world.monday}") == [first.id]
    assert found(f"date_from={world.monday + timedelta(days=4)}&date_to={world.monday + timedelta(days=6)}") == [
        second.id
    ]


def test_another_stores_people_are_not_found(program, world, make, request_of, asked):
    place = f"/time-off/{request_of(world.ann, world.monday).id}"
    elsewhere = program(Role.MANAGER, store_ids=[make.store().id])

    elsewhere.get(place, 404)
    elsewhere.post(f"{place}/approve", {}, 404)
    elsewhere.post("/time-off", asked, 404)
    assert elsewhere.get("/time-off").json["total"] == 0
    assert elsewhere.get(f"/time-off?store_id={world.store.id}").json["total"] == 0


def test_who_may_not_decide_is_refused(program, world, request_of, asked):
    place = f"/time-off/{request_of(world.ann, world.monday).id}"

    program(Role.SUPERVISOR).post("/time-off", asked, 403)
    program(Role.SUPERVISOR).post(f"{place}/approve", {}, 403)
    program(Role.MANAGER, scope="read").post(f"{place}/deny", {}, 403)
    program(Role.EMPLOYEE).get("/time-off", 403)
