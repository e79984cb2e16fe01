"""The page of one day."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from app.vocabulary import Condition, Role, RotationKind, ScheduleStatus, Title
from tests.factories import MONDAY
from tests.functional.page_client import PageClient


@pytest.fixture
def store(make):
    return make.store()


def test_the_day_shows_work_duties_and_who_is_away(make, store, sign_in):
    ana = make.employee(stores=(store,), name="Ana Lopez", title=Title.LEAD)
    ben = make.employee(stores=(store,), name="Ben Ortiz")
    make.rotation(store=store, employee=ana, weekday=0, kind=RotationKind.PRIMARY_LEAD)
    make.time_off(employee=ben, starts_on=MONDAY)
    booked = make.event(store=store, name="612345-CORE-Mango Salsa", condition=Condition.SCHEDULED)
    make.schedule(event=booked, employee=ana, day=MONDAY)
    make.event(store=store, name="612399-CORE-Cold Brew")

    text = PageClient(sign_in()).get(f"/day/{MONDAY}").text

    for words in (
        "Monday, March 2, 2026",
        "Mango Salsa",
        "Ana Lopez is Primary Lead on Mondays.",
        "Ben Ortiz has time off on Mon Mar 2.",
        "Cold Brew",
        "Nobody is Juicer on Mon Mar 2.",
    ):
        assert words in text


def test_an_event_is_not_offered_on_its_due_day(make, store, sign_in):
    make.event(store=store, name="612399-CORE-Cold Brew", due_date=MONDAY + timedelta(days=2))
    page = PageClient(sign_in())

    assert "Cold Brew" in page.get(f"/day/{MONDAY + timedelta(days=1)}").text
    assert "Cold Brew" not in page.get(f"/day/{MONDAY + timedelta(days=2)}").text


def test_work_near_midnight_stands_on_the_store_s_day(make, store, sign_in):
    """At 23:00 in Indiana it is the next day in UTC."""
    ana = make.employee(stores=(store,), name="Ana Lopez")
    booked = make.event(store=store, condition=Condition.SCHEDULED, duration_minutes=30)
    make.schedule(event=booked, employee=ana, day=MONDAY, minutes=23 * 60)
    page = PageClient(sign_in())

    assert "11:00 PM" in page.get(f"/day/{MONDAY}").text
    assert "11:00 PM" not in page.get(f"/day/{MONDAY + timedelta(days=1)}").text


def test_what_does_not_fit_is_named(make, store, sign_in):
    ana = make.employee(stores=(store,), name="Ana Lopez")
    warned = [
        {"rule": "overlap", "severity": "hard", "message": "Ana has two things at once."},
        {"rule": "weekly_availability", "severity": "soft", "message": "Ana comes at noon."},
    ]
    imported = make.event(store=store, condition=Condition.STAFFED)
    make.schedule(
        event=imported, employee=ana, day=MONDAY, status=ScheduleStatus.CONFLICT, exclusive=False, warnings=warned
    )
    gone = make.event(store=store, condition=Condition.CANCELED)
    make.schedule(event=gone, employee=ana, day=MONDAY)

    text = PageClient(sign_in()).get(f"/day/{MONDAY}").text

    hard, soft = text.split("Ana has two things at once.")[1].split("Ana comes at noon.")
    assert "Move it to another person or time, or cancel it." in hard
    assert "Warning" in hard  # stands before the soft one
    assert "or cancel it." not in soft.split("</li>")[0]
    assert "Crossmark shows this event as Canceled." in text
    assert "Cancel it to free Ana Lopez." in text


@pytest.mark.parametrize("path", ["/day/2026-02-31", "/day/1850-01-01", "/day/tomorrow"])
def test_a_bad_date_is_a_page_in_plain_words(store, sign_in, path):
    assert "Days are written like 2026-11-24" in PageClient(sign_in()).get(path, status=404).text


def test_a_holiday_and_an_empty_day_say_so(make, store, sign_in):
    make.holiday(day=MONDAY)

    text = PageClient(sign_in()).get(f"/day/{MONDAY}").text

    assert "Inventory day: nobody works at this store." in text
    assert "Nothing is scheduled on this day." in text


def test_a_viewer_gets_no_actions(make, store, sign_in):
    ana = make.employee(stores=(store,))
    booked = make.event(store=store, condition=Condition.SCHEDULED)
    saved = make.schedule(event=booked, employee=ana, day=MONDAY)
    page = PageClient(sign_in(Role.VIEWER))

    text = page.get(f"/day/{MONDAY}").text

    assert f"/schedules/{saved.id}/" not in text
    assert "day-actions" not in text.split("Open events")[0]


def test_an_employee_may_not_look(store, sign_in):
    PageClient(sign_in(Role.EMPLOYEE)).get(f"/day/{MONDAY}", status=403)


def test_a_day_to_come_offers_to_hand_over_the_work_of_somebody_who_called_in(make, store, sign_in):
    ana = make.employee(stores=(store,), name="Ana Lopez")
    day = date.today() + timedelta(days=2)  # noqa: DTZ011  # any day to come
    booked = make.event(store=store, start_date=day, due_date=day + timedelta(days=5), condition=Condition.SCHEDULED)
    make.schedule(event=booked, employee=ana, day=day)
    page = PageClient(sign_in())

    text = page.get(f"/day/{day}").text
    address = re.search(r'href="([^"]*call-out[^"]*)"', text)[1].replace("&amp;", "&")

    assert "Ana Lopez" in page.get(address).text
