"""Signing in and out, being locked out, and staying on this site."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.vocabulary import Role
from tests.conftest import PASSWORD, csrf
from tests.factories import Make
from tests.functional.page_client import PageClient, check_page

SignIn = Callable[..., FlaskClient]


def attempt(client: FlaskClient, username: str, password: str, **more: str) -> object:
    return client.post("/login", data={"username": username, "password": password, **csrf(client), **more})


class TestSignIn:
    def test_the_page_is_sound(self, client):
        PageClient(client).get("/login")

    @pytest.mark.parametrize(("role", "home"), [(Role.EMPLOYEE, "/my"), (Role.MANAGER, "/")])
    def test_each_role_lands_on_its_own_start_page(self, client, make: Make, role, home):
        make.user(username="ann", role=role, password=PASSWORD)

        answer = attempt(client, "ANN ", PASSWORD)

        assert answer.headers["Location"] == home

    def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(self, client, make: Make):
        make.user(username="ann", password=PASSWORD)

        wrong_password = attempt(client, "ann", "not the password")
        wrong_name = attempt(client, "bob", "not the password")

        assert wrong_password.status_code == wrong_name.status_code == 401
        assert "The user name or the password is wrong." in wrong_name.text
        check_page(wrong_name.text)

    def test_a_deactivated_account_cannot_sign_in(self, client, make: Make):
        make.user(username="ann", password=PASSWORD, active=False)

        assert attempt(client, "ann", PASSWORD).status_code == 401

    def test_the_typed_name_is_kept_and_not_run(self, client):
        answer = attempt(client, "<script>alert(1)</script>", "x")

        assert "&lt;script&gt;alert(1)" in answer.text
        assert "<script>alert(1)" not in answer.text

    def test_an_over_long_password_is_refused_like_a_wrong_one(self, client, make: Make):
        make.user(username="ann", password=PASSWORD)

        assert attempt(client, "ann", PASSWORD + "x" * 900).status_code == 401

    def test_a_form_without_token_is_refused(self, client):
        answer = client.post("/login", data={"username": "ann", "password": PASSWORD})

        assert answer.status_code == 400
        check_page(answer.text)


class TestLockout:
    def test_the_sixth_try_waits_even_with_the_right_password(self, client, make: Make):
        make.user(username="ann", password=PASSWORD)
        for _ in range(5):
            attempt(client, "ann", "wrong")

        answer = attempt(client, "ann", PASSWORD)

        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 61

    def test_an_unknown_name_is_locked_out_in_the_same_way(self, client):
        answers = [attempt(client, "nobody", "wrong").status_code for _ in range(6)]

        assert answers == [401] * 5 + [429]

    def test_one_address_cannot_try_many_names(self, client):
        answers = [attempt(client, f"name{n}", "wrong").status_code for n in range(21)]

        assert answers == [401] * 20 + [429]


class TestNextPage:
    @pytest.mark.parametrize(
        "evil",
        ["//evil.test", "////evil.test", "/\\evil.test", "/\t/evil.test", "https:evil.test", "javascript:alert(1)",
         "/%09/evil.test", "/%2f/evil.test", "http://evil.test/", "\thttps://evil.test", "@evil.test"],
    )  # fmt: skip
    def test_it_never_leaves_this_site(self, client, make: Make, evil):
        make.user(username="ann", password=PASSWORD)

        assert attempt(client, "ann", PASSWORD, next=evil).headers["Location"] == "/"

    def test_it_goes_back_to_the_page_that_was_asked_for(self, client, make: Make):
        make.user(username="ann", password=PASSWORD)
        asked = client.get("/account?tab=1")

        answer = attempt(client, "ann", PASSWORD, next="/account?tab=1")

        assert asked.headers["Location"].startswith("/login?next=/account")
        assert answer.headers["Location"] == "/account?tab=1"


class TestSessions:
    def test_signing_out_ends_the_session_on_the_server(self, sign_in: SignIn):
        client = sign_in(Role.MANAGER)
        stolen = client.get_cookie("schedule_session").value

        PageClient(client).post("/logout")
        client.set_cookie("schedule_session", stolen)

        assert client.get("/account").status_code == 302

    def test_the_cookie_is_out_of_reach_for_scripts(self, client, make: Make):
        make.user(username="ann", password=PASSWORD)

        cookie = attempt(client, "ann", PASSWORD).headers.getlist("Set-Cookie")[0]

        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_over_https_the_cookie_is_bound_to_the_host(self, app: Flask, make: Make):
        make.user(username="ann", password=PASSWORD)
        client = app.test_client()
        page = client.get("/login", base_url="https://localhost")
        token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

        answer = client.post(
            "/login",
            data={"username": "ann", "password": PASSWORD, "csrf_token": token},
            base_url="https://localhost",
            headers={"Referer": "https://localhost/login"},
        )

        cookie = next(one for one in answer.headers.getlist("Set-Cookie") if "schedule_session" in one)
        assert cookie.startswith("__Host-schedule_session=")
        assert "Secure" in cookie

    def test_changing_the_password_signs_out_the_other_browser(self, app: Flask, sign_in: SignIn):
        first = sign_in(Role.MANAGER, username="ann")
        second = app.test_client()
        attempt(second, "ann", PASSWORD)

        PageClient(first).post(
            "/account/password", {"current_password": PASSWORD, "new_password": "violet tractor seldom umbrella"}
        )

        assert second.get("/account").status_code == 302
        PageClient(first).get("/account")

    def test_a_weak_new_password_is_explained(self, sign_in: SignIn):
        page = PageClient(sign_in(Role.MANAGER))

        answer = page.post(
            "/account/password", {"current_password": PASSWORD, "new_password": "password1234"}, status=422
        )

        assert 'role="alert"' in answer.text
