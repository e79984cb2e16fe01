"""A POST sent twice has one effect and one answer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from app.models import Change, IdempotencyKey, Schedule
from app.models.columns import utc_now
from tests.functional.api.program import V1, check_problem

KEY = {"Idempotency-Key": "8c2f6f6e-one"}


def test_the_second_answer_is_the_first_one(manager, booking, session):
    first = manager.post("/schedules", booking, 201, headers=KEY)
    second = manager.post("/schedules", booking, 201, headers=KEY)
    session.rollback()

    assert second.json == first.json
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert session.query(Schedule).count() == 1
    assert session.query(Change).count() == 1


def test_another_request_under_the_same_key_is_refused(manager, booking, session):
    manager.post("/schedules", booking, 201, headers=KEY)

    manager.post("/schedules", {**booking, "start_time": "10:30"}, 422, headers=KEY)
    manager.post("/validate", booking, 422, headers=KEY)
    session.rollback()

    assert session.query(Schedule).count() == 1


def test_what_was_refused_may_be_tried_again(manager, booking, session):
    manager.post("/schedules", {**booking, "date": "2020-01-06"}, 409, headers=KEY)
    session.rollback()

    assert session.query(IdempotencyKey).count() == 0
    manager.post("/schedules", booking, 201, headers=KEY)


def test_keys_of_two_users_do_not_meet(manager, program, booking):
    made = manager.post("/schedules", booking, 201, headers=KEY)
    other = program()

    other.post("/schedules", booking, 409, headers=KEY)
    assert manager.post("/schedules", booking, 201, headers=KEY).json == made.json


def test_a_key_outlives_the_access_token(manager, booking):
    made = manager.post("/schedules", booking, 201, headers=KEY)
    manager.token = manager.client.post(
        f"{V1}/oauth/token", data={"grant_type": "refresh_token", "refresh_token": manager.refresh_token}
    ).json["access_token"]

    assert manager.post("/schedules", booking, 201, headers=KEY).json == made.json


def test_a_key_is_forgotten_after_two_days(manager, booking):
    made = manager.post("/schedules", booking, 201, headers=KEY)
    manager.post(f"/schedules/{made.json['id']}/cancel")

    with time_machine.travel(utc_now() + timedelta(hours=49), tick=False):
        manager.token = manager.client.post(
            f"{V1}/oauth/token", data={"grant_type": "refresh_token", "refresh_token": manager.refresh_token}
        ).json["access_token"]
        again = manager.post("/schedules", booking, 201, headers=KEY)

    assert again.json["id"] != made.json["id"]


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\xe9"])
def test_a_key_that_cannot_be_kept_is_refused(manager, booking, key):
    manager.post("/schedules", booking, 422, headers={"Idempotency-Key": key})


def test_twenty_at_once_have_one_effect(app, manager, booking, session):
    ready = threading.Barrier(20, timeout=30)

    def send(_place: int):
        client = app.test_client()
        ready.wait()
        headers = {**KEY, "Authorization": f"Bearer {manager.token}"}
        return client.post(f"{V1}/schedules", json=booking, headers=headers)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    session.rollback()

    assert session.query(Schedule).count() == 1
    done = [answer.json for answer in answers if answer.status_code == 201]
    assert done
    assert all(body == done[0] for body in done)
    for answer in answers:
        if answer.status_code != 201:
            assert check_problem(answer)["code"] == "already_running"
            assert answer.headers["Retry-After"] == "1"
