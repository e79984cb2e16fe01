"""The code on a printed set: good for one schedule, one day and a signed-in person who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db
from app.formatting import local_day, local_minutes
from app.models import Attendance, Employee, Event, Schedule, Store
from app.models.columns import utc_now
from app.paperwork import packet
from app.paperwork.model import EdrLayout, Missing, PacketOptions
from app.services import check_in
from app.vocabulary import AttendanceStatus, Role
from tests.factories import ZONE, Make
from tests.functional.page_client import PageClient
from tests.unit.paperwork.paper_samples import bundle, day, report, scanned

SignIn = Callable[..., FlaskClient]
_BASE = "https://schedule.example"


@pytest.fixture
def store(make: Make) -> Store:
    return make.store()


@pytest.fixture
def person(make: Make, store: Store) -> Employee:
    return make.employee(name="Sam Sample", stores=(store,))


def booked(make: Make, store: Store, person: Employee, minutes: int, on: date | None = None) -> Schedule:
    event: Event = make.event(store=store, name="612345-CORE-Water")
    return make.schedule(event=event, employee=person, day=on or today(), minutes=minutes)


def today() -> date:
    return local_day(utc_now(), ZONE)


def path(app: Flask, schedule: Schedule, on: date | None = None) -> str:
    with app.app_context():
        return check_in.address(_BASE, schedule.id, on or today()).removeprefix(_BASE)


def records(app: Flask) -> list[Attendance]:
    with app.app_context():
        return list(db.session().scalars(select(Attendance)))


def test_a_supervisor_confirms_who_is_here_once(
    app: Flask, sign_in: SignIn, make: Make, store: Store, person: Employee
) -> None:
    page, address = PageClient(sign_in(Role.SUPERVISOR)), path(app, booked(make, store, person, 1430))
    assert "Sam Sample" in page.get(address).text

    page.post(address)
    page.post(address)

    (record,) = records(app)
    assert (record.employee_id, record.status) == (person.id, AttendanceStatus.ON_TIME)
    assert "Recorded: on time" in page.get(address).text


def test_who_comes_long_after_the_start_is_late(
    app: Flask, sign_in: SignIn, make: Make, store: Store, person: Employee
) -> None:
    if local_minutes(utc_now(), ZONE) < 10:
        return  # just after midnight nobody can be late
    PageClient(sign_in(Role.SUPERVISOR)).post(path(app, booked(make, store, person, 0)))
    assert [one.status for one in records(app)] == [AttendanceStatus.LATE]


def test_people_check_in_for_themselves_and_for_nobody_else(
    app: Flask, sign_in: SignIn, make: Make, store: Store, person: Employee
) -> None:
    address = path(app, booked(make, store, person, 1430))
    other = make.employee(stores=(store,))
    stranger = PageClient(sign_in(Role.EMPLOYEE, store_ids=[store.id], employee_id=other.id))
    stranger.get(address, status=404)
    stranger.post(address, status=404)
    assert records(app) == []

    own = PageClient(sign_in(Role.EMPLOYEE, store_ids=[store.id], employee_id=person.id))
    assert "I am here" in own.get(address).text
    own.post(address)
    assert len(records(app)) == 1


def test_yesterdays_sheet_and_a_moved_schedule_are_refused(
    app: Flask, sign_in: SignIn, make: Make, store: Store, person: Employee
) -> None:
    page, before = PageClient(sign_in()), today() - timedelta(days=1)
    old = booked(make, store, person, 600, on=before)
    assert "Check in on that day" in page.get(path(app, old, before), status=409).text
    assert "was moved" in page.get(path(app, old, today()), status=409).text


@pytest.mark.parametrize("token", ["x", "1-20260303", "1-20260303-" + "0" * 32, "é-é-é", "1-20260303-"])
def test_a_code_that_was_not_made_here_opens_nothing(sign_in: SignIn, token: str) -> None:
    PageClient(sign_in()).get(f"/attendance/check-in/{token}", status=404)


def test_without_signing_in_nothing_is_shown(app: Flask, make: Make, store: Store, person: Employee) -> None:
    answer: Any = app.test_client().get(path(app, booked(make, store, person, 600)))
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]


def test_a_scanner_reads_the_code_on_the_set() -> None:
    url = f"{_BASE}/attendance/check-in/WzEyMzQ1LCIyMDI2LTExLTI0Il0.Yk3a9d2kPq8sGf7hR1tZ0w"
    for edr, layout in (
        (report(), EdrLayout.COMPACT),
        (report(), EdrLayout.OFFICIAL),
        (Missing("EDR", "gone"), EdrLayout.COMPACT),
    ):
        one = bundle(check_in_url=url, edr=edr, sales_tools=(), templates=())
        paper = packet.build_sets(day(one, options=PacketOptions(edr_layout=layout)))
        assert url in scanned(paper.pdf, 1)
