"""The reports: who carries how much in some days, and how the days came out."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from app.models import Attendance, Setting
from app.vocabulary import AttendanceStatus, Condition, EventType, Role
from tests.factories import now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

MONDAY = date(2026, 3, 2)
HERE = "/reports?first=2026-03-01&last=2026-03-07"


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def nora(make, store):
    return make.employee(stores=(store,), name="Nora Quill")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.fixture
def work(make, store):
    """Work of an hour, one after the other on one day."""
    taken = iter(range(0, 24 * 60, 60))

    def book(person, day=MONDAY, kind=EventType.CORE, *, where=None, **fields):
        event = make.event(store=where or store, type=kind, duration_minutes=60, **fields)
        return make.schedule(event=event, employee=person, day=day, minutes=next(taken))

    return book


def rows(page: PageClient, address: str) -> dict[str, dict[str, str]]:
    """Of the exported file, by name."""
    text = page.get(f"{address}&export=csv").data.decode("utf-8-sig")
    return {row["Employee"]: row for row in csv.DictReader(io.StringIO(text))}


def test_each_person_with_days_types_hours_and_how_much_it_is(page, make, store, nora, work):
    make.employee(stores=(store,), name="Ivo Lark")
    work(nora)
    work(nora, kind=EventType.SUPERVISOR)
    work(nora, MONDAY + timedelta(days=1))
    work(nora, MONDAY - timedelta(days=2))  # the Saturday before

    found = rows(page, HERE)

    assert found["Nora Quill"] | {"Days": "2", "Core": "2", "Supervisor": "1", "Events": "3"} == found["Nora Quill"]
    assert float(found["Nora Quill"]["Hours"]) == 3
    assert found["Nora Quill"]["Workload"] == "normal"
    assert found["Ivo Lark"]["Events"] == "0"


def test_too_much_is_said_in_words_and_can_be_filtered(page, make, store, nora, work):
    make.row(Setting(key="workload_normal_max", value=1))
    make.row(Setting(key="workload_high_max", value=2))
    ivo = make.employee(stores=(store,), name="Ivo Lark")
    for _ in range(3):
        work(nora)
    work(ivo)

    text = page.get(f"{HERE}&level=overloaded").text

    assert "overloaded" in text
    assert "Nora Quill" in text
    assert "Ivo Lark" not in text


def test_a_longer_span_counts_in_proportion(page, make, nora, work):
    make.row(Setting(key="workload_normal_max", value=1))
    work(nora)
    work(nora, MONDAY + timedelta(days=7))

    assert rows(page, "/reports?first=2026-03-01&last=2026-03-14")["Nora Quill"]["Workload"] == "normal"
    assert rows(page, "/reports?first=2026-03-02&last=2026-03-03")["Nora Quill"]["Workload"] == "high"


def test_without_days_it_is_this_week_from_sunday(page):
    text = page.get("/reports").text

    assert text.count('aria-current="true"') == 1


@pytest.mark.parametrize("asked", ["first=soon&last=2026-03-07", "first=2026-03-07&last=", "first=%00"])
def test_days_that_are_none_count_as_not_given(page, asked):
    page.get(f"/reports?{asked}")


def test_a_span_without_end_is_cut_off(page):
    assert "first=2026-04-03" in page.get("/reports?first=2026-01-01&last=2199-12-31").text


def test_how_the_days_came_out(page, make, store, nora, work):
    make.event(store=store, due_date=MONDAY)
    work(nora, due_date=MONDAY, condition=Condition.SUBMITTED)
    work(nora, due_date=MONDAY, condition=Condition.SCHEDULED)
    make.event(store=store, due_date=MONDAY, condition=Condition.CANCELED)
    for day, status in ((2, AttendanceStatus.ON_TIME), (3, AttendanceStatus.LATE)):
        make.row(Attendance(employee_id=nora.id, day=date(2026, 3, day), status=status, recorded_at=now()))

    text = " ".join(page.get(HERE).text.split())

    for words in ("67 %", "(2 of 3)", "50 %", "(1 of 2)"):
        assert words in text


def test_the_cost_is_for_managers(page, make, store, sign_in, work):
    work(make.employee(stores=(store,), name="Nora Quill", wage_cents=1_550))

    assert "15.50" in page.get(HERE).text
    assert rows(page, HERE)["Nora Quill"]["Labour cost"] == "15.5"
    viewer = PageClient(sign_in(Role.VIEWER))
    assert "15.50" not in viewer.get(HERE).text
    assert "Labour cost" not in rows(viewer, HERE)["Nora Quill"]


def test_other_stores_are_not_counted(sign_in, make, store, nora, work):
    work(nora)
    work(nora, where=make.store(number="2077"))
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    assert rows(page, HERE)["Nora Quill"]["Events"] == "1"


def test_the_chart_has_a_table_beside_it(page, nora, work):
    work(nora)

    text = page.get(HERE).text

    assert "report-fill-core" in text
    assert "The same as a table" in text
    assert '<svg class="report-days"' not in page.get("/reports?first=2026-03-01&last=2026-05-01").text


def test_nobody_is_told_what_to_do(page):
    assert "Nobody works here yet" in page.get("/reports").text


def test_an_employee_sees_no_reports(sign_in, store):
    PageClient(sign_in(Role.EMPLOYEE)).get("/reports", status=403)


def test_the_queries_do_not_grow_with_the_people(app, page, make, store, nora, work):
    work(nora)
    few = counted(app, lambda: page.get(HERE))
    for number in range(5):
        work(make.employee(stores=(store,), name=f"Person {number}"))

    assert counted(app, lambda: page.get(HERE)) == few
    assert few <= 14
