"""Booking, moving, trading and cancelling through the API."""

from __future__ import annotations

from datetime import date, timedelta

from app.errors import Collided
from app.models import OutboxItem, Schedule
from app.services import schedules
from app.vocabulary import Role
from tests.functional.api.program import V1


def test_a_schedule_is_replaced(manager, world, booking):
    made = manager.post("/schedules", booking, 201)
    place, seen = f"/schedules/{made.json['id']}", {"If-Match": made.headers["ETag"]}
    other = {"employee_id": world.bob.id, "date": booking["date"], "start_time": "10:30", "pinned": True}

    manager.send("PUT", place, 428, json=other)
    manager.send("PUT", place, 422, json={"pinned": True}, headers=seen)
    replaced = manager.send("PUT", place, 200, json=other, headers=seen)

    assert other.items() <= replaced.json.items()
    manager.send("PUT", place, 412, json=other, headers=seen)
    manager.send("PUT", "/schedules/99999", 404, json=other, headers=seen)


def test_a_booking_is_created_and_can_be_read(manager, world, booking):
    answer = manager.post("/schedules", booking, 201)

    assert answer.headers["Location"] == f"{V1}/schedules/{answer.json['id']}"
    read = manager.get(answer.headers["Location"].removeprefix(V1))
    assert read.headers["ETag"] == answer.headers["ETag"] == f'"{answer.json["id"]}-{answer.json["version"]}"'
    assert (read.json["date"], read.json["start_time"], read.json["end_time"]) == (booking["date"], "09:45", "16:15")
    assert read.json["status"] == "published"


def test_a_hard_rule_refuses_even_with_a_reason(manager, world, booking):
    late = (world.event.due_date + timedelta(days=3)).isoformat()

    answer = manager.post("/schedules", {**booking, "date": late, "override_reason": "I say so"}, 409)

    assert answer.json["code"] == "rule_broken"
    assert any(broken["severity"] == "hard" for broken in answer.json["violations"])


def test_a_soft_rule_gives_way_to_a_reason(manager, world, booking, make):
    friday = world.monday + timedelta(days=4)
    other = make.event(store=world.store, start_date=world.monday, due_date=friday + timedelta(days=1))
    soft = {**booking, "event_id": other.id, "start_time": "03:00"}

    refused = manager.post("/schedules", soft, 409)
    assert {broken["severity"] for broken in refused.json["violations"]} == {"soft"}
    made = manager.post("/schedules", {**soft, "override_reason": "The store asked for it."}, 201)

    assert made.json["override_reason"] == "The store asked for it."
    assert made.json["warnings"]


def test_faults_in_the_body_are_named_by_field(manager, booking):
    answer = manager.post("/schedules", {**booking, "date": "2026-02-30", "employee_id": "x", "colour": "red"}, 422)

    assert {wrong["field"] for wrong in answer.json["errors"]} == {"date", "employee_id", "colour"}


def test_a_booking_that_met_another_writer_is_done_again(manager, world, booking, monkeypatch):
    tries = []
    real = schedules.schedule_event

    def meets_somebody_first(session, actor, **wanted):
        tries.append(wanted)
        done = real(session, actor, **wanted)
        if len(tries) < 3:
            raise Collided("met somebody")
        return done

    monkeypatch.setattr(schedules, "schedule_event", meets_somebody_first)

    manager.post("/schedules", booking, 201)

    assert len(tries) == 3
    assert manager.get("/schedules").json["total"] == 1


def test_garbage_is_malformed(manager):
    manager.send("POST", "/schedules", 400, data="{", headers={"Content-Type": "application/json"})
    manager.send("POST", "/schedules", 400, data="[1]", headers={"Content-Type": "application/json"})
    manager.send("POST", "/schedules", 415, data="a=b", headers={"Content-Type": "text/plain"})


def test_a_time_the_clocks_skip_is_refused(manager, world, make):
    event = make.event(store=world.store, start_date=date(2027, 3, 14), due_date=date(2027, 3, 15))
    body = {"event_id": event.id, "employee_id": world.ann.id, "date": "2027-03-14", "start_time": "02:30"}

    assert manager.post("/schedules", body, 409).json["violations"][0]["rule"] == "clock"
    assert manager.post("/validate", body).json["valid"] is False


def test_patch_needs_the_version_that_was_seen(manager, booking):
    made = manager.post("/schedules", booking, 201)
    path = f"/schedules/{made.json['id']}"

    manager.send("PATCH", path, 428, json={"pinned": True})
    manager.send("PATCH", path, 412, json={"pinned": True}, headers={"If-Match": '"1-99"'})
    done = manager.send("PATCH", path, 200, json={"pinned": True}, headers={"If-Match": made.headers["ETag"]})

    assert done.json["pinned"] is True
    assert done.headers["ETag"] != made.headers["ETag"]
    manager.send("PATCH", path, 412, json={"pinned": False}, headers={"If-Match": made.headers["ETag"]})


