"""Whatever is sent as a body, the answer says what is wrong with it; nothing is guessed."""

from __future__ import annotations

import pytest

from app.models import Schedule


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b'{"event_id":', "not valid JSON"),
        (b"[1]", "one JSON object"),
        (b"7", "one JSON object"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b'{"a": "\\ud800"}', "UTF-8"),
        (b'{"a": NaN}', "no number"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[" * 100_000, "too deeply"),
        (b'{"a":' * 100_000, "too deeply"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not valid JSON"),
    ],
)
def test_what_cannot_be_read_is_malformed(manager, session, sent, words):
    answer = manager.send("POST", "/schedules", 400, data=sent, content_type="application/json")

    assert words in answer.json["detail"]
    assert session.query(Schedule).count() == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_kind_of_body_is_told_what_to_send(manager, kind):
    answer = manager.send("POST", "/schedules", 415, data="event_id=1", content_type=kind)

    assert "application/json" in answer.json["detail"]


def test_no_body_is_an_empty_object(manager):
    answer = manager.send("POST", "/schedules", 422, data=b"", content_type="application/json")

    assert {wrong["field"] for wrong in answer.json["errors"]} >= {"event_id", "date"}


def test_a_fault_of_the_whole_body_is_named_so(manager, booking):
    made = manager.post("/schedules", booking, 201)
    seen = {"If-Match": made.headers["ETag"]}

    answer = manager.send("PATCH", f"/schedules/{made.json['id']}", 422, json={}, headers=seen)

    assert [wrong["field"] for wrong in answer.json["errors"]] == ["body"]


@pytest.mark.parametrize("path", ["/changes/1/undo", "/scheduling/runs/1/revert"])
def test_a_command_without_fields_refuses_fields(manager, path):
    answer = manager.post(path, {"reason": "because"}, 422)

    assert [wrong["field"] for wrong in answer.json["errors"]] == ["reason"]


def test_a_field_of_the_address_stands_there_once(manager):
    answer = manager.get("/events?page=1&page=2", 422)

    assert [wrong["field"] for wrong in answer.json["errors"]] == ["page"]


def test_a_field_of_the_sign_in_form_stands_there_once(client):
    form = {"grant_type": ["password", "refresh_token"], "username": "ann", "password": "x"}

    answer = client.post("/api/v1/oauth/token", data=form)

    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "grant_type")


@pytest.mark.parametrize("time", ["9:45", "25:00", "09:60", "09:45:00", " 09:45", "٠٩:٤٥", "noon", ""])
def test_a_time_is_written_in_one_way(manager, booking, time):
    answer = manager.post("/validate", {**booking, "start_time": time}, 422)

    assert [wrong["field"] for wrong in answer.json["errors"]] == ["start_time"]
