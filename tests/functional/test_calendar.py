"""The calendar and the list of open events, as a browser sees them."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event as listen

from app.db import db
from app.vocabulary import Condition, EventType, Role, ScheduleStatus, Title
from tests.factories import MONDAY
from tests.functional.page_client import PageClient


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in())


@pytest.fixture
def store(make):
    return make.store(number="8135", name="Evansville East")


def plan(make, store, *, people: int = 1):
    """A week of Core work for some people; one open event for each as well."""
    for _ in range(people):
        person = make.employee(stores=(store,))
        for offset in range(3):
            day = MONDAY + timedelta(days=offset)
            booked = make.event(store=store, condition=Condition.SCHEDULED)
            make.schedule(event=booked, employee=person, day=day)
        make.event(store=store)


@contextmanager
def counted(app):
    """The statements sent to the database inside the block."""
    with app.app_context():
        engine = db.engine
    seen: list[str] = []

    def notice(_connection, _cursor, statement, *_more):
        seen.append(statement)

    listen.listen(engine, "before_cursor_execute", notice)
    try:
        yield seen
    finally:
        listen.remove(engine, "before_cursor_execute", notice)


def test_the_week_shows_who_does_what(page, make, store):
    ana = make.employee(stores=(store,), name="Ana Lopez", title=Title.LEAD)
    booked = make.event(store=store, name="612345-CORE-Sparkling Water", condition=Condition.SCHEDULED)
    make.schedule(event=booked, employee=ana, day=MONDAY, pinned=True)

    text = page.get(f"/calendar?view=week&date={MONDAY}").text

    assert '<span class="chip-name">Sparkling Water</span><span class="chip-person">Ana Lopez</span>' in text
    assert '<span class="visually-hidden">, Core, Mon Mar 2. pinned</span>' in text
    assert "Mon Mar 2 – Sun Mar 8, 2026" in text


def test_the_week_begins_on_the_day_the_setting_says(page, make, store):
    from app.models import Setting

    make.row(Setting(key="calendar_first_weekday", value=6))

    assert "Sun Mar 1 – Sat Mar 7, 2026" in page.get(f"/calendar?date={MONDAY}").text


def test_open_events_wait_in_the_tray(page, make, store):
    make.event(store=store, name="612345-CORE-Mango Salsa")
    make.event(store=store, name="612346-CORE-Taken Away", condition=Condition.CANCELED)

    text = page.get(f"/calendar?date={MONDAY}").text

    assert "Mango Salsa" in text
    assert "Taken Away" not in text


def test_time_off_and_holidays_are_marked(page, make, store):
    ana = make.employee(stores=(store,), name="Ana Lopez")
    make.time_off(employee=ana, starts_on=MONDAY)
    make.holiday(day=MONDAY + timedelta(days=1), name="Inventory day")

    text = page.get(f"/calendar?date={MONDAY}").text

    assert "Ana Lopez has time off on Mon Mar 2." in text
    assert "Inventory day" in text


def test_a_name_with_markup_is_shown_as_text(page, make, store):
    make.event(store=store, name="<script>alert(1)</script>")

    text = page.get(f"/calendar?date={MONDAY}").text

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("path", ["/calendar?date=2026-02-31", "/calendar?date=soon", "/calendar?view=year"])
def test_a_bad_address_is_a_page_in_plain_words(page, store, path):
    text = page.get(path, status=404).text

    assert 'role="alert"' in text


def test_another_store_looks_as_if_it_were_not_there(make, store, sign_in):
    other = make.store()
    page = PageClient(sign_in(store_ids=[store.id]))

    page.get(f"/calendar?store={other.id}", status=404)


def test_the_month_counts_each_day(page, make, store):
    plan(make, store)

    text = page.get(f"/calendar?view=month&date={MONDAY}").text

    assert "March 2026" in text
    assert "1 open event due" in text


def test_the_day_view_has_an_address_of_its_own(page, store):
    answer = page.get(f"/calendar?view=day&date={MONDAY}", status=302)

    assert answer.location == f"/day/{MONDAY}"


def test_nothing_at_all_says_the_next_step(page, store):
    assert "Nothing is planned" in page.get(f"/calendar?date={MONDAY}").text


def test_the_filter_shows_one_type(page, make, store):
    make.event(store=store, name="612345-CORE-Mango Salsa")
    make.event(store=store, name="612346-FREEOSK-Cold Brew", type=EventType.FREEOSK)

    text = page.get(f"/calendar?date={MONDAY}&type=Freeosk").text

    assert "Cold Brew" in text
    assert "Mango Salsa" not in text


def test_an_imported_conflict_is_seen(page, make, store):
    ana = make.employee(stores=(store,))
    booked = make.event(store=store, condition=Condition.STAFFED)
    make.schedule(event=booked, employee=ana, day=MONDAY, status=ScheduleStatus.CONFLICT, exclusive=False)

    assert "chip-conflict" in page.get(f"/calendar?date={MONDAY}").text


def test_unscheduled_events_are_listed_and_filtered(page, make, store):
    make.event(store=store, name="612345-CORE-Mango Salsa")
    make.event(store=store, name="612346-FREEOSK-Cold Brew", type=EventType.FREEOSK)

    assert "Mango Salsa" in page.get("/unscheduled").text
    assert "Mango Salsa" not in page.get(f"/unscheduled?type=Freeosk&store={store.id}").text
    assert "Mango Salsa" in page.get("/unscheduled?urgency=critical&page=1").text
    assert "Mango Salsa" not in page.get("/unscheduled?urgency=later").text
    assert "Mango Salsa" in page.get("/unscheduled?export=csv").text
    assert "Mango Salsa" not in page.get("/unscheduled?type=Freeosk&export=csv").text
    assert "Mango Salsa" in page.get("/unscheduled?q=mango&sort=-event").text
    assert "Nothing fits these filters." in page.get("/unscheduled?q=papaya").text


def test_why_nobody_does_an_event_is_told(page, make, store, sign_in):
    waiting = make.event(store=store)

    assert "Its window ended on Mon Mar 9." in page.get(f"/unscheduled/{waiting.id}/why-not").text
    elsewhere = make.event(store=make.store())
    PageClient(sign_in(store_ids=[store.id])).get(f"/unscheduled/{elsewhere.id}/why-not", status=404)


@pytest.mark.parametrize(
    "path", ["/calendar?view=week&date={0}", "/calendar?view=month&date={0}", "/day/{0}", "/unscheduled"]
)
def test_more_work_does_not_mean_more_queries(app, page, make, store, path):
    plan(make, store)
    page.get(path.format(MONDAY))
    with counted(app) as few:
        page.get(path.format(MONDAY))
    plan(make, store, people=5)
    with counted(app) as many:
        page.get(path.format(MONDAY))

    assert few
    assert len(many) == len(few)


def test_a_viewer_sees_the_plan_without_forms(make, store, sign_in):
    plan(make, store)
    page = PageClient(sign_in(Role.VIEWER))

    text = page.get(f"/calendar?date={MONDAY}").text

    assert "data-editable" not in text
    assert "/schedules/new" not in text.split('id="board"')[1].split(">", 1)[1]