def test_patch_moves_and_pins_at_once(manager, world, booking):
    made = manager.post("/schedules", booking, 201)
    wednesday = (world.monday + timedelta(days=2)).isoformat()

    done = manager.send(
        "PATCH",
        f"/schedules/{made.json['id']}",
        200,
        json={"date": wednesday, "pinned": True},
        headers={"If-Match": made.headers["ETag"]},
    )

    assert (done.json["date"], done.json["start_time"], done.json["pinned"]) == (wednesday, "09:45", True)


def test_an_unchanged_row_is_not_sent_again(manager, booking):
    made = manager.post("/schedules", booking, 201)

    again = manager.get(f"/schedules/{made.json['id']}", 304, headers={"If-None-Match": made.headers["ETag"]})

    assert again.data == b""


def test_move_to_another_person(manager, world, booking):
    made = manager.post("/schedules", booking, 201)
    asked = {
        "date": booking["date"],
        "start_time": "10:30",
        "employee_id": world.bob.id,
        "version": made.json["version"],
    }

    moved = manager.post(f"/schedules/{made.json['id']}/move", asked)

    assert (moved.json["employee_id"], moved.json["start_time"]) == (world.bob.id, "10:30")
    manager.post(f"/schedules/{made.json['id']}/move", {**asked, "start_time": "11:00"}, 412)


def test_two_people_trade_places(manager, world, booking, make):
    other = make.event(store=world.store, start_date=world.monday, due_date=world.monday + timedelta(days=7))
    wednesday = (world.monday + timedelta(days=2)).isoformat()
    first = manager.post("/schedules", booking, 201).json
    second = manager.post(
        "/schedules", {**booking, "event_id": other.id, "employee_id": world.bob.id, "date": wednesday}, 201
    ).json

    swapped = manager.post(f"/schedules/{first['id']}/swap", {"other_id": second["id"]})

    assert swapped.json["employee_id"] == world.bob.id
    assert manager.get(f"/schedules/{second['id']}").json["employee_id"] == world.ann.id
    manager.post(f"/schedules/{first['id']}/swap", {"other_id": first["id"]}, 409)


def test_cancel_and_undo(manager, booking, session):
    made = manager.post("/schedules", booking, 201)

    cancelled = manager.post(f"/schedules/{made.json['id']}/cancel", {"reason": "Store closed"})
    undone = manager.post(f"/changes/{cancelled.json['change_id']}/undo")

    assert cancelled.json["status"] == "cancelled"
    assert undone.json["undo_of_id"] == cancelled.json["change_id"]
    assert manager.get(f"/schedules/{made.json['id']}").json["status"] == "published"
    manager.post(f"/changes/{cancelled.json['change_id']}/undo", None, 409)
    assert manager.get("/changes?command=cancel_schedule").json["items"][0]["reason"] == "Store closed"


def test_delete_cancels(manager, booking):
    made = manager.post("/schedules", booking, 201)
    path = f"/schedules/{made.json['id']}"

    manager.send("DELETE", path, 428)
    gone = manager.send("DELETE", path, 204, headers={"If-Match": made.headers["ETag"]})

    assert gone.data == b""
    assert manager.get(path).json["status"] == "cancelled"


def test_the_short_form_is_the_same_handler(manager, booking):
    answer = manager.client.post("/api/schedule", json=booking, headers={"Authorization": f"Bearer {manager.token}"})

    assert answer.status_code == 201


def test_an_employee_may_not_book(program, booking):
    program(Role.EMPLOYEE).post("/schedules", booking, 403)
    program(Role.MANAGER, scope="read").post("/schedules", booking, 403)


def test_another_stores_rows_do_not_exist(program, make, manager, booking, world):
    made = manager.post("/schedules", booking, 201).json
    stranger = program(Role.MANAGER, store_ids=[make.store().id])

    for path in (f"/schedules/{made['id']}", f"/events/{world.event.id}", f"/employees/{world.ann.id}",
                 f"/stores/{world.store.id}", f"/events/{world.event.id}/why-not",
                 f"/employees/{world.ann.id}/availability",
                 f"/available-employees/{booking['date']}?event_id={world.event.id}"):  # fmt: skip
        stranger.get(path, 404)
    stranger.post("/schedules", booking, 404)
    stranger.post("/validate", booking, 404)
    stranger.post(f"/schedules/{made['id']}/cancel", None, 404)
    stranger.post(f"/schedules/{made['id']}/move", {"date": booking["date"], "start_time": "10:30"}, 404)
    stranger.post(f"/changes/{made['change_id']}/undo", None, 404)
    for name in ("schedules", "events", "employees", "changes", f"daily-events/{booking['date']}"):
        assert stranger.get(f"/{name}").json["total"] == 0
    assert stranger.get("/stores").json["total"] == 1


def test_what_crossmark_must_know_is_written_with_the_booking(manager, booking, session):
    made = manager.post("/schedules", booking, 201).json
    session.rollback()

    assert session.query(OutboxItem).one().schedule_id == made["id"]
    assert session.query(Schedule).count() == 1
