"""The pages that say what would help: why nobody does an event, and the ways out of a conflict."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from app.vocabulary import Condition, Role
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_fixed_day():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def ann(make, store):
    return make.employee(stores=(store,), name="Ann Ames")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def fields(text: str, words: str) -> dict[str, str]:
    """What the button of the first way out with these words would send."""
    piece = next(piece for piece in text.split('class="way-out"')[1:] if words in piece)
    found = re.findall(r'<input [^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', piece)
    return {name: value for name, value in found if name != "csrf_token"}


def test_the_funnel_and_the_fixes_stand_on_a_page_of_their_own(page, make, store, ann):
    make.time_off(employee=ann, starts_on=TUESDAY)
    event = make.event(store=store, start_date=TUESDAY, due_date=TUESDAY)

    for path in (f"/unscheduled/{event.id}/why-not", f"/events/{event.id}?why=1"):
        text = page.get(path).text
        assert "is too soon to plan Core" in text
        assert "Ann Ames has time off on Tue Mar 3." in text
        assert "Crossmark has to move the due date" in text


def test_the_list_of_open_events_opens_it_in_place(page, make, store):
    event = make.event(store=store)

    text = page.get("/unscheduled").text

    assert f'hx-get="/unscheduled/{event.id}/why-not"' in text
    part = page.client.get(f"/unscheduled/{event.id}/why-not", headers={"HX-Request": "true"})
    assert "<html" not in part.text


def test_a_fix_is_done_by_one_button_and_undone_by_one(page, make, store, ann):
    event = make.event(store=store)
    sent = fields(page.get(f"/unscheduled/{event.id}/why-not").text, "with Ann Ames")

    answer = page.post("/schedules/repair", sent)

    after = page.get(answer.location).text
    assert "toast-success" in after
    assert "/undo" in after
    assert "Ann Ames" in after


def test_a_stale_button_says_so_and_shows_what_holds_now(page, make, store, ann):
    event = make.event(store=store)
    sent = fields(page.get(f"/unscheduled/{event.id}/why-not").text, "with Ann Ames")
    make.time_off(employee=ann, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=30))

    text = page.post("/schedules/repair", sent, status=412).text

    assert "does not hold any more" in text
    assert "toast-error" in text


def test_a_conflict_shows_what_stands_against_it_and_the_ways_out(page, make, store, ann):
    make.employee(stores=(store,), name="Bob Birch")
    event = make.event(store=store, condition=Condition.SCHEDULED)
    held = make.schedule(event=event, employee=ann, day=TUESDAY)
    make.time_off(employee=ann, starts_on=TUESDAY)

    text = page.get(f"/schedules/{held.id}/ways-out").text

    assert "Ann Ames has time off on Tue Mar 3." in text
    assert "Bob Birch gains Core" in text
    assert "Crossmark is told: move Core" in text


def test_a_refused_place_leads_to_its_ways_out(page, make, store, ann):
    make.time_off(employee=ann, starts_on=TUESDAY)
    event = make.event(store=store)
    wanted = {"event_id": event.id, "employee_id": ann.id, "date": TUESDAY, "start_time": "09:45"}

    refused = page.post("/schedules/new", wanted, status=409).text

    address = re.search(r'href="(/schedules/ways-out\?[^"]+)"', refused)
    assert address
    assert "Ann Ames has time off" in page.get(address[1].replace("&amp;", "&")).text


@pytest.mark.parametrize("query", ["event=x", "event=1&date=soon", "event=1&start=25:00", "event=99999999999", ""])
def test_wrong_addresses_are_not_found(page, query):
    page.get(f"/schedules/ways-out?{query}", status=404)


def test_who_may_only_look_gets_no_button(make, store, ann, sign_in):
    event = make.event(store=store)
    viewer = PageClient(sign_in(Role.VIEWER))

    text = viewer.get(f"/unscheduled/{event.id}/why-not").text

    assert "with Ann Ames" in text
    assert "/schedules/repair" not in text
    viewer.post("/schedules/repair", {"event": str(event.id), "key": "x"}, status=403)


def test_the_number_of_queries_does_not_depend_on_the_people(app, page, make, store, ann):
    event = make.event(store=store)
    path = f"/unscheduled/{event.id}/why-not"
    page.get(path)
    few = counted(app, lambda: page.get(path))
    for _ in range(12):
        make.employee(stores=(store,))

    assert counted(app, lambda: page.get(path)) == few
