"""The first administrator: made by a one-time link or a command; there is no account before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.users import user_commands
from app.models import SetupLink, User
from app.models.columns import utc_now
from app.vocabulary import Role
from tests.conftest import csrf
from tests.factories import Make
from tests.functional.page_client import PageClient

GOOD = "violet tractor seldom umbrella"
FIRST = {"username": "Root", "display_name": "Ruth Root", "password": GOOD}


def command(app: Flask, *words: str, typed: str = "") -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(user_commands, list(words), input=typed)
    return answer.exit_code, answer.output.strip()


@pytest.fixture
def link(app: Flask) -> str:
    """The path of a fresh link."""
    code, said = command(app, "setup-link", "--base-url", "https://schedule.test/")
    assert code == 0
    assert said.startswith("https://schedule.test/setup/")
    return said.removeprefix("https://schedule.test")


def send(client, path: str, **changed: str):
    return client.post(path, data={**FIRST, **changed, **csrf(client)})


def users(session: Session) -> list[User]:
    session.rollback()
    return list(session.scalars(select(User)))


def test_a_new_installation_has_no_account(app, client, session):
    assert users(session) == []
    for name in ("admin", "manager", "root"):
        answer = client.post("/login", data={"username": name, "password": name, **csrf(client)})
        assert answer.status_code == 401


def test_the_link_makes_one_administrator_who_can_sign_in(client, session, link):
    PageClient(client).get(link)

    assert send(client, link).headers["Location"] == "/login"

    [root] = users(session)
    assert (root.username, root.role, root.all_stores) == ("root", Role.ADMIN, True)
    assert client.post("/login", data={**FIRST, **csrf(client)}).status_code == 302


def test_it_works_once(app, client, session, link):
    send(client, link)

    assert send(client, link, username="second").status_code == 404
    assert client.get(link).status_code == 404
    assert len(users(session)) == 1
    assert command(app, "setup-link")[0] == 1


def test_it_is_good_for_half_an_hour(client, session, link):
    with time_machine.travel(utc_now() + timedelta(minutes=29), tick=True):
        assert client.get(link).status_code == 200
    with time_machine.travel(utc_now() + timedelta(minutes=31), tick=True):
        assert send(client, link).status_code == 404

    assert users(session) == []


def test_a_made_up_link_is_no_link(client, link):
    assert client.get("/setup/made-up").status_code == 404


def test_an_account_that_was_made_meanwhile_ends_it(client, make: Make, link):
    make.user()

    assert client.get(link).status_code == 404


@pytest.mark.parametrize("wrong", [{"password": "password1234"}, {"username": "a b"}, {"display_name": ""}])
def test_bad_input_is_explained_and_does_not_use_it_up(client, session, link, wrong):
    answer = send(client, link, **wrong)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert send(client, link).status_code == 302


def test_two_at_once_make_one(app, session, link):
    def visit(name: str) -> int:
        client = app.test_client()
        return send(client, link, username=name).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(visit, ["one", "two"])) == [302, 404]
    assert len(users(session)) == 1


def test_only_a_hash_of_it_is_kept(session, link):
    [kept] = session.scalars(select(SetupLink))

    assert link.rsplit("/", 1)[1] not in kept.token_hash


class TestCommand:
    def test_it_creates_an_account_that_can_sign_in(self, app, client):
        code, said = command(app, "create", "Ann", "--role", "admin", typed=f"{GOOD}\n{GOOD}\n")

        assert (code, said.splitlines()[-1]) == (0, "Created ann (admin).")
        assert GOOD not in said
        assert client.post("/login", data={"username": "ann", "password": GOOD, **csrf(client)}).status_code == 302

    @pytest.mark.parametrize(
        ("words", "reason"),
        [
            (["create", "ann", "--password", "short"], "characters"),
            (["create", "a b", "--password", GOOD], "letters, digits"),
            (["create", "ann", "--role", "emperor", "--password", GOOD], "emperor"),
            (["reset-password", "nobody", "--password", GOOD], "no user 'nobody'"),
        ],
    )
    def test_a_refusal_has_a_reason_and_makes_nothing(self, app, session, words, reason):
        code, said = command(app, *words)

        assert code != 0
        assert reason in said
        assert "Traceback" not in said
        assert users(session) == []

    def test_a_reset_signs_out_everywhere_and_lifts_the_lock(self, app, sign_in):
        browser = sign_in(Role.MANAGER, username="ann")
        visitor = app.test_client()
        for _ in range(6):
            visitor.post("/login", data={"username": "ann", "password": "wrong", **csrf(visitor)})

        assert command(app, "reset-password", "ann", "--password", GOOD)[0] == 0

        assert browser.get("/account").status_code == 302
        answer = visitor.post("/login", data={"username": "ann", "password": GOOD, **csrf(visitor)})
        assert answer.status_code == 302
