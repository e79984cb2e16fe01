"""Tokens of programs: by password, by refresh, by client secret, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.models import ApiToken, User
from app.models.columns import utc_now
from app.services import tokens
from app.vocabulary import Role
from tests.conftest import PASSWORD
from tests.functional.api.program import V1, Program, check_problem, sign_in_form


@pytest.fixture
def ann(make) -> User:
    return make.user(username="ann", role=Role.MANAGER, password=PASSWORD)


def by_password(client, **more):
    return sign_in_form(client, **{"grant_type": "password", "username": "ann", "password": PASSWORD} | more)


def by_refresh(client, token, **more):
    return sign_in_form(client, **{"grant_type": "refresh_token", "refresh_token": token} | more)


def service_token(transact, **more) -> tokens.Issued:
    with transact() as session:
        return tokens.issue(session, **{"username": "ann", "name": "till", "scope": "read write"} | more)


def test_a_password_gives_a_short_token_and_a_refresh_token(client, ann):
    answer = by_password(client)

    assert answer.status_code == 200
    assert answer.json.keys() == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert (answer.json["token_type"], answer.json["expires_in"], answer.json["scope"]) == ("Bearer", 900, "read write")
    assert answer.headers["Cache-Control"] == "no-store"
    Program(client, answer.json["access_token"]).get("/stores")


@pytest.mark.parametrize("wrong", [{"password": "not it"}, {"username": "nobody"}])
def test_wrong_credentials_are_refused_alike(client, ann, wrong):
    answer = by_password(client, **wrong)

    assert answer.status_code == 401
    assert check_problem(answer)["code"] == "invalid_grant"
    assert answer.json["detail"] == "The user name or the password is wrong."


def test_the_sixth_try_waits(client, ann):
    for _ in range(5):
        by_password(client, password="wrong")

    answer = by_password(client)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"grant_type": "magic"}, "grant_type"),
        ({"grant_type": "password", "username": "ann"}, "password"),
        ({"grant_type": "password", "username": "ann", "password": PASSWORD, "colour": "red"}, "colour"),
        ({"grant_type": "password", "username": "ann", "password": PASSWORD, "scope": "root"}, "scope"),
        ({"grant_type": "client_credentials"}, "client_id"),
    ],
)
def test_a_bad_form_is_explained(client, ann, form, field):
    answer = sign_in_form(client, **form)

    assert answer.status_code == 422
    assert field in {wrong["field"] for wrong in check_problem(answer)["errors"]}


def test_a_manager_is_not_given_the_admin_scope(client, ann):
    assert by_password(client, scope="admin").status_code == 403


def test_a_refresh_token_works_once_and_a_copy_ends_the_sign_in(client, ann):
    first = by_password(client).json
    second = by_refresh(client, first["refresh_token"]).json
    Program(client, second["access_token"]).get("/stores")

    again = by_refresh(client, first["refresh_token"])

    assert check_problem(again)["code"] == "invalid_grant"
    assert by_refresh(client, second["refresh_token"]).status_code == 401
    Program(client, second["access_token"]).get("/stores", 401)


@pytest.mark.parametrize("made_up", ["fsr_1.x.y", "fsr_", "nonsense", "fsr_1." + "a" * 43 + "." + "0" * 32])
def test_a_made_up_refresh_token_ends_nobodys_sign_in(client, ann, made_up):
    held = by_password(client).json

    assert by_refresh(client, made_up).status_code == 401
    assert by_refresh(client, held["refresh_token"]).status_code == 200


def test_a_refresh_can_narrow_but_not_widen(client, ann):
    held = by_password(client, scope="read").json

    assert by_refresh(client, held["refresh_token"], scope="write").status_code == 422
    assert by_refresh(client, held["refresh_token"]).json["scope"] == "read"


def test_only_a_hash_of_the_refresh_token_is_kept(client, ann, session):
    held = by_password(client).json
    session.rollback()

    row = session.query(ApiToken).one()

    assert row.token_hash not in held["refresh_token"]
    assert held["refresh_token"] not in row.token_hash


def test_an_access_token_is_over_after_a_quarter_of_an_hour(client, ann):
    held = by_password(client).json

    with time_machine.travel(utc_now() + timedelta(minutes=16), tick=False):
        Program(client, held["access_token"]).get("/stores", 401)
        assert by_refresh(client, held["refresh_token"]).status_code == 200


def test_a_deactivated_user_is_out_at_once(client, ann, session):
    held = by_password(client).json
    session.get(User, ann.id).active = False
    session.commit()

    Program(client, held["access_token"]).get("/stores", 401)
    assert by_refresh(client, held["refresh_token"]).status_code == 401


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "fst_unknown",
        "a.b.c",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwic2lkIjoxLCJzY29wZSI6ImFkbWluIn0.",
        "é" * 5,
        "y" * 9000,
    ],
)
def test_nonsense_is_no_token(client, ann, token):
    answer = client.get(f"{V1}/stores", headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    check_problem(answer)


def test_without_a_token_the_answer_is_a_problem_not_a_page(client):
    answer = client.get(f"{V1}/stores")

    assert check_problem(answer)["code"] == "sign_in_required"


def test_a_stale_token_does_not_stand_in_the_way_of_a_new_sign_in(client, ann):
    form = {"grant_type": "password", "username": "ann", "password": PASSWORD}

    assert client.post(f"{V1}/oauth/token", data=form, headers={"Authorization": "Bearer old"}).status_code == 200


def test_a_service_token_acts_for_its_user(client, ann, transact, session):
    issued = service_token(transact)

    Program(client, issued.secret).get("/stores")
    session.rollback()

    assert session.get(ApiToken, issued.token_id).last_used_at is not None


def test_a_service_token_is_also_a_client_secret(client, ann, transact):
    issued = service_token(transact, scope="read")
    form = {"grant_type": "client_credentials", "client_id": str(issued.token_id), "client_secret": issued.secret}

    granted = sign_in_form(client, **form)

    assert granted.json.keys() == {"access_token", "token_type", "expires_in", "scope"}
    Program(client, granted.json["access_token"]).get("/stores")
    Program(client, granted.json["access_token"]).post("/sync/runs", {"source": "crossmark"}, 403)
    assert sign_in_form(client, **{**form, "client_id": "99"}).status_code == 401
    basic = client.post(
        f"{V1}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(str(issued.token_id), issued.secret),
    )
    assert basic.status_code == 200


def test_a_revoked_or_expired_token_ends_what_came_from_it(client, ann, transact):
    issued, short = service_token(transact), service_token(transact, days=1)
    form = {"grant_type": "client_credentials", "client_id": str(issued.token_id), "client_secret": issued.secret}
    granted = sign_in_form(client, **form).json

    with transact() as session:
        tokens.revoke(session, token_id=issued.token_id)

    Program(client, issued.secret).get("/stores", 401)
    Program(client, granted["access_token"]).get("/stores", 401)
    with time_machine.travel(utc_now() + timedelta(days=2), tick=False):
        Program(client, short.secret).get("/stores", 401)


def test_a_browser_session_works_with_the_csrf_header(sign_in, world, booking):
    browser = sign_in(Role.MANAGER)
    page = browser.get("/help").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]

    assert browser.get(f"{V1}/stores").status_code == 200
    refused = browser.post(f"{V1}/schedules", json=booking)
    assert (refused.status_code, check_problem(refused)["code"]) == (400, "csrf")
    assert browser.post(f"{V1}/schedules", json=booking, headers={"X-CSRFToken": token}).status_code == 201


def test_the_command_line_makes_lists_and_revokes_tokens(app: Flask, ann, client):
    runner = app.test_cli_runner()

    made = runner.invoke(args=["tokens", "create", "ann", "--name", "till", "--scope", "read"])
    secret = next(word for word in made.output.split() if word.startswith("fst_"))
    Program(client, secret).get("/stores")

    assert "till" in runner.invoke(args=["tokens", "list"]).output
    assert secret not in runner.invoke(args=["tokens", "list"]).output
    assert runner.invoke(args=["tokens", "revoke", "1"]).exit_code == 0
    Program(client, secret).get("/stores", 401)
    assert runner.invoke(args=["tokens", "create", "nobody", "--name", "x"]).exit_code == 1
    assert runner.invoke(args=["tokens", "revoke", "77"]).exit_code == 1


def test_a_new_password_ends_what_came_in_with_the_old_one(app: Flask, client, ann, transact):
    held, issued = by_password(client).json, service_token(transact)

    given = ["users", "reset-password", "ann", "--password", "violet tractor seldom umbrella"]
    assert app.test_cli_runner().invoke(args=given).exit_code == 0

    Program(client, held["access_token"]).get("/stores", 401)
    assert by_refresh(client, held["refresh_token"]).status_code == 401
    Program(client, issued.secret).get("/stores")
