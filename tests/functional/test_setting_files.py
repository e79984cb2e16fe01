"""Settings over time and as a file: history, back to the defaults, out and in again."""

from __future__ import annotations

import io
import json

import pytest
from sqlalchemy import select

from app.models import Change, Setting
from app.services import settings
from app.services.setting_files import FORMAT, MOST_BYTES
from app.vocabulary import Role
from tests.functional.page_client import PageClient

PATIENT = {"sync_interval_minutes": 45}


@pytest.fixture
def page(sign_in, make) -> PageClient:
    make.store()
    return PageClient(sign_in(Role.MANAGER))


def send(page: PageClient, content: bytes, *, status: int = 302):
    data = {"file": (io.BytesIO(content), "settings.json")}
    return page.post("/settings/file", data, status=status, content_type="multipart/form-data")


def file_of(**values: object) -> bytes:
    return json.dumps({"format": FORMAT, "settings": values}).encode()


def test_the_defaults_come_back_and_the_history_says_from_what_to_what(page, session, transact, actor):
    with transact() as writing:
        settings.save(writing, actor, PATIENT)

    page.post("/settings/sync/reset")

    session.rollback()
    assert session.scalars(select(Setting)).one().value == 15
    text = page.get("/settings/history").text
    assert "sync_interval_minutes</code>: 45 → 15" in text
    assert "sync_interval_minutes</code>: default → 45" in text
    page.post("/settings/nonsense/reset", status=404)


def test_a_long_history_has_pages_search_and_a_file(page, transact, actor):
    for minutes in range(20, 72):
        with transact() as writing:
            settings.save(writing, actor, {"sync_interval_minutes": minutes})

    newest, oldest = page.get("/settings/history").text, page.get("/settings/history?page=2").text

    assert "70 → 71" in newest
    assert "default → 20" not in newest
    assert "default → 20" in oldest
    assert "Nothing fits these filters" in page.get("/settings/history?q=nowhere").text
    assert page.get("/settings/history?export=csv").text.count("sync_interval_minutes") == 52


def test_defaults_that_hold_already_are_no_change(page, session):
    page.post("/settings/sync/reset")

    session.rollback()
    assert session.scalar(select(Change)) is None


def test_what_was_saved_as_a_file_can_be_taken_over_again(page, session, transact, actor):
    with transact() as writing:
        settings.save(writing, actor, PATIENT)
    saved = page.get("/settings/settings.json").data
    page.post("/settings/sync/reset")
    page.get("/settings/file")

    send(page, saved)

    session.rollback()
    assert settings.read(session)["sync_interval_minutes"] == 45
    send(page, saved)
    assert "what is set already" in page.get("/settings").text


def test_accounts_and_secrets_are_not_in_the_file(page, transact, actor):
    with transact() as writing:
        settings.save(writing, actor, {"crossmark_username": "mia@example.org"})
        settings.save_secret(writing, actor, "crossmark_password", "very secret")

    text = page.get("/settings/settings.json").text

    assert "mia@example.org" not in text
    assert "very secret" not in text
    assert "very secret" not in page.get("/settings/history").text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"\xff\xfe",
        b"[1]",
        b"{}",
        b"[" * 100_000,
        b'{"format": "another/1", "settings": {}}',
        file_of(no_such_setting=1),
        file_of(crossmark_username="somebody"),
        file_of(sync_interval_minutes="often"),
        file_of(sync_interval_minutes=1),
        file_of(sync_enabled=True, sync_days_back=0),
        b" " * (MOST_BYTES + 1),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing_and_says_why(page, session, content):
    answer = send(page, content, status=422)

    assert 'role="alert"' in answer.text
    session.rollback()
    assert session.scalar(select(Change)) is None


def test_only_who_edits_settings_comes_here(sign_in, make):
    page = PageClient(sign_in(Role.SUPERVISOR))

    for path in ("/settings/history", "/settings/file", "/settings/settings.json"):
        page.get(path, status=403)
    page.post("/settings/sync/reset", status=403)
