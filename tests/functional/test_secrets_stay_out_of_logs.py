"""Whatever secret is sent, and wherever it is sent by mistake, no log line has it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import User
from app.vocabulary import Role
from tests.conftest import PASSWORD, csrf
from tests.factories import Make
from tests.functional.page_client import PageClient

CANARY = "canary-5f1c9"
TOKEN = "/api/v1/oauth/token"


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Everything that any logger said so far, at whatever level."""
    caplog.set_level(logging.DEBUG)
    return lambda: "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)


def page_sign_in(client: FlaskClient, make: Make) -> None:
    make.user(username="ann", password=PASSWORD)
    for name in ("ann", CANARY):
        client.post("/login", data={"username": name, "password": CANARY, **csrf(client)})


def program_sign_in(client: FlaskClient, make: Make) -> None:
    for form in (
        {"grant_type": "password", "username": CANARY, "password": CANARY},
        {"grant_type": "refresh_token", "refresh_token": CANARY},
        {"grant_type": "client_credentials", "client_id": "1", "client_secret": CANARY},
    ):
        client.post(TOKEN, data=form)


def addresses(client: FlaskClient, make: Make) -> None:
    for path in (f"/setup/{CANARY}", f"/api/v1/stores?token={CANARY}", f"/login?next=/{CANARY}", f"/{CANARY}"):
        client.get(path)


def headers(client: FlaskClient, make: Make) -> None:
    client.get("/api/v1/stores", headers={"Authorization": f"Bearer {CANARY}", "Cookie": f"schedule_session={CANARY}"})
    client.post("/api/v1/schedules", json={}, headers={"Idempotency-Key": CANARY})


@pytest.mark.parametrize("plant", [page_sign_in, program_sign_in, addresses, headers])
def test_visitors_leave_none(client, make, said, plant):
    plant(client, make)

    assert said()
    assert CANARY not in said()


def test_accounts_of_others_leave_none(sign_in, said):
    page = PageClient(sign_in(Role.ADMIN))
    account = {"base_url": "https://crossmark.test", "username": "clerk", "password": CANARY, "consent": "y"}
    page.post("/settings/connectors/crossmark", account)
    new_user = {"username": "bob", "display_name": "Bob", "role": "manager", "locale": "en"}
    page.post("/admin/users/new", {**new_user, "password": f"{CANARY} tractor umbrella"})

    assert CANARY not in said()


def test_what_the_database_refuses_is_told_without_its_values(session: Session, make: Make) -> None:
    make.user(username="ann")
    session.add(User(username="ann", display_name="Ann", role=Role.VIEWER, password_hash=CANARY))

    with pytest.raises(IntegrityError) as refusal:
        session.commit()

    assert CANARY not in str(refusal.value)
