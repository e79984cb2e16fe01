"""The month of time off, and entering it for somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app.models import TimeOff
from app.vocabulary import Role, TimeOffStatus
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

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
def page(sign_in) -> PageClient:
    return PageClient(sign_in())


def cell(page, day):
    text = page.get(f"/time-off/month?date={MONDAY}").text
    return text.split(f"/time-off/new?date={day}")[1].split("</td>")[0]


def test_each_day_names_who_is_off(page, make, ana):
    make.time_off(employee=ana, starts_on=MONDAY, ends_on=TUESDAY)

    assert "Ana Lopez" in cell(page, MONDAY)
    assert "off-approved" in cell(page, TUESDAY)
    assert "Ana Lopez" not in cell(page, TUESDAY + timedelta(days=1))


def test_what_is_only_requested_is_hatched_and_says_so(page, make, ana):
    off = make.time_off(employee=ana, starts_on=MONDAY, status=TimeOffStatus.REQUESTED)

    shown = cell(page, MONDAY)

    assert "off-requested" in shown
    assert "requested</span>" in shown
    assert f"/time-off/{off.id}?next=" in shown
    assert "0 off" in shown


@pytest.mark.parametrize("status", [TimeOffStatus.DENIED, TimeOffStatus.WITHDRAWN])
def test_what_does_not_count_is_not_shown(page, make, ana, status):
    make.time_off(employee=ana, starts_on=MONDAY, status=status)

    assert "Ana Lopez" not in cell(page, MONDAY)


def test_people_of_other_stores_are_not_shown(page, make, store, ana):
    make.time_off(employee=make.employee(stores=(make.store(),), name="Zoe Far"), starts_on=MONDAY)

    assert "Zoe Far" not in page.get(f"/time-off/month?date={MONDAY}&store={store.id}").text


def test_the_number_of_queries_is_small_and_does_not_grow(app, page, make, store, ana):
    page.get(f"/time-off/month?date={MONDAY}")
    few = counted(app, lambda: page.get(f"/time-off/month?date={MONDAY}"))
    for number in range(5):
        make.time_off(employee=make.employee(stores=(store,)), starts_on=MONDAY + timedelta(days=number))

    assert counted(app, lambda: page.get(f"/time-off/month?date={MONDAY}")) == few
    assert few <= 12


def typed(employee, **fields):
    values = {"employee_id": employee.id, "starts_on": str(MONDAY), "ends_on": str(TUESDAY), "reason": "wedding"}
    return {f"absence-{name}": value for name, value in (values | fields).items()}


def test_a_request_waits_and_its_impact_is_looked_at_next(page, session, ana):
    answer = page.post("/time-off/new", typed(ana) | {"decision": "request"}, status=302)

    session.rollback()
    row = session.query(TimeOff).one()
    assert (row.status, row.ends_on, row.decided_by_id) == (TimeOffStatus.REQUESTED, TUESDAY, None)
    assert answer.location == f"/time-off/{row.id}"
    assert "Approve" in page.get(answer.location).text


def test_it_can_be_approved_at_once(page, session, ana):
    page.post("/time-off/new", typed(ana) | {"decision": "approve"}, status=302)

    session.rollback()
    assert session.query(TimeOff).one().status is TimeOffStatus.APPROVED


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"ends_on": "2026-02-01"}, "The last day lies before the first."),
        ({"starts_on": "soon"}, "Write the day like 2026-11-24."),
        ({"employee_id": "999"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(page, session, ana, fields, told):
    text = page.post("/time-off/new", typed(ana, **fields), status=422).text

    assert told in text
    assert "wedding" in text
    assert session.query(TimeOff).count() == 0


def test_only_who_decides_may_enter(sign_in, ana):
    page = PageClient(sign_in(Role.VIEWER))

    page.get("/time-off/new", status=403)
    assert "/time-off/new" not in page.get("/time-off/month").text
