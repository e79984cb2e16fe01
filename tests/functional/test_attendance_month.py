"""A month of attendance: calendar, numbers, file."""

from __future__ import annotations

from datetime import date

import pytest

from app.models import Attendance
from app.vocabulary import AttendanceStatus, Role
from tests.factories import now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

DAY = date(2026, 3, 4)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


@pytest.fixture
def record(make, store):
    def made(status: AttendanceStatus, day: date = DAY, name: str = "Nora Quill", **more):
        person = more.pop("person", None) or make.employee(stores=(more.pop("store", store),), name=name)
        make.row(Attendance(employee_id=person.id, day=day, status=status, recorded_at=now(), **more))
        return person

    return made


def test_the_gravest_status_marks_the_day_and_all_are_counted(page, record):
    record(AttendanceStatus.ON_TIME)
    record(AttendanceStatus.LATE, name="Bob Birch", notes="train")
    record(AttendanceStatus.CALLED_IN, name="Cara Cole")
    record(AttendanceStatus.ON_TIME, day=date(2026, 4, 1), name="Another month")

    text = page.get("/attendance/month?month=2026-03").text

    assert 'class="attendance-mark attendance-late" title="late"' in text
    assert "3 records" in text
    assert "33 %" in text
    assert "train" in text
    assert "Another month</td>" not in text


def test_one_person_alone(page, record):
    nora = record(AttendanceStatus.ON_TIME)
    record(AttendanceStatus.LATE, name="Bob Birch")

    text = page.get(f"/attendance/month?month=2026-03&employee={nora.id}").text

    assert "100 %" in text
    assert ">Bob Birch</td>" not in text


def test_a_file_holds_what_is_shown(page, record):
    record(AttendanceStatus.EXCUSED_ABSENCE, notes="=1+1")

    answer = page.client.get("/attendance/month?month=2026-03&export=csv")

    assert answer.mimetype == "text/csv"
    assert "attendance-2026-03.csv" in answer.headers["Content-Disposition"]
    assert "Nora Quill,excused absence" in answer.text
    assert ",=1+1" not in answer.text


@pytest.mark.parametrize("query", ["", "month=soon", "month=0001-01", "month=2026-13", "month=2026-03&employee=x"])
def test_what_cannot_be_read_shows_a_month_all_the_same(page, query):
    assert "Nothing was recorded in this month." in page.get(f"/attendance/month?{query}").text


def test_other_stores_and_other_roles(sign_in, make, record, page):
    record(AttendanceStatus.LATE, name="Foreign", store=make.store())
    assert ">Foreign</td>" not in page.get("/attendance/month?month=2026-03").text
    PageClient(sign_in(Role.VIEWER)).get("/attendance/month", status=403)


def test_more_records_need_no_more_queries(app, page, record):
    record(AttendanceStatus.ON_TIME)
    few = counted(app, lambda: page.get("/attendance/month?month=2026-03"))
    for number in range(5):
        record(AttendanceStatus.LATE, name=f"Person {number}")
    assert counted(app, lambda: page.get("/attendance/month?month=2026-03")) == few
