"""The history of changes: found by every filter, told row by row, taken back from there."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.models import Change, Schedule
from app.services import schedules
from app.services.actors import Actor
from app.vocabulary import Role, ScheduleStatus
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_fixed_day():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def page(sign_in):
    return PageClient(sign_in(display_name="Mia Manager"))


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def ann(make, store):
    return make.employee(stores=(store,), name="Ann Ames")


def book(transact, make, store, employee, *, day=MONDAY, actor=None, **fields):
    who = actor or Actor(None, "sue", "Sue Planner", Role.MANAGER, None)
    event = make.event(store=store, **fields)
    with transact() as session:
        return schedules.schedule_event(session, who, event_id=event.id, employee_id=employee.id, day=day, minutes=585)


def schedule_by_form(page, event, employee):
    typed = {"event_id": event.id, "employee_id": employee.id, "date": str(MONDAY), "start_time": "09:45"}
    page.post("/schedules/new", typed | {"form_key": "one form", "override_reason": ""})


def cost(app, page, path):
    return counted(app, lambda: page.get(path))


class TestFinding:
    @pytest.fixture
    def two(self, transact, make, store, ann):
        bob = make.employee(stores=(store,), name="Bob Birch")
        program = Actor(None, "robot", "Robot", Role.MANAGER, None, source="api")
        return book(transact, make, store, ann), book(transact, make, store, bob, day=TUESDAY, actor=program)

    @pytest.mark.parametrize(
        ("query", "found", "not_found"),
        [
            ("", ("Ann Ames", "Bob Birch"), ()),
            ("?q=Bob", ("Bob Birch",), ("Sue Planner",)),
            ("?day=2026-03-03", ("Robot",), ("Sue Planner",)),
            ("?source=api", ("Robot",), ("Sue Planner",)),
            ("?made=2026-03-02", ("Nothing fits these filters",), ("Robot</td>", "Sue Planner</td>")),
            ("?day=never&page=x&person=99999999999999", ("Robot", "Sue Planner"), ()),
        ],
    )
    def test_each_filter_finds_what_it_names(self, page, two, query, found, not_found):
        text = page.get(f"/history{query}").text

        assert all(words in text for words in found)
        assert not any(words in text for words in not_found)

    def test_by_person_event_and_schedule(self, page, two, ann):
        for query in (f"person={ann.id}", f"event={two[0].event_id}", f"schedule={two[0].schedule_id}"):
            text = page.get(f"/history?{query}").text
            assert "Sue Planner" in text, query
            assert "Robot" not in text, query

    def test_a_person_is_found_who_lost_the_work(self, page, two, transact, ann, session):
        bob = session.get_one(Schedule, two[1].schedule_id).employee_id
        late = Actor(None, "late", "Late Mover", Role.MANAGER, None)
        place = {"day": TUESDAY, "minutes": 585, "employee_id": bob}
        with transact() as writing:
            schedules.cancel(writing, late, schedule_id=two[1].schedule_id, version=None)
            schedules.move(writing, late, schedule_id=two[0].schedule_id, version=None, **place)

        assert "moved from" in page.get(f"/history?person={ann.id}").text

    def test_a_file_holds_what_the_filters_leave(self, page, two):
        [row] = csv.DictReader(io.StringIO(page.get("/history?source=api&export=csv").data.decode("utf-8-sig")))

        assert (row["Who"], row["From"]) == ("Robot", "API")
        assert row["When"].startswith("2026-03-01 10:00")
        assert "Bob Birch" in row["What"]
        assert page.get("/history?export=xlsx").mimetype.endswith("sheet")

    def test_headings_sort_and_what_is_set_can_be_taken_off(self, page, two):
        text = page.get(f"/history?sort=who&day=2026-03-03&event={two[1].event_id}").text

        assert 'aria-sort="ascending"' in text
        assert "About day: 2026-03-03" in text
        assert "Only: changes of one event" in text
        text = page.get("/history?sort=-who").text
        assert text.index("Sue Planner</td>") < text.index("Robot</td>")

    def test_the_audit_log_is_searched_sorted_and_exported(self, page, two):
        assert "Robot</td>" not in page.get("/admin/audit?q=sue").text
        assert "Sue Planner</td>" not in page.get("/admin/audit?source=api").text
        answer = page.get("/admin/audit?sort=who&export=csv")
        assert [row["Who"] for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))] == [
            "Robot",
            "Sue Planner",
        ]

    def test_only_of_the_own_stores(self, make, sign_in, two):
        elsewhere = PageClient(sign_in(store_ids=[make.store().id]))

        assert "Sue Planner" not in elsewhere.get("/history").text

    def test_the_number_of_queries_does_not_grow(self, app, page, transact, make, store, ann):
        first = book(transact, make, store, ann)
        few = [cost(app, page, path) for path in ("/history", f"/history/{first.change_id}")]

        for day in range(1, 6):
            done = book(transact, make, store, ann, day=MONDAY + timedelta(days=day))
        many = [cost(app, page, path) for path in ("/history", f"/history/{done.change_id}")]

        assert many == few
        assert max(many) <= 12

    def test_employees_and_supervisors_have_no_history_page(self, sign_in):
        for role in (Role.EMPLOYEE, Role.SUPERVISOR, Role.VIEWER):
            assert sign_in(role).get("/history").status_code == 403


class TestOneChange:
    def test_each_row_is_told_with_names_and_wall_times(self, page, transact, make, store, ann, session):
        done = book(transact, make, store, ann)

        text = page.get(f"/history/{done.change_id}").text

        assert "Schedule: Ann Ames" in text
        assert "Mon Mar 2, 9:45 AM" in text
        assert "Unstaffed" in text
        assert "Undo this" in text

    def test_a_blocked_one_links_to_what_has_to_be_undone_first(self, page, transact, make, store, ann):
        done = book(transact, make, store, ann)
        mover = Actor(None, "late", "Late Mover", Role.MANAGER, None)
        with transact() as session:
            moved = schedules.move(session, mover, schedule_id=done.schedule_id, version=None, day=TUESDAY, minutes=585)

        text = page.get(f"/history/{done.change_id}").text
        refused = page.post(f"/admin/changes/{done.change_id}/undo", status=409).text

        assert f'href="/history/{moved.change_id}"' in text
        assert "Undo this" not in text
        assert f'href="/history/{moved.change_id}"' in refused

    def test_it_is_taken_back_from_there_and_offered_again(self, page, transact, make, store, ann, session):
        done = book(transact, make, store, ann)

        page.post(f"/admin/changes/{done.change_id}/undo", {"next": "/history"})

        assert session.get_one(Schedule, done.schedule_id).status is ScheduleStatus.CANCELLED
        text = page.get("/history").text
        assert "undone" in text
        assert "Do it again" in text

    def test_another_stores_change_does_not_exist(self, make, sign_in, transact, store, ann):
        done = book(transact, make, store, ann)

        PageClient(sign_in(store_ids=[make.store().id])).get(f"/history/{done.change_id}", status=404)


class TestSteps:
    def test_the_keys_answer_a_program_with_the_words_and_the_new_change(self, page, make, store, ann, session):
        schedule_by_form(page, make.event(store=store), ann)
        program = {"headers": {"Accept": "application/json"}, "status": 200}

        undone = page.post("/changes/undo-last", **program).json
        redone = page.post("/changes/redo-last", **program).json

        assert undone["message"].startswith("Undone: ")
        assert redone["message"].startswith("Done again: ")
        session.rollback()
        newest = session.scalars(select(Change).order_by(Change.sequence.desc())).first()
        assert redone["change_id"] == newest.id
        assert session.scalars(select(Schedule)).one().status is ScheduleStatus.PUBLISHED

    def test_without_script_a_toast_tells_it(self, page, make, store, ann):
        schedule_by_form(page, make.event(store=store), ann)

        page.post("/changes/undo-last", {"next": "/help"})

        assert "Undone: " in page.get("/help").text

    def test_nothing_to_undo_is_said(self, page):
        answer = page.post("/changes/undo-last", status=404, headers={"Accept": "application/json"})

        assert "nothing" in answer.json["detail"]
