"""Called in: three clicks from the day to everything that hangs on it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.formatting import local_day
from app.models import Attendance, Schedule
from app.vocabulary import Condition, Role, ScheduleStatus
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def today():
    return local_day(now(), ZONE)


@pytest.fixture
def tomorrow(today):
    return today + timedelta(days=1)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def ann(make, store):
    return make.employee(stores=(store,), name="Ann Arbor")


@pytest.fixture
def booked(make, store, ann, today, tomorrow):
    event = make.event(
        store=store,
        start_date=today,
        due_date=today + timedelta(days=5),
        condition=Condition.SCHEDULED,
        name="Oat Bars",
    )
    return make.schedule(event=event, employee=ann, day=tomorrow)


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


def chosen(text: str) -> dict[str, str]:
    """What a browser would send: the radios that are checked."""
    radios = re.findall(r'<input class="form-check-input" type="radio"[^>]*checked>', text)
    return {re.search(r'name="([^"]+)"', one)[1]: re.search(r'value="([^"]+)"', one)[1] for one in radios}


@pytest.mark.parametrize("address", ["/day/{day}", "/schedules/{schedule}", "/attendance?date={day}"])
def test_it_begins_on_the_day_the_schedule_and_the_attendance(page, booked, ann, tomorrow, address):
    text = page.get(address.format(day=tomorrow, schedule=booked.id)).text
    assert f"/attendance/call-out/{ann.id}/{tomorrow}" in text


def test_the_page_names_replacements_what_moves_and_whom_to_call(page, make, store, ann, booked, tomorrow):
    make.employee(stores=(store,), name="Bob Birch", phone="317 555 0102")

    text = page.get(f"/attendance/call-out/{ann.id}/{tomorrow}").text

    assert "Bob Birch gains" in text
    assert 'href="tel:3175550102"' in text
    assert len(chosen(text)) == 1


def test_confirming_hands_the_work_over_and_undo_stands_in_the_toast(page, make, store, ann, booked, tomorrow, session):
    bob = make.employee(stores=(store,), name="Bob Birch")
    address = f"/attendance/call-out/{ann.id}/{tomorrow}"
    picks = chosen(page.get(address).text)

    page.post(address, {**picks, "status": "called_in", "version": "", "next": f"/day/{tomorrow}"})

    session.rollback()
    assert session.get_one(Schedule, booked.id).employee_id == bob.id
    text = page.get(f"/day/{tomorrow}").text
    assert "1 handed over" in text
    assert "Undo" in text


def test_an_old_choice_is_told_and_the_note_is_kept(page, ann, booked, tomorrow, session):
    address = f"/attendance/call-out/{ann.id}/{tomorrow}"

    text = page.post(
        address, {f"pick_{booked.id}": "gone", "status": "called_in", "reason": "the flu"}, status=412
    ).text

    assert "The plan changed after this was shown" in text
    assert 'value="the flu"' in text
    session.rollback()
    assert session.get_one(Schedule, booked.id).status is ScheduleStatus.PUBLISHED


@pytest.mark.parametrize("fields", [{"status": "dancing"}, {"status": "called_in", "reason": "x" * 501}])
def test_what_no_form_would_send_is_refused(page, ann, booked, tomorrow, session, fields):
    page.post(f"/attendance/call-out/{ann.id}/{tomorrow}", fields, status=422)
    session.rollback()
    assert session.query(Attendance).count() == 0


def test_strange_picks_are_no_fault_of_the_product(page, ann, booked, tomorrow):
    page.post(
        f"/attendance/call-out/{ann.id}/{tomorrow}",
        {"pick_x": "y", "pick_99999999999999": "y", "duty_9_juicer": "x", "status": "called_in"},
        status=412,
    )


def test_a_day_that_is_over_is_refused(page, ann, today):
    page.get(f"/attendance/call-out/{ann.id}/{today - timedelta(days=2)}", status=422)


def test_a_viewer_and_another_stores_manager_see_nothing(sign_in, make, ann, booked, tomorrow):
    other = make.store()
    PageClient(sign_in(Role.VIEWER)).get(f"/attendance/call-out/{ann.id}/{tomorrow}", status=403)
    stranger = PageClient(sign_in(Role.MANAGER, store_ids=[other.id]))
    stranger.get(f"/attendance/call-out/{ann.id}/{tomorrow}", status=404)


def test_the_number_of_queries_does_not_grow_with_the_team(app, page, make, store, ann, booked, tomorrow):
    address = f"/attendance/call-out/{ann.id}/{tomorrow}"
    make.schedule(event=make.event(store=store), employee=make.employee(stores=(store,)), day=tomorrow)
    few = counted(app, lambda: page.get(address))
    for _ in range(4):
        make.schedule(event=make.event(store=store), employee=make.employee(stores=(store,)), day=tomorrow)

    assert counted(app, lambda: page.get(address)) == few
