"""Ticking off who came."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.formatting import local_day
from app.models import Attendance
from app.vocabulary import AttendanceStatus, Role
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient


@pytest.fixture
def today() -> date:
    return local_day(now(), ZONE)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def person(make, store, today):
    person = make.employee(stores=(store,), name="Nora Quill")
    make.schedule(event=make.event(store=store, name="Oat Bars"), employee=person, day=today)
    return person


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.SUPERVISOR, store_ids=[store.id]))


def ticked(person, status: str = "late", notes: str = "", version: str = "") -> dict[str, str]:
    return {f"status_{person.id}": status, f"notes_{person.id}": notes, f"version_{person.id}": version}


def test_everybody_scheduled_is_listed(page, person):
    text = page.get("/attendance").text

    assert "Nora Quill" in text
    assert "9:45 AM" in text


def test_a_day_without_work_says_so(page):
    assert "Nobody is scheduled on this day." in page.get("/attendance?date=2026-03-02").text


def test_a_tick_is_saved_and_saving_again_updates_it(page, session, store, person, today):
    page.post(f"/attendance/{store.id}/{today}", ticked(person, "late", "bus"))
    page.post(f"/attendance/{store.id}/{today}", ticked(person, "on_time", "", "1"))

    session.rollback()
    record = session.query(Attendance).one()
    assert (record.employee_id, record.day, record.status) == (person.id, today, AttendanceStatus.ON_TIME)
    assert record.notes == ""


def test_saving_offers_undo_which_takes_the_record_back(page, session, store, person, today):
    page.post(f"/attendance/{store.id}/{today}", ticked(person))
    text = page.get("/attendance").text
    address = text.split('/undo"')[0].rsplit('action="', 1)[1] + "/undo"

    page.post(address, {"next": "/attendance"})

    session.rollback()
    assert session.query(Attendance).count() == 0


def test_people_without_a_tick_are_not_recorded(page, session, store, person, today):
    page.post(f"/attendance/{store.id}/{today}", ticked(person, ""))

    session.rollback()
    assert session.query(Attendance).count() == 0


def test_a_day_ahead_is_refused(page, make, session, store, person, today):
    tomorrow = today + timedelta(days=1)
    make.schedule(event=make.event(store=store), employee=person, day=tomorrow)

    answer = page.post(f"/attendance/{store.id}/{tomorrow}", ticked(person), status=422)

    assert "on the day itself or later" in answer.text
    session.rollback()
    assert session.query(Attendance).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"status": "asleep"}, {"notes": "x" * 501}, {"version": "one"}],
)
def test_bad_input_is_explained_and_kept(page, session, store, person, today, wrong):
    answer = page.post(f"/attendance/{store.id}/{today}", ticked(person, **({"notes": "typed"} | wrong)), status=422)

    assert 'role="alert"' in answer.text
    assert "typed" in answer.text or "xxx" in answer.text
    session.rollback()
    assert session.query(Attendance).count() == 0


@pytest.mark.parametrize("typed", ["yesterday", "2026-02-30", "%00"])
def test_a_bad_date_is_explained(page, typed):
    assert 'role="alert"' in page.get(f"/attendance?date={typed}", status=422).text


def test_a_bad_day_in_the_address_does_not_exist(page, store):
    page.post(f"/attendance/{store.id}/2026-02-30", {}, status=404)


def test_a_record_made_meanwhile_is_not_overwritten(page, store, person, today):
    page.post(f"/attendance/{store.id}/{today}", ticked(person, "late"))

    page.post(f"/attendance/{store.id}/{today}", ticked(person, "on_time", "", ""), status=412)


def test_another_stores_day_does_not_exist(page, make, today):
    other = make.store()

    page.get(f"/attendance?store={other.id}", status=404)
    page.post(f"/attendance/{other.id}/{today}", {}, status=404)


def test_nobody_who_is_not_scheduled_is_recorded(page, make, session, store, today):
    stranger = make.employee(stores=(make.store(),))

    page.post(f"/attendance/{store.id}/{today}", ticked(stranger))

    session.rollback()
    assert session.query(Attendance).count() == 0


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EMPLOYEE])
def test_others_may_not_record(sign_in, store, today, role):
    page = PageClient(sign_in(role))

    page.get("/attendance", status=403)
    page.post(f"/attendance/{store.id}/{today}", {}, status=403)


def test_a_name_with_markup_is_shown_as_text(page, make, store, today):
    person = make.employee(stores=(store,), name="<script>alert(1)</script>")
    make.schedule(event=make.event(store=store), employee=person, day=today)

    assert "<script>alert" not in page.get("/attendance").text
