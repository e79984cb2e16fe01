"""Drafts wait, publishing shows who is told what, people confirm; nobody below a supervisor ever sees a draft."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select

from app.models import OutboxItem, Receipt, Schedule, Setting
from app.services import changes, schedules
from app.services.actors import Actor
from app.vocabulary import Role, ScheduleStatus
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

#: After the frozen days of the 1st.
FRIDAY = MONDAY + timedelta(days=4)
SUE = Actor(None, "sue", "Sue Planner", Role.MANAGER, None)
SECRET = "612345-CORE-Unpublished Truffles"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def store(make):
    make.row(Setting(key="new_work_is_draft", value=True))
    return make.store()


@pytest.fixture
def ann(make, store):
    return make.employee(stores=(store,), name="Ann Ames")


@pytest.fixture
def bob(make, store):
    return make.employee(stores=(store,), name="Bob Birch")


@pytest.fixture
def page(sign_in):
    return PageClient(sign_in())


@pytest.fixture
def book(transact, make, store):
    def booked(employee, *, day=FRIDAY, name=SECRET):
        event = make.event(store=store, name=name)
        with transact() as session:
            return schedules.schedule_event(
                session, SUE, event_id=event.id, employee_id=employee.id, day=day, minutes=585
            )

    return booked


def statuses(session):
    session.rollback()
    return [row.status.value for row in session.scalars(select(Schedule).order_by(Schedule.id))]


def publish(page, *, query="", people=None, **more):
    text = page.get(f"/publish{query}").text
    key = text.split('name="key" value="')[1].split('"')[0]
    whom = {"whom": "all"} if people is None else {"person": people}
    return page.post(f"/publish{query}", {"key": key, **whom, **more})


class TestDrafts:
    def test_new_work_waits_and_crossmark_is_not_told(self, book, ann, session):
        book(ann)

        assert statuses(session) == ["draft"]
        assert session.scalars(select(OutboxItem)).all() == []

    def test_without_the_setting_it_is_published_at_once(self, book, ann, session):
        session.rollback()
        session.scalars(select(Setting)).one().value = False
        session.commit()

        book(ann)

        assert statuses(session) == ["published"]

    def test_a_draft_stays_one_when_it_is_moved_or_traded(self, book, ann, bob, transact, session):
        one, two = book(ann), book(bob)

        with transact() as writing:
            schedules.move(writing, SUE, schedule_id=one.schedule_id, version=None, day=FRIDAY, minutes=630)
            schedules.swap(writing, SUE, schedule_id=one.schedule_id, version=None, other_id=two.schedule_id)

        assert statuses(session) == ["draft", "draft"]


class TestPublishing:
    def test_the_calendar_counts_them_and_the_preview_says_who_is_told_what(self, page, book, ann, sign_in):
        sign_in(Role.EMPLOYEE, employee_id=ann.id)
        book(ann)

        assert re.search(r"Publish.{0,60}>1<", page.get(f"/calendar?date={FRIDAY}").text)
        text = page.get("/publish").text

        assert "1 draft, 1 person is told" in text
        assert "Unpublished Truffles" in text
        assert "on My day" in text

    def test_publishing_tells_books_and_can_be_undone(self, page, book, ann, sign_in, session):
        sign_in(Role.EMPLOYEE, employee_id=ann.id)
        book(ann)

        publish(page)

        assert statuses(session) == ["published"]
        assert [item.operation.value for item in session.scalars(select(OutboxItem))] == ["book"]
        assert session.scalars(select(Receipt)).one().told_by.startswith("Manager")
        page.post("/changes/undo-last", {"next": "/help"})
        assert statuses(session) == ["draft"]
        assert [item.operation.value for item in session.scalars(select(OutboxItem))] == ["book", "remove"]

    def test_only_the_chosen_people(self, page, book, ann, bob, session):
        book(ann)
        book(bob)

        publish(page, people=[bob.id])

        assert statuses(session) == ["draft", "published"]
        assert session.scalars(select(Receipt)).all() == []  # Bob has no sign-in, so nobody was told yet
        assert "1 to be given a slip" in page.get("/help").text

    def test_the_frozen_days_need_a_manager_who_says_so(self, page, book, ann, sign_in, session):
        book(ann, day=MONDAY)
        text = page.get("/publish").text
        assert "begins within the frozen days" in text
        assert "Publish all" not in text
        supervisor = PageClient(sign_in(Role.SUPERVISOR))
        key = page.get("/publish?thaw=yes").text.split('name="key" value="')[1].split('"')[0]
        supervisor.post("/publish", {"key": key, "whom": "all", "thaw": "yes"}, status=403)

        publish(page, query="?thaw=yes")

        assert statuses(session) == ["published"]

    def test_what_a_rule_forbids_by_now_stays_a_draft_and_says_why(self, page, book, ann, bob, make, session):
        book(ann)
        book(bob)
        make.time_off(employee=ann, starts_on=FRIDAY)

        assert "Ann Ames has time off on Fri Mar 6." in page.get("/publish").text
        publish(page)

        assert statuses(session) == ["draft", "published"]

    def test_a_preview_that_does_not_hold_any_more_is_shown_anew(self, page, book, ann, bob, session):
        book(ann)
        key = page.get("/publish").text.split('name="key" value="')[1].split('"')[0]
        book(bob)

        answer = page.post("/publish", {"key": key, "whom": "all"}, status=412)

        assert "changed after this was shown" in answer.text
        assert statuses(session) == ["draft", "draft"]

    def test_moved_and_cancelled_published_work_is_told_too(self, page, book, ann, bob, transact, session):
        one, two = book(ann), book(bob)
        publish(page)
        with transact() as writing:
            for person in (ann, bob):
                writing.add(Receipt(employee_id=person.id, told_sequence=99, seen_sequence=0))
        before = changes_made(transact)
        with transact() as writing:
            for receipt in writing.scalars(select(Receipt)):
                receipt.told_sequence = before
            schedules.move(writing, SUE, schedule_id=one.schedule_id, version=None, day=FRIDAY, minutes=630)
            schedules.cancel(writing, SUE, schedule_id=two.schedule_id, version=None)

        text = page.get("/publish").text

        assert "0 drafts, 2 people are told" in text
        assert "1 moved" in text
        assert "1 cancelled" in text

    def test_the_number_of_queries_does_not_grow_with_the_people(self, app, page, book, ann, make, store):
        book(ann)
        few = counted(app, lambda: page.get("/publish"))
        for number in range(4):
            book(make.employee(stores=(store,), name=f"Extra {number}"))

        assert counted(app, lambda: page.get("/publish")) == few

    def test_another_stores_drafts_do_not_exist(self, make, sign_in, book, ann):
        book(ann)
        elsewhere = PageClient(sign_in(store_ids=[make.store().id]))

        assert "Truffles" not in elsewhere.get("/publish").text


def changes_made(transact):
    with transact() as session:
        return changes.change_queries.last_change(session).sequence


class TestConfirming:
    @pytest.fixture
    def own(self, sign_in, ann):
        return PageClient(sign_in(Role.EMPLOYEE, employee_id=ann.id))

    def test_a_person_sees_what_is_new_and_confirms_it(self, own, page, book, ann, session):
        book(ann)
        assert "Changed since" not in own.get("/my").text
        publish(page)
        text = own.get("/my").text
        assert "Changed since you last looked" in text
        assert "1 new" in text
        assert "Ann Ames" in page.get("/publish/seen").text

        upto = re.search(r'name="upto" value="(\d+)"', text)[1]
        own.post("/my/changes/seen", {"upto": upto})

        assert "Changed since" not in own.get("/my").text
        assert "Everybody has seen every change." in page.get("/publish/seen").text

    def test_what_comes_after_the_page_was_shown_stays_unseen(self, own, page, book, ann, transact):
        done = book(ann)
        publish(page)
        upto = re.search(r'name="upto" value="(\d+)"', own.get("/my").text)[1]
        with transact() as session:
            schedules.move(session, SUE, schedule_id=done.schedule_id, version=None, day=FRIDAY, minutes=630)

        own.post("/my/changes/seen", {"upto": upto})

        assert "1 moved" in own.get("/my").text

    def test_nobody_confirms_the_future(self, own, page, book, ann, session):
        book(ann)
        own.post("/my/changes/seen", {"upto": "999999"})
        publish(page)

        assert "1 new" in own.get("/my").text

    def test_who_lost_the_work_and_who_got_it_are_both_told(self, own, page, book, ann, bob, transact, sign_in):
        done = book(ann)
        publish(page)
        own.post("/my/changes/seen", {"upto": re.search(r'name="upto" value="(\d+)"', own.get("/my").text)[1]})
        with transact() as session:
            schedules.move(
                session, SUE, schedule_id=done.schedule_id, version=None, day=FRIDAY, minutes=585, employee_id=bob.id
            )

        assert "1 cancelled" in own.get("/my").text
        assert "1 new" in PageClient(sign_in(Role.EMPLOYEE, employee_id=bob.id)).get("/my").text

    def test_on_paper_for_who_has_no_sign_in(self, page, book, ann, session):
        book(ann)
        publish(page)

        pdf = page.get("/publish/slips.pdf")
        words = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.data)).pages)
        page.post(f"/publish/handed-over/{ann.id}")

        assert "Ann Ames" in words
        assert "Truffles" in words
        session.rollback()
        assert session.scalars(select(Receipt)).one().on_paper
        page.get("/publish/slips.pdf", status=404)
        page.post(f"/publish/handed-over/{ann.id}", status=404)

    def test_an_account_without_an_employee_confirms_nothing(self, sign_in):
        PageClient(sign_in(Role.EMPLOYEE)).post("/my/changes/seen", {"upto": "1"}, status=404)


def test_no_route_that_an_employee_can_open_shows_a_draft(app, sign_in, book, ann, session):
    """Every address with GET, filled with ids and days that exist; tokens of the employee's as well as the browser."""
    done = book(ann)
    own = sign_in(Role.EMPLOYEE, employee_id=ann.id)
    values = {"date": str(FRIDAY), "week": str(MONDAY), "int": str(done.schedule_id), "default": "x", "path": "x"}
    opened = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        path = re.sub(
            r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda found: values.get(found[1] or "default", "1"), rule.rule
        )
        if path.startswith("/live/stream"):
            continue  # never ends; what it says is tested by itself
        answer = own.get(path, headers={"Accept": "application/json"} if path.startswith("/api") else {})
        opened += [path] if answer.status_code == 200 else []
        assert "Unpublished Truffles" not in answer.text, path

    assert {"/my", "/my/schedule", "/help"} <= set(opened)


def test_an_employees_token_reads_no_draft(app, client, make, book, ann, sign_in):
    from tests.conftest import PASSWORD

    book(ann)
    user = make.user(role=Role.EMPLOYEE, employee_id=ann.id, password=PASSWORD)
    asked = {"grant_type": "password", "username": user.username, "password": PASSWORD, "scope": "read"}
    token = client.post("/api/v1/oauth/token", data=asked).json["access_token"]

    for path in ("/api/v1/schedules", "/api/v1/schedules/1", f"/api/v1/daily-events/{FRIDAY}", "/api/v1/changes"):
        answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 403, path
        assert "Truffles" not in answer.text


def test_a_published_schedule_is_seen_by_its_person(page, sign_in, book, ann, session):
    book(ann)
    publish(page)

    assert "Unpublished Truffles" in sign_in(Role.EMPLOYEE, employee_id=ann.id).get("/my/schedule").text
    assert session.scalars(select(Schedule)).one().status is ScheduleStatus.PUBLISHED
