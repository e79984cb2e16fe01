"""Time off decided with the work it hits in view."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.formatting import local_day
from app.models import Change, OutboxItem, Schedule, TimeOff
from app.vocabulary import Condition, Role, TimeOffStatus
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient


@pytest.fixture
def day():
    return local_day(now(), ZONE) + timedelta(days=3)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def nora(make, store):
    return make.employee(stores=(store,), name="Nora Quill")


@pytest.fixture
def off(make, nora, day):
    return make.time_off(employee=nora, starts_on=day, status=TimeOffStatus.REQUESTED, reason="a trip")


@pytest.fixture
def booked(make, store, nora, day):
    event = make.event(
        store=store, name="Oat Bars", start_date=day - timedelta(days=3), due_date=day + timedelta(days=4),
        condition=Condition.SCHEDULED,
    )  # fmt: skip
    return make.schedule(event=event, employee=nora, day=day)


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


def chosen(text: str) -> dict[str, str]:
    radios = re.findall(r'<input class="form-check-input" type="radio"[^>]*checked>', text)
    return {re.search(r'name="([^"]+)"', one)[1]: re.search(r'value="([^"]+)"', one)[1] for one in radios}


def test_the_list_leads_to_the_work_it_hits_and_who_could_cover(page, make, store, off, booked):
    make.employee(stores=(store,), name="Bob Birch")
    assert f"/time-off/{off.id}?" in page.get("/time-off").text

    text = page.get(f"/time-off/{off.id}").text

    assert "Oat Bars" in text
    assert "Bob Birch gains" in text


def test_approving_in_the_list_leads_to_who_covers_when_it_hits_work(page, off, booked, session):
    assert "Approve…" in page.get("/time-off").text

    answer = page.post(f"/time-off/{off.id}/decide", {"decision": "approve", "version": "1", "next": "/time-off?q=a"})

    assert answer.location == f"/time-off/{off.id}?next=/time-off?q%3Da"
    assert "choose here who covers it" in page.get(answer.location).text
    session.rollback()
    assert session.get_one(TimeOff, off.id).status is TimeOffStatus.REQUESTED


def test_approving_hands_the_work_over_in_the_same_change(page, make, store, off, booked, session):
    bob = make.employee(stores=(store,), name="Bob Birch")
    picks = chosen(page.get(f"/time-off/{off.id}").text)

    page.post(f"/time-off/{off.id}/approve", {**picks, "version": "1", "note": "Enjoy"})

    session.rollback()
    row = session.get_one(TimeOff, off.id)
    assert (row.status, row.decision_note) == (TimeOffStatus.APPROVED, "Enjoy")
    assert session.get_one(Schedule, booked.id).employee_id == bob.id
    assert session.query(OutboxItem).count() == 1
    [change] = session.query(Change).all()
    session.rollback()

    page.post(f"/admin/changes/{change.id}/undo", status=302)

    session.rollback()
    assert session.get_one(TimeOff, off.id).status is TimeOffStatus.REQUESTED
    assert session.get_one(Schedule, booked.id).employee_id != bob.id


def test_work_may_stay_to_be_settled_later(page, off, booked, nora, session):
    page.post(f"/time-off/{off.id}/approve", {f"pick_{booked.id}": "stays", "version": "1"})

    session.rollback()
    assert session.get_one(TimeOff, off.id).status is TimeOffStatus.APPROVED
    assert session.get_one(Schedule, booked.id).employee_id == nora.id


@pytest.mark.parametrize(("version", "pick"), [("9", "stays"), ("1", "gone")])
def test_what_changed_meanwhile_is_told_and_nothing_is_half_done(page, off, booked, session, version, pick):
    typed = {"version": version, f"pick_{booked.id}": pick}
    text = page.post(f"/time-off/{off.id}/approve", typed, status=412).text

    assert 'role="alert"' in text
    session.rollback()
    assert session.get_one(TimeOff, off.id).status is TimeOffStatus.REQUESTED


def test_denying_keeps_why(page, off, session):
    page.post(f"/time-off/{off.id}/decide", {"decision": "deny", "version": "1", "note": "Too many are away"})

    session.rollback()
    assert session.get_one(TimeOff, off.id).decision_note == "Too many are away"
    assert "Too many are away" in page.get("/time-off?status=denied").text


def test_what_is_over_stands_in_the_history(page, make, nora, day):
    make.time_off(employee=nora, starts_on=day - timedelta(days=30), reason="long ago")
    assert "long ago" not in page.get("/time-off").text
    assert "long ago" in page.get("/time-off?over=yes").text


def test_who_may_not_decide_sees_no_impact(sign_in, make, off):
    PageClient(sign_in(Role.SUPERVISOR)).get(f"/time-off/{off.id}", status=403)
    PageClient(sign_in(Role.MANAGER, store_ids=[make.store().id])).get(f"/time-off/{off.id}", status=404)
