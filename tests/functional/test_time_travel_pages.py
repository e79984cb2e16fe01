"""The pages of the past: any moment is an address, and a day comes back from a preview."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from app.models import Event, Schedule
from app.services import changes, schedules
from app.services.actors import Actor, system_actor
from app.vocabulary import Role, ScheduleStatus
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

THEN = "2026-03-01T10:30"
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def moved(transact, make, clock):
    """Booked at 10:00, moved to Tuesday and to Bob at 11:00, all in the store's time."""
    store = make.store()
    ann, bob = (make.employee(stores=(store,), name=name) for name in ("Ann Ames", "Bob Birch"))
    event = make.event(store=store, name="612345-CORE-Cold Brew")
    sue = Actor(None, "sue", "Sue Planner", Role.MANAGER, None)
    with transact() as session:
        done = schedules.schedule_event(session, sue, event_id=event.id, employee_id=ann.id, day=MONDAY, minutes=585)
    clock.shift(3600)
    place = {"day": TUESDAY, "minutes": 630, "employee_id": bob.id, "override_reason": "Ann asked for it"}
    with transact() as session:
        schedules.move(session, sue, schedule_id=done.schedule_id, version=None, **place)
    return done


@pytest.fixture
def page(sign_in, moved):
    """Signed in after it all, because sign-ins end with the hours."""
    return PageClient(sign_in())


def test_the_calendar_leads_to_the_page_of_that_moment(page, moved):
    answer = page.get(f"/calendar?view=week&date={MONDAY}&as_of={THEN}", status=302)

    assert answer.location == f"/history/calendar?view=week&date={MONDAY}&as_of={THEN}"


def test_it_shows_then_and_what_became_of_it_by_whom_and_why(page, moved):
    text = page.get(f"/history/calendar?view=week&date={MONDAY}&as_of={THEN}").text

    assert "As of Sun Mar 1, 10:30 AM" in text
    grid = text.split("<tbody>")[1].split("</tbody>")[0]
    assert "Ann Ames" in grid
    assert "9:45 AM" in grid
    assert "Cold Brew" in grid
    assert "Bob Birch" not in grid
    assert "Sue Planner, Sun Mar 1, 11:00 AM" in text
    assert "Bob Birch, Tue Mar 3, 10:30 AM" in text


def test_a_month_counts_what_stood_then_beside_what_stands_now(page, moved):
    text = page.get(f"/history/calendar?view=month&date={MONDAY}&as_of={THEN}").text

    monday = text.split(f"view=day&amp;date={MONDAY}&amp;")[1].split("</td>")[0]
    tuesday = text.split(f"view=day&amp;date={TUESDAY}&amp;")[1].split("</td>")[0]
    assert "C | 1" in monday
    assert "→ 0" in monday
    assert "C | 0" in tuesday
    assert "→ 1" in tuesday
    assert "Bob Birch, Tue Mar 3, 10:30 AM" in text


def test_a_month_is_walked_through_as_in_the_calendar(page, moved):
    text = page.get(f"/history/calendar?view=month&date={MONDAY}&as_of={THEN}").text

    assert "March 2026" in text
    assert "date=2026-02-01" in text
    assert "date=2026-04-01" in text


def test_a_whole_month_is_not_restored_at_once(page, moved):
    assert "Restore a week" in page.get(f"/history/restore?view=month&date={MONDAY}&as_of={THEN}").text


@pytest.mark.parametrize("wrong", ["as_of=yesterday", "as_of=2026-02-30T10:00", "as_of=2026-03-01T24:00", "date=x"])
def test_a_moment_that_is_none_is_explained(page, moved, wrong):
    assert "2026-11-24T18:00" in page.get(f"/history/calendar?{wrong}", status=404).text


@pytest.mark.parametrize("view", ["day", "week", "month"])
def test_the_number_of_queries_is_small(app, page, moved, view):
    address = f"/history/calendar?view={view}&date={MONDAY}&as_of={THEN}"
    page.get(address)

    assert counted(app, lambda: page.get(address)) <= 14


def restore_key(text):
    return text.split('name="key" value="')[1].split('"')[0]


def test_a_day_is_restored_from_its_preview_and_the_toast_takes_it_back(page, moved, session):
    address = f"/history/restore?view=day&date={MONDAY}&as_of={THEN}"
    text = page.get(address).text
    assert "Bob Birch, Tue Mar 3 10:30 AM back to Ann Ames, Mon Mar 2 9:45 AM" in text

    page.post(address, {"key": restore_key(text)})

    session.rollback()
    assert session.get_one(Schedule, moved.schedule_id).starts_at.isoformat() == "2026-03-02T14:45:00+00:00"
    toast = page.get("/help").text
    assert "restored as of Sun Mar 1, 10:30 AM: 1 moved back" in toast
    assert "Undo</button>" in toast


def test_a_preview_that_is_out_of_date_is_shown_anew(page, moved, transact):
    address = f"/history/restore?view=day&date={MONDAY}&as_of={THEN}"
    key = restore_key(page.get(address).text)
    with transact() as session:
        schedules.cancel(
            session, Actor(None, "x", "X", Role.MANAGER, None), schedule_id=moved.schedule_id, version=None
        )

    answer = page.post(address, {"key": key}, status=412)

    assert "changed after this was shown" in answer.text
    assert "booked again" in answer.text


def test_viewers_look_but_do_not_restore(sign_in, moved, session):
    viewer = PageClient(sign_in(Role.VIEWER))
    address = f"view=day&date={MONDAY}&as_of={THEN}"

    assert "/history/restore" not in viewer.get(f"/history/calendar?{address}").text
    viewer.get(f"/history/restore?{address}", status=403)
    viewer.post(f"/history/restore?{address}", {"key": "x"}, status=403)
    assert session.get_one(Schedule, moved.schedule_id).status is ScheduleStatus.PUBLISHED


def test_a_change_of_every_store_is_told_but_leads_nowhere_for_a_manager_of_one(sign_in, moved, session, transact):
    """The sync changes several stores at once; whoever sees only some of them cannot open it."""
    session.rollback()
    store_id = session.get_one(Event, moved.event_id).store_id
    with time_machine.travel("2026-03-01T16:30:00Z"):
        own = PageClient(sign_in(store_ids=[store_id]))
        with transact() as writing:
            schedule = writing.get_one(Schedule, moved.schedule_id)
            with changes.record(writing, system_actor("sync"), command="sync", summary="Crossmark sync: 2 updated"):
                schedule.pinned = True

        text = own.get(f"/history/calendar?view=week&date={MONDAY}&as_of={THEN}").text

    assert "Crossmark sync: 2 updated" in text
    assert not re.search(r"<a [^>]*>Crossmark sync", text)


def test_employees_see_no_past_of_others(sign_in, moved):
    assert sign_in(Role.EMPLOYEE).get(f"/history/calendar?date={MONDAY}").status_code == 403


def test_another_stores_past_does_not_exist(sign_in, make, moved, session):
    elsewhere = PageClient(sign_in(store_ids=[make.store().id]))

    elsewhere.get("/history/calendar?store=1001", status=404)
