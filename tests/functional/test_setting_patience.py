"""How far back unreported work is listed, when it is overdue, and when what Crossmark said is old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.formatting import local_day
from app.models import SyncRun
from app.vocabulary import Condition, Role
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient

DEFAULTS = {"unreported_days": "14", "overdue_hours": "24", "stale_sync_hours": "24"}


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.fixture
def choose(page):
    def choose(**typed: str) -> None:
        section = page.get("/settings/patience").text
        version = section.split('name="version" type="hidden" value="')[1].split('"')[0]
        page.post("/settings/patience", {**DEFAULTS, **typed, "version": version})

    return choose


@pytest.fixture
def done(make, store):
    """Five days ago, and nobody reported it."""
    day = local_day(now(), ZONE) - timedelta(days=5)
    event = make.event(
        store=store, name="Oat Bars", condition=Condition.SCHEDULED,
        start_date=day - timedelta(days=2), due_date=day + timedelta(days=2),
    )  # fmt: skip
    return make.schedule(event=event, employee=make.employee(stores=(store,)), day=day)


def test_unreported_work_is_listed_and_counted_as_far_back_as_a_manager_says(page, done, choose):
    assert "Oat Bars" in page.get("/schedules/unreported").text
    assert "1 event of the last 14 days was not reported" in page.get("/notifications").text

    choose(unreported_days="4")

    assert "Everything of the last 4 days was reported." in page.get("/schedules/unreported").text
    assert "was not reported" not in page.get("/notifications").text


def test_unreported_work_is_overdue_from_the_hours_on_that_a_manager_says(page, done, choose):
    assert "Overdue" in page.get("/schedules/unreported").text

    choose(overdue_hours="200")

    text = page.get("/schedules/unreported").text
    assert "Oat Bars" in text
    assert "Overdue" not in text
    assert "no" in page.get("/schedules/unreported?export=csv").text.splitlines()[1].split(",")


def test_what_was_read_is_old_after_the_hours_that_a_manager_says(page, make, store, choose):
    ended = now() - timedelta(hours=30)
    make.row(SyncRun(source="crossmark", status="completed", started_at=ended, finished_at=ended))
    assert "That is more than 24 hours ago" in page.get("/sync").text
    assert page.client.get("/api/v1/sync").json["stale"] is True

    choose(stale_sync_hours="48")

    assert "hours ago: what you see" not in page.get("/sync").text
    assert page.client.get("/api/v1/sync").json["stale"] is False


@pytest.mark.parametrize("typed", ["1", "91", "some"])
def test_days_that_cannot_be_are_refused(page, typed):
    text = page.post("/settings/patience", {**DEFAULTS, "unreported_days": typed, "version": "0"}, status=422).text
    assert f'value="{typed}"' in text


def test_each_setting_says_what_it_changes(page):
    assert "today not counted" in page.get("/settings/patience").text
