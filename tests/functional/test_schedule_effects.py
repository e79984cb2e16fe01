"""What else happens with a change of one schedule is said before it is saved."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app.models import Change, PacketPrint, Schedule
from app.vocabulary import Condition, EventType, Role, ScheduleStatus, Title
from tests.factories import MONDAY
from tests.functional.page_client import PageClient

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_day_before_the_week():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True):
        yield


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def ana(make, store):
    return make.employee(stores=(store,), name="Ana Lopez")


@pytest.fixture
def ben(make, store):
    return make.employee(stores=(store,), name="Ben Ortiz")


@pytest.fixture
def chief(make, store):
    return make.employee(stores=(store,), name="Cleo Chief", title=Title.CLUB_SUPERVISOR)


@pytest.fixture
def core(make, store):
    return make.event(store=store, name="612345-CORE-Mango Salsa", event_number="612345", condition=Condition.SCHEDULED)


@pytest.fixture
def visit(make, store, chief):
    named = {"name": "612345-SUPERVISOR-Mango Salsa", "event_number": "612345", "type": EventType.SUPERVISOR}
    return make.event(store=store, duration_minutes=5, exclusive=False, **named)


@pytest.fixture
def booked(make, core, ana):
    return make.schedule(event=core, employee=ana, day=MONDAY)


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in())


def place(schedule, **fields):
    typed = {"employee_id": schedule.employee_id, "date": str(TUESDAY), "start_time": "09:45"}
    typed |= {"schedule_id": schedule.id, "event_id": schedule.event_id, "version": schedule.version}
    return typed | fields


def asked(page, typed):
    """The piece of the form that follows each choice."""
    answer = page.client.post("/schedules/check", data=typed | {"csrf_token": page.token()})
    assert answer.status_code == 200
    return answer.text


def test_moving_a_core_says_where_its_visit_goes_and_who_is_told(page, make, booked, visit):
    text = asked(page, place(booked))

    assert "Supervisor 612345 goes to Cleo Chief the same day." in text
    assert "Crossmark moves Core 612345." in text
    assert "Crossmark books Supervisor 612345." in text
    assert "Without a sign-in, so tell them or print the change slip: Ana Lopez, Cleo Chief." in text


def test_another_person_is_told_as_well_as_the_one_who_had_it(page, make, booked, ben):
    make.user(role=Role.EMPLOYEE, employee_id=ben.id)

    text = asked(page, place(booked, employee_id=ben.id))

    assert "Told on their own page: Ben Ortiz." in text
    assert "change slip: Ana Lopez." in text


def test_the_form_says_it_without_scripts_too(page, booked):
    text = page.post(f"/schedules/{booked.id}/move", place(booked, show="1"), status=200).text

    assert "Crossmark moves Core 612345." in text


def test_nothing_happens_where_it_stands_already(page, booked):
    assert "What else happens" not in page.get(f"/schedules/{booked.id}/move").text


def test_of_a_draft_nobody_outside_hears(page, make, core, ana):
    draft = make.schedule(event=core, employee=ana, day=MONDAY, status=ScheduleStatus.DRAFT)

    text = asked(page, place(draft))

    assert "Core 612345 is a draft" in text
    assert "Crossmark moves" not in text
    assert "change slip" not in text


def test_paper_that_lies_there_already_is_named(page, make, booked, store):
    printed = {"selection": "everything", "sections": {}, "pages": 4, "printed_by": "Mia"}
    make.row(PacketPrint(store_id=store.id, day=MONDAY, **printed))

    text = asked(page, place(booked))

    assert "The packet of Mon Mar 2 was printed: print its changed pages again." in text
    assert "The packet of Tue Mar 3" not in text


def test_a_day_that_is_over_is_kept_as_work_that_was_done(page, session, make, store, ana):
    yesterday = MONDAY - timedelta(days=2)
    waiting = make.event(store=store, start_date=yesterday, due_date=MONDAY)
    typed = {"event_id": waiting.id, "employee_id": ana.id, "date": str(yesterday), "start_time": "09:45"}

    told = asked(page, typed)
    page.post("/schedules/new", typed | {"form_key": "one"}, status=302)

    assert "Sat Feb 28 is over: it is kept as work that was done." in told
    session.rollback()
    assert session.query(Schedule).one().employee_id == ana.id
    assert "Sat Feb 28 is over" in page.get("/calendar?view=list&date=2026-02-28").text


def test_cancelling_says_what_goes_with_it_and_that_the_event_is_open_again(page, make, booked, visit, chief):
    make.schedule(event=visit, employee=chief, day=MONDAY, minutes=720, length=5, exclusive=False)

    text = page.get(f"/schedules/{booked.id}/cancel").text

    assert "Supervisor 612345 of Cleo Chief is cancelled with it." in text
    assert "Core 612345 is open again" in text
    assert "Crossmark takes Core 612345 back." in text


def test_a_trade_says_what_stands_against_it_and_what_happens(page, make, store, booked, ben):
    other = make.event(store=store, event_number="700001", condition=Condition.SCHEDULED)
    theirs = make.schedule(event=other, employee=ben, day=TUESDAY)
    make.time_off(employee=ben, starts_on=MONDAY)
    typed = {"other_id": theirs.id, "version": booked.version, "show": "1"}

    text = page.post(f"/schedules/{booked.id}/swap", typed, status=200).text

    assert "time off" in text
    assert "Crossmark moves Core 700001." in text
    assert "change slip: " in text


def test_pairing_brings_the_visit_to_the_day_of_its_core_as_one_change(page, session, booked, visit, chief):
    assert "Pair with its Supervisor visit" in page.get(f"/schedules/{booked.id}").text

    page.post(f"/schedules/{booked.id}/pair", {"version": booked.version}, status=302)

    session.rollback()
    paired = session.query(Schedule).filter_by(event_id=visit.id).one()
    assert paired.employee_id == chief.id
    assert session.query(Change).filter_by(command="pair_schedule").count() == 1
    assert "Pair with its Supervisor visit" not in page.get(f"/schedules/{booked.id}").text


def test_pairing_without_a_visit_is_explained(page, session, booked):
    page.post(f"/schedules/{booked.id}/pair", {"version": booked.version, "next": "/calendar"}, status=302)

    session.rollback()
    assert session.query(Change).filter_by(command="pair_schedule").count() == 0
    assert "There is nothing to pair" in page.get("/calendar").text
