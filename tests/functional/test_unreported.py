"""Unreported work, and the form that has it done again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.formatting import local_day
from app.models import Event, Schedule
from app.vocabulary import Condition, EventType, Role
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient
from tests.functional.plan_previews import seen


@pytest.fixture
def today():
    return local_day(now(), ZONE)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def done(make, store, today):
    person = make.employee(stores=(store,), name="Nora Quill")
    event = make.event(
        store=store, name="Oat Bars", event_number="612345", condition=Condition.SCHEDULED,
        start_date=today - timedelta(days=9), due_date=today - timedelta(days=2),
    )  # fmt: skip
    return make.schedule(event=event, employee=person, day=today - timedelta(days=5))


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


def test_it_is_listed_with_its_age_and_both_ways_on(page, make, store, done, today):
    reported = make.event(store=store, name="Reported", condition=Condition.SUBMITTED)
    make.schedule(event=reported, employee=make.employee(stores=(store,)), day=today - timedelta(days=3))
    old = make.event(store=store, name="Long ago", condition=Condition.SCHEDULED)
    make.schedule(event=old, employee=make.employee(stores=(store,)), day=today - timedelta(days=20))

    text = page.get("/schedules/unreported").text

    assert "Oat Bars" in text
    assert "5 days" in text
    assert f"/schedules/reissue/{done.event_id}" in text
    assert f"/schedules/{done.id}/cancel" in text
    assert "Reported<" not in text
    assert "Long ago" not in text


def test_the_form_reissues(page, done, today, session):
    text = page.get(f"/schedules/reissue/{done.event_id}").text
    assert "Nora Quill" in text

    fields = {"employee_id": str(done.employee_id), "date": str(today + timedelta(days=2)), "start_time": "09:45"}
    page.post(f"/schedules/reissue/{done.event_id}", {**fields, "version": "1"})

    session.rollback()
    assert session.get_one(Event, done.event_id).condition is Condition.REISSUED
    assert "Oat Bars" not in page.get("/schedules/unreported").text


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"date": "soon"}, 422), ({"version": "7"}, 412), ({"version": ""}, 412), ({"start_time": "03:00"}, 409)],
)
def test_what_cannot_be_is_told_and_what_was_typed_is_kept(page, done, today, session, fields, status):
    typed = {
        "employee_id": str(done.employee_id), "date": str(today + timedelta(days=2)), "start_time": "09:45",
        "version": "1", "expires_on": str(today + timedelta(days=30)),
    }  # fmt: skip
    text = page.post(f"/schedules/reissue/{done.event_id}", typed | fields, status=status).text

    assert 'role="alert"' in text
    assert str(today + timedelta(days=30)) in text
    session.rollback()
    assert session.get_one(Event, done.event_id).condition is Condition.SCHEDULED


def test_what_a_reissue_brings_is_shown_before(page, make, store, done, today, session):
    address = f"/schedules/reissue/{done.event_id}"
    wanted = {"employee_id": str(done.employee_id), "date": str(today + timedelta(days=2)), "start_time": "09:45"}
    wanted |= {"version": "1", "show": "1"}
    assert "No rule stands against it." in page.post(address, wanted, status=200).text
    early = page.post(address, wanted | {"start_time": "03:00"}, status=200).text
    assert "This stands against it:" in early

    visit = make.event(
        store=store, type=EventType.SUPERVISOR, event_number="612345", exclusive=False, condition=Condition.SCHEDULED,
        start_date=today - timedelta(days=9), due_date=today + timedelta(days=9),
    )  # fmt: skip
    make.schedule(event=visit, employee=make.employee(stores=(store,)), day=today - timedelta(days=5), minutes=720)
    text = page.post(address, wanted, status=200).text

    assert "Crossmark closes 1 old booking and gets a new one." in text
    assert "Supervisor 612345 stays as it was: it is not reissued along." in text
    session.rollback()
    assert session.get_one(Event, done.event_id).condition is Condition.SCHEDULED


def test_several_are_previewed_then_reissued_at_once(page, done, today, store, session):
    address, wanted = f"/schedules/unreported/{store.id}", {"date": str(today + timedelta(days=1))}
    assert "Choose at least one." in page.post(address, wanted, status=422).text
    wanted["schedule"] = str(done.id)

    preview = page.post(address, wanted, status=200).text
    assert "1 can be done" in preview
    assert "Crossmark closes 1 old booking and gets a new one." in preview
    session.rollback()
    assert session.get_one(Event, done.event_id).condition is Condition.SCHEDULED
    sent = wanted | {"seen": seen(preview), "scope": "some", "confirm": "yes"}
    assert page.post(address, sent).location == f"/schedules/unreported?store={store.id}"

    session.rollback()
    assert local_day(session.get_one(Schedule, done.id).starts_at, ZONE) == today + timedelta(days=1)
    assert "1 event reissued for" in page.get("/schedules/unreported").text
    assert "can be reissued" in page.post(address, sent, status=409).text


def test_strange_rows_are_no_page(page, store, today):
    for row in ("x", "-1", "9" * 30, "99999"):
        page.post(f"/schedules/unreported/{store.id}", {"date": str(today), "schedule": row}, status=404)


def test_an_event_that_nobody_had_cannot_be_done_again(page, make, store):
    page.get(f"/schedules/reissue/{make.event(store=store).id}", status=404)


def test_a_viewer_reads_only_and_a_stranger_nothing(sign_in, make, store, done):
    viewer = PageClient(sign_in(Role.VIEWER))
    assert "/schedules/reissue/" not in viewer.get("/schedules/unreported").text
    viewer.post(f"/schedules/unreported/{store.id}", {}, status=403)
    stranger = PageClient(sign_in(Role.MANAGER, store_ids=[make.store().id]))
    stranger.get(f"/schedules/reissue/{done.event_id}", status=404)
    stranger.post(f"/schedules/unreported/{store.id}", {}, status=404)


def test_the_list_is_searched_and_saved_as_a_file(page, make, store, done, today):
    other = make.event(store=store, name="Corn =1+1", condition=Condition.STAFFED)
    make.schedule(event=other, employee=make.employee(stores=(store,), name="Abe Zed"), day=today - timedelta(days=2))

    assert "Corn" not in page.get("/schedules/unreported?q=quill").text
    assert "Nothing fits these filters." in page.get("/schedules/unreported?type=Juicer").text
    text = page.get("/schedules/unreported?sort=employee").text
    assert text.index("Abe Zed") < text.index("Nora Quill")
    lines = page.get("/schedules/unreported?export=csv").text.splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [str(today - timedelta(days=days)) for days in (5, 2)]


def test_only_a_page_of_it_is_shown(page, make, store, today):
    person = make.employee(stores=(store,))
    for number in range(51):
        event = make.event(store=store, name=f"Demo {number}", condition=Condition.SCHEDULED)
        make.schedule(event=event, employee=person, day=today - timedelta(days=3), minutes=360 + number * 16, length=15)

    assert page.get("/schedules/unreported").text.count('name="schedule"') == 50
    assert page.get("/schedules/unreported?page=2").text.count('name="schedule"') == 1
