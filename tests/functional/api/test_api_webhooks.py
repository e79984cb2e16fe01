"""Webhooks over the API."""

from __future__ import annotations

import dataclasses

import pytest

from app.models import IdempotencyKey, Webhook
from app.vocabulary import Role

#: Named by the installation, so that no name has to be looked up.
HOST = "127.0.0.1:9"
NEW = {"name": "Time clock", "url": f"http://{HOST}/hook", "events": ["schedule.changed", "run.finished"]}


@pytest.fixture(autouse=True)
def _host_is_allowed(app, monkeypatch):
    settings = dataclasses.replace(app.extensions["settings"], webhooks_allowed_hosts=(HOST,))
    monkeypatch.setitem(app.extensions, "settings", settings)


@pytest.fixture
def admin(program):
    return program(Role.ADMIN)


@pytest.fixture
def made(admin):
    return admin.post("/webhooks", NEW, 201)


def place_of(made) -> str:
    return made.headers["Location"].removeprefix("/api/v1")


def test_the_secret_is_shown_once_and_kept_encrypted(admin, made, session):
    secret = made.json["secret"]

    assert secret.startswith("whsec_")
    assert made.headers["Cache-Control"] == "no-store"
    kept = {name: value for name, value in made.json.items() if name != "secret"}
    assert admin.get(place_of(made)).json == kept
    assert admin.get("/webhooks").json["items"] == [kept]
    session.rollback()
    assert secret.encode() not in session.query(Webhook).one().secret


def test_a_repeated_creation_makes_no_second_one_and_does_not_know_the_secret(admin, session):
    key = {"Idempotency-Key": "one"}
    first = admin.post("/webhooks", NEW, 201, headers=key)

    again = admin.post("/webhooks", NEW, 201, headers=key)

    session.rollback()
    assert again.json == first.json | {"secret": None}
    assert session.query(Webhook).count() == 1
    assert first.json["secret"] not in str(session.query(IdempotencyKey).one().response)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://169.254.169.254/latest"}, "url"),
        ({"url": "http://93.184.215.14/"}, "url"),
        ({"url": "https://user:word@93.184.215.14/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "x" * 501}, "url"),
        ({"url": 7}, "url"),
        ({"events": []}, "events"),
        ({"events": ["moon.full"]}, "events.0"),
        ({"events": "run.finished"}, "events"),
        ({"name": " "}, "name"),
        ({"store_id": 999}, "store_id"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_a_webhook_that_cannot_be_is_explained(admin, session, wrong, field):
    answer = admin.post("/webhooks", NEW | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert session.query(Webhook).count() == 0


def test_a_change_needs_the_version_that_was_seen(admin, made):
    place, seen = place_of(made), {"If-Match": made.headers["ETag"]}

    admin.send("PATCH", place, 428, json={"active": False})
    changed = admin.send("PATCH", place, 200, json={"active": False}, headers=seen)
    admin.send("PATCH", place, 412, json={"active": True}, headers=seen)

    assert (changed.json["active"], changed.json["name"]) == (False, "Time clock")
    replaced = admin.send("PUT", place, 200, json=NEW | {"name": "Till"}, headers={"If-Match": changed.headers["ETag"]})
    assert (replaced.json["active"], replaced.json["name"]) == (True, "Till")


def test_what_was_deleted_is_gone_until_it_is_undone(admin, made):
    place = place_of(made)

    admin.send("DELETE", place, 428)
    admin.send("DELETE", place, 204, headers={"If-Match": made.headers["ETag"]})
    admin.get(place, 404)
    assert admin.get("/webhooks").json["total"] == 0

    newest = admin.get("/changes").json["items"][0]
    admin.post(f"/changes/{newest['id']}/undo", {}, 200)
    assert admin.get(place).json["name"] == "Time clock"


def test_a_test_message_waits_in_the_log_and_can_be_sent_again(admin, made):
    place = place_of(made)
    sent = admin.post(f"{place}/ping", {}, 202)

    where = sent.headers["Location"].removeprefix("/api/v1")
    assert (sent.json["event"], sent.json["state"]) == ("ping", "pending")
    assert admin.get(where).json == sent.json
    assert admin.get(f"{place}/deliveries?state=pending").json["items"] == [sent.json]
    assert admin.get(f"{place}/deliveries?state=dead").json["items"] == []
    assert admin.post(f"{where}/resend", {}, 202).json["message_id"] == sent.json["message_id"]


def test_what_is_switched_off_is_not_tried(admin, made):
    place = place_of(made)
    admin.send("PATCH", place, 200, json={"active": False}, headers={"If-Match": made.headers["ETag"]})

    assert admin.post(f"{place}/ping", {}, 409).json["code"] == "in_use"


def test_a_new_secret_is_another_one_and_recorded(admin, made):
    renewed = admin.post(f"{place_of(made)}/secret", {}, 200)

    assert renewed.json["secret"] != made.json["secret"]
    newest = admin.get("/changes").json["items"][0]
    assert newest["command"] == "renew_webhook_secret"
    admin.post(f"{place_of(made)}/secret", {}, 412, headers={"If-Match": made.headers["ETag"]})


def test_there_is_an_end_to_how_many(admin, monkeypatch):
    monkeypatch.setattr("app.services.webhooks.MOST", 1)
    admin.post("/webhooks", NEW, 201)

    assert admin.post("/webhooks", NEW, 409).json["code"] == "in_use"


def test_one_of_a_store_and_of_every_store(admin, make):
    store = make.store()
    own = admin.post("/webhooks", NEW | {"store_id": store.id}, 201)

    every = admin.send("PATCH", place_of(own), 200, json={"store_id": None}, headers={"If-Match": own.headers["ETag"]})

    assert (own.json["store_id"], every.json["store_id"]) == (store.id, None)


def test_only_administrators_with_the_scope_for_it_come_near(program, made):
    program(Role.MANAGER).get("/webhooks", 403)
    program(Role.MANAGER).post("/webhooks", NEW, 403)
    program(Role.ADMIN, scope="read write").get("/webhooks", 403)
    program(Role.ADMIN, scope="read write").post(f"{place_of(made)}/ping", {}, 403)
