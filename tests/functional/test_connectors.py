"""Entering the accounts of Crossmark and Walmart: off without consent, complete, and honest about which is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from pytest_httpserver import HTTPServer
from sqlalchemy.orm import Session

from app.db import db
from app.errors import Invalid
from app.models import CrossmarkSignIn
from app.services import edr_session
from app.services.crossmark_access import crossmark_account
from app.vocabulary import Role
from tests.functional.page_client import PageClient

CROSSMARK, WALMART = "/settings/connectors/crossmark", "/settings/connectors/walmart_edr"
ACCOUNT = {"base_url": "https://counterpart.test", "username": "clerk", "password": "sesame sesame"}
PHONE = {"mfa_credential_id": "phone-7"}


@pytest.fixture
def admin(sign_in) -> PageClient:
    return PageClient(sign_in(Role.ADMIN))


@pytest.fixture
def environment_account(app: Flask) -> Iterator[None]:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, crossmark_username="env", crossmark_password="env")
    yield
    app.extensions["settings"] = before


def test_the_pages_are_sound(admin):
    admin.get(CROSSMARK)
    admin.get(WALMART)
    admin.get("/settings/connectors/moon", status=404)


def test_what_was_entered_with_consent_is_used(app, admin):
    admin.post(CROSSMARK, {**ACCOUNT, "consent": "y"})
    admin.post(WALMART, {**ACCOUNT, **PHONE, "consent": "y"})

    with app.app_context():
        crossmark, walmart = crossmark_account(db.session()), edr_session.account(db.session())
    assert (crossmark.base_url, crossmark.username, crossmark.password) == tuple(ACCOUNT.values())
    assert (walmart.username, walmart.password, walmart.credential_id) == ("clerk", "sesame sesame", "phone-7")
    assert "phone-7" in admin.get(WALMART).text


@pytest.mark.parametrize("path", [CROSSMARK, WALMART])
def test_without_consent_nothing_is_kept_and_the_typed_name_stays(app, admin, path):
    answer = admin.post(path, {**ACCOUNT, **PHONE}, status=422)

    assert 'value="clerk"' in answer.text
    assert "sesame" not in answer.text
    with app.app_context():
        for ask in (crossmark_account, edr_session.account):
            with pytest.raises(Invalid, match="Settings"):
                ask(db.session())


def test_a_removed_account_is_off(app, admin):
    admin.post(WALMART, {**ACCOUNT, **PHONE, "consent": "y"})
    admin.post(f"{WALMART}/remove")

    with app.app_context(), pytest.raises(Invalid):
        edr_session.account(db.session())


def test_the_page_says_when_the_environment_decides(admin, session: Session, environment_account):
    assert "takes its account from its environment" in admin.get(CROSSMARK).text
    assert "takes its account from its environment" not in admin.get(WALMART).text


OWN, FORGOTTEN = f"{CROSSMARK}/own", f"{CROSSMARK}/password"


class TestOwnSignIn:
    @pytest.fixture
    def manager(self, app, admin, sign_in) -> PageClient:
        admin.post(CROSSMARK, {**ACCOUNT, "consent": "y"})
        return PageClient(sign_in(Role.MANAGER))

    def test_it_is_kept_encrypted_and_never_shown(self, manager, session: Session):
        manager.post(OWN, {"username": "max.own", "password": "open sesame", "consent": "y"})
        session.rollback()
        row = session.query(CrossmarkSignIn).one()
        assert b"sesame" not in row.secret
        page = manager.get(OWN).text
        assert 'value="max.own"' in page
        assert "sesame" not in page

    def test_without_consent_nothing_is_kept(self, manager, session: Session):
        answer = manager.post(OWN, {"username": "max.own", "password": "open sesame"}, status=422)
        assert 'value="max.own"' in answer.text
        session.rollback()
        assert session.query(CrossmarkSignIn).count() == 0

    def test_another_managers_is_none_of_ones_business(self, manager, sign_in):
        manager.post(OWN, {"username": "max.own", "password": "open sesame", "consent": "y"})
        assert "max.own" not in PageClient(sign_in(Role.MANAGER)).get(OWN).text

    def test_one_click_removes_it(self, manager, session: Session):
        manager.post(OWN, {"username": "max.own", "password": "open sesame", "consent": "y"})
        manager.post(f"{OWN}/remove")
        session.rollback()
        assert session.query(CrossmarkSignIn).count() == 0


class TestForgottenPassword:
    @pytest.fixture
    def asked(self, app: Flask, httpserver: HTTPServer) -> Iterator[HTTPServer]:
        before = app.extensions["settings"]
        app.extensions["settings"] = replace(before, crossmark_base_url=httpserver.url_for("").rstrip("/"))
        yield httpserver
        app.extensions["settings"] = before

    def test_crossmark_is_asked_once(self, admin, asked: HTTPServer):
        admin.get(FORGOTTEN)
        asked.expect_oneshot_request("/login/recover", method="POST").respond_with_data("")
        admin.post(FORGOTTEN, {"email": "mia@example.com"})
        assert len(asked.log) == 1

    def test_a_refusal_is_said_and_the_address_stays_typed(self, admin, asked: HTTPServer):
        asked.expect_request("/login/recover").respond_with_data("", status=404)
        page = admin.post(FORGOTTEN, {"email": "mia@example.com"}, status=422).text
        assert "Crossmark refused" in page
        assert 'value="mia@example.com"' in page

    @pytest.mark.parametrize("email", ["", "mia", "mia@home", "mia @example.com"])
    def test_what_is_no_address_is_not_sent(self, admin, asked: HTTPServer, email: str):
        page = admin.post(FORGOTTEN, {"email": email}, status=422).text
        assert "like name@example.com" in page
        assert asked.log == []
