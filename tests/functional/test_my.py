"""The employee's own pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.formatting import local_day
from app.models import Schedule, Setting
from app.vocabulary import EventType, Role, ScheduleStatus
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def today() -> date:
    return local_day(now(), ZONE)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def person(make, store):
    return make.employee(stores=(store,), name="Nora Quill")


@pytest.fixture
def page(sign_in, store, person) -> PageClient:
    return PageClient(sign_in(Role.EMPLOYEE, store_ids=[store.id], employee_id=person.id))


def test_signing_in_leads_an_employee_to_the_own_day(page):
    assert page.get("/", status=302).location == "/my"


def test_the_day_shows_time_event_store_and_lunch(page, make, store, person, today):
    event = make.event(store=store, name="612345-CORE-Oat Bars")
    make.schedule(event=event, employee=person, day=today, minutes=585)

    text = page.get("/my").text

    for words in (
        "9:45 AM",
        "4:15 PM",
        "612345-CORE-Oat Bars",
        "1042 Maple Grove",
        "Lunch 1:00 PM to 1:30 PM",
        "Today",
    ):
        assert words in text


def test_lunch_follows_the_shifts_of_that_weekday(page, make, store, person, today):
    sunday = today + timedelta(days=(6 - today.weekday()) % 7)
    own = {"start": "09:45", "lunch_begin": "14:30", "lunch_end": "15:00", "end": "16:15"}
    make.row(Setting(key="core_slots_sunday", value=[own]))
    make.schedule(event=make.event(store=store), employee=person, day=sunday, minutes=585)

    assert "Lunch 2:30 PM to 3:00 PM" in page.get("/my").text


@pytest.mark.parametrize("status", [ScheduleStatus.DRAFT, ScheduleStatus.CANCELLED, ScheduleStatus.CONFLICT])
def test_what_is_not_published_stays_hidden(page, make, store, person, today, status):
    make.schedule(event=make.event(store=store, name="Hidden work"), employee=person, day=today, status=status)

    assert "Hidden work" not in page.get("/my").text


def test_what_is_done_is_shown(page, make, store, person, today):
    event = make.event(store=store, name="Done work")
    make.schedule(event=event, employee=person, day=today, status=ScheduleStatus.COMPLETED)

    assert "Done work" in page.get("/my").text


def test_other_peoples_work_stays_hidden(page, make, store, today):
    other = make.employee(stores=(store,))
    make.schedule(event=make.event(store=store, name="Somebody else"), employee=other, day=today)

    assert "Somebody else" not in page.get("/my").text


def test_the_list_reaches_further_ahead_than_the_day(page, make, store, person, today):
    event = make.event(store=store, name="Far away work")
    make.schedule(event=event, employee=person, day=today + timedelta(days=30))

    assert "Far away work" not in page.get("/my").text
    assert "Far away work" in page.get("/my/schedule").text


def test_a_day_without_work_says_so(page):
    assert "you have no work today" in page.get("/my").text


def test_an_account_without_employee_says_what_to_do(sign_in):
    text = PageClient(sign_in(Role.MANAGER)).get("/my").text

    assert "not linked to an employee" in text


def test_a_name_with_markup_is_shown_as_text(page, make, store, person, today):
    event = make.event(store=store, name="<script>alert(1)</script>", type=EventType.OTHER)
    make.schedule(event=event, employee=person, day=today)

    assert "&lt;script&gt;alert(1)" in page.get("/my").text


def test_more_work_needs_no_more_queries(app, page, make, session, store, person, today):
    make.schedule(event=make.event(store=store), employee=person, day=today + timedelta(days=1))
    page.get("/my")
    few = counted(app, lambda: page.get("/my"))
    for number in range(2, 13):
        make.schedule(event=make.event(store=store), employee=person, day=today + timedelta(days=number))

    assert counted(app, lambda: page.get("/my")) == few <= 12
    assert session.query(Schedule).count() == 12
