"""The administrator's pages about users."""

from __future__ import annotations

import pytest

from app.models import User
from app.vocabulary import Role
from tests.functional.page_client import PageClient

GOOD = "violet tractor seldom umbrella"


def new_user(**fields: str) -> dict[str, str]:
    return {"username": "bob", "display_name": "Bob", "role": "manager", "locale": "en", "password": GOOD} | fields


@pytest.fixture
def admin(sign_in) -> PageClient:
    return PageClient(sign_in(Role.ADMIN, username="root"))


def test_a_created_user_is_listed(admin):
    admin.get("/admin/users/new")
    admin.post("/admin/users/new", new_user())

    assert "bob" in admin.get("/admin/users").text


@pytest.mark.parametrize(
    "wrong",
    [{"username": ""}, {"username": "a b"}, {"password": "short"}, {"display_name": "x" * 121}, {"role": "emperor"}],
)
def test_bad_input_is_explained_and_kept(admin, wrong):
    answer = admin.post("/admin/users/new", new_user(**wrong), status=422)

    assert 'role="alert"' in answer.text


def test_a_taken_name_is_refused(admin):
    admin.post("/admin/users/new", new_user(username="ROOT"), status=422)


def test_a_name_with_markup_is_shown_as_text(admin):
    admin.post("/admin/users/new", new_user(display_name="<script>alert(1)</script>"))

    assert "&lt;script&gt;alert(1)" in admin.get("/admin/users").text


def test_the_last_administrator_stays(admin, session):
    root = session.query(User).filter_by(username="root").one()

    admin.post(f"/admin/users/{root.id}/active", {"active": "no"}, status=409)


def test_a_save_over_somebody_elses_change_is_refused(admin, make, session):
    session.rollback()
    user = make.user(username="bob")
    fields = {"display_name": "Bobby", "role": "manager", "locale": "en"}
    admin.get(f"/admin/users/{user.id}")
    admin.post(f"/admin/users/{user.id}", {**fields, "version": "1"})

    admin.post(f"/admin/users/{user.id}", {**fields, "display_name": "Bert", "version": "1"}, status=412)


def test_a_deactivated_user_is_signed_out_at_once(admin, sign_in, session):
    session.rollback()
    client = sign_in(Role.MANAGER, username="bob")
    bob = session.query(User).filter_by(username="bob").one()

    admin.post(f"/admin/users/{bob.id}/active", {"active": "no"})

    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SUPERVISOR, Role.EMPLOYEE, Role.VIEWER])
def test_nobody_else_may_look(sign_in, role):
    PageClient(sign_in(role)).get("/admin/users", status=403)


def test_settings_are_saved_and_listed_as_a_change(admin):
    form = admin.get("/settings/sync").text
    assert 'name="sync_interval_minutes"' in form
    pace = {"push_per_second": "5", "push_window_seconds": "60"}
    fields = {"version": "0", "sync_interval_minutes": "20", "sync_days_back": "30", "sync_days_ahead": "90", **pace}

    admin.post("/settings/sync", fields)

    assert "sync_interval_minutes" in admin.get("/admin/audit").text
    admin.post("/settings/sync", {**fields, "sync_interval_minutes": "25"}, status=412)


@pytest.mark.parametrize(
    "path",
    [
        "/settings",
        "/settings/rules",
        "/settings/durations",
        "/settings/auto-scheduler",
        "/settings/calendar",
        "/settings/connectors/crossmark",
        "/help",
        "/account",
    ],
)
def test_the_pages_are_sound(admin, path):
    admin.get(path)


def test_a_connector_needs_consent_and_never_shows_its_password(admin):
    fields = {"base_url": "https://crossmark.example", "username": "u", "password": "sesame sesame"}
    admin.post("/settings/connectors/crossmark", fields, status=422)
    admin.post("/settings/connectors/crossmark", {**fields, "consent": "y"})

    page = admin.get("/settings/connectors/crossmark").text

    assert "This connector is on." in page
    assert "sesame" not in page


def test_undo_takes_a_saved_setting_back(admin):
    admin.post("/settings/calendar", {"version": "0", "calendar_first_weekday": "6"})
    page = admin.get("/settings/calendar").text
    address = page.split('/undo"')[0].rsplit('action="', 1)[1] + "/undo"

    admin.post(address, {"next": "/settings/calendar"})

    assert 'value="0"' in admin.get("/settings/calendar").text


def test_undo_is_no_way_around_permissions(admin, sign_in, session):
    admin.post("/admin/users/new", new_user())
    session.rollback()
    supervisor = PageClient(sign_in(Role.SUPERVISOR))

    supervisor.post("/admin/changes/1/undo", status=403)
