"""The pages that close a day or hand its short work to one person."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.formatting import local_day
from app.models import Schedule
from app.vocabulary import Condition, EventType, Role, ScheduleStatus, Title
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient


@pytest.fixture
def day():
    return local_day(now(), ZONE) + timedelta(days=1)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def lena(make, store):
    return make.employee(stores=(store,), name="Lena Lead", title=Title.LEAD)


@pytest.fixture
def kiosk(make, store, lena, day):
    event = make.event(
        store=store, type=EventType.FREEOSK, name="FREEOSK", start_date=day, due_date=day + timedelta(days=3),
        duration_minutes=30, exclusive=False, condition=Condition.SCHEDULED,
    )  # fmt: skip
    return make.schedule(event=event, employee=lena, day=day, minutes=600)


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


def chosen(text: str) -> dict[str, str]:
    radios = re.findall(r'<input class="form-check-input" type="radio"[^>]*checked>', text)
    return {re.search(r'name="([^"]+)"', one)[1]: re.search(r'value="([^"]+)"', one)[1] for one in radios}


def test_the_day_leads_to_both(page, store, kiosk, day):
    text = page.get(f"/day/{day}").text
    assert f"/schedules/day/{store.id}/{day}/close" in text
    assert f"/schedules/day/{store.id}/{day}/take-over" in text


def test_closing_shows_what_it_means_and_does_it(page, store, kiosk, day, session):
    address = f"/schedules/day/{store.id}/{day}/close"
    text = page.get(address).text
    assert "goes back to the unscheduled events" in text

    refused = page.post(address, chosen(text), status=422).text
    assert "Say why the day is closed." in refused
    page.post(address, {**chosen(text), "reason": "Inventory"})

    session.rollback()
    assert session.get_one(Schedule, kiosk.id).status is ScheduleStatus.CANCELLED


@pytest.mark.parametrize("query", ["to=soon", "to=2001-01-01"])
def test_a_day_to_move_to_that_cannot_be_is_told(page, store, day, query):
    assert 'role="alert"' in page.get(f"/schedules/day/{store.id}/{day}/close?{query}", status=422).text


def test_taking_over_names_who_could_and_does_it(page, make, store, kiosk, day, session):
    carl = make.employee(stores=(store,), name="Carl", title=Title.CLUB_SUPERVISOR)
    address = f"/schedules/day/{store.id}/{day}/take-over"
    assert "Carl, Club Supervisor" in page.get(address).text

    text = page.get(f"{address}?employee_id={carl.id}").text
    page.post(address, {**chosen(text), "employee_id": str(carl.id), "reason": "training"})

    session.rollback()
    assert session.get_one(Schedule, kiosk.id).employee_id == carl.id


def test_who_may_not_edit_sees_neither(sign_in, make, store, day):
    viewer = PageClient(sign_in(Role.VIEWER))
    for name in ("close", "take-over"):
        viewer.get(f"/schedules/day/{store.id}/{day}/{name}", status=403)
        stranger = PageClient(sign_in(Role.MANAGER, store_ids=[make.store().id]))
        stranger.get(f"/schedules/day/{store.id}/{day}/{name}", status=404)
