"""A duty that loses its person is told when it happens, whichever page it happens on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.formatting import local_day, short_day, to_utc
from app.models import Proposal, RotationException
from app.services.scheduling.assumptions import Assumption, AssumptionKind
from app.vocabulary import (
    EventType,
    ProposalKind,
    ProposalStatus,
    Role,
    RotationKind,
    RunStatus,
    TimeOffStatus,
    Title,
)
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted
from tests.functional.test_rotations import EMPTY


@pytest.fixture
def day() -> date:
    return local_day(now(), ZONE) + timedelta(days=10)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def juicer(make, store, day):
    person = make.employee(stores=(store,), name="Jo Juice", title=Title.JUICER)
    make.rotation(store=store, employee=person, weekday=day.weekday())
    return person


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


def warning_of(page: PageClient, answer) -> str:
    """What the toast with the warning says on the page that follows; empty when there is none."""
    shown = page.get(answer.location).text.split('class="app-toast toast-warning"')
    return shown[1].split("</span>")[0] if len(shown) > 1 else ""


def absence(day: date, **fields: str) -> dict[str, str]:
    typed = {"starts_on": day.isoformat(), "ends_on": day.isoformat(), "reason": ""} | fields
    return {f"absence-{name}": value for name, value in typed.items()}


def test_time_off_entered_over_a_duty_warns(page, juicer, day):
    said = warning_of(page, page.post(f"/employees/{juicer.id}/time-off", absence(day)))

    assert f"Jo Juice is Juicer on {short_day(day)}. Nobody stands in." in said


def test_time_off_beside_the_duty_does_not_warn(page, juicer, day):
    answer = page.post(f"/employees/{juicer.id}/time-off", absence(day + timedelta(days=1)))

    assert warning_of(page, answer) == ""


def test_a_gap_that_stood_before_is_not_told_again(page, make, juicer, day):
    make.time_off(employee=juicer, starts_on=day)

    beside = page.post(f"/employees/{juicer.id}/time-off", absence(day + timedelta(days=1)))
    assert warning_of(page, beside) == ""
    said = warning_of(page, page.post(f"/employees/{juicer.id}/time-off", absence(day + timedelta(days=7))))
    assert short_day(day + timedelta(days=7)) in said
    assert short_day(day) not in said


def test_the_list_shows_the_duties_before_anybody_approves_and_warns_when_somebody_does(page, make, juicer, day):
    asked = make.time_off(employee=juicer, starts_on=day, status=TimeOffStatus.REQUESTED)

    assert f"Juicer, {short_day(day)}" in page.get("/time-off").text
    answer = page.post(f"/time-off/{asked.id}/decide", {"decision": "approve", "version": "1", "next": "/time-off"})
    assert "Nobody stands in." in warning_of(page, answer)


def test_a_day_that_somebody_else_has_is_not_hit(page, make, store, juicer, day):
    other = make.employee(stores=(store,), name="Ann Juice", title=Title.JUICER)
    make.row(RotationException(store_id=store.id, day=day, kind=RotationKind.JUICER, employee_id=other.id))
    make.time_off(employee=juicer, starts_on=day)
    make.time_off(employee=other, starts_on=day)

    shown = page.get("/time-off").text

    assert shown.count(f"Juicer, {short_day(day)}") == 1


def test_denying_does_not_warn(page, make, juicer, day):
    asked = make.time_off(employee=juicer, starts_on=day, status=TimeOffStatus.REQUESTED)

    answer = page.post(f"/time-off/{asked.id}/decide", {"decision": "deny", "version": "1", "next": "/time-off"})

    assert warning_of(page, answer) == ""


def test_a_grid_with_somebody_who_is_off_warns(page, make, store, day):
    away = make.employee(stores=(store,), name="Jo Juice", title=Title.JUICER)
    make.time_off(employee=away, starts_on=day)

    saved = page.post(f"/rotations/{store.id}", EMPTY | {f"juicer_{day.weekday()}": str(away.id)})

    assert f"Jo Juice is Juicer on {short_day(day)}" in warning_of(page, saved)


def test_an_exception_for_somebody_who_is_off_warns(page, make, store, juicer, day):
    other = make.employee(stores=(store,), name="Ann Juice", title=Title.JUICER)
    make.time_off(employee=other, starts_on=day)
    typed = {"day": day.isoformat(), "kind": "juicer", "employee_id": str(other.id), "reason": ""}

    answer = page.post(
        f"/rotations/{store.id}/exceptions", {f"exception-{name}": value for name, value in typed.items()}
    )

    assert "Ann Juice has time off" in warning_of(page, answer)


def test_an_exception_removed_over_time_off_warns(page, make, store, juicer, day):
    other = make.employee(stores=(store,), name="Ann Juice", title=Title.JUICER)
    make.time_off(employee=juicer, starts_on=day)
    row = make.row(RotationException(store_id=store.id, day=day, kind=RotationKind.JUICER, employee_id=other.id))

    assert "Jo Juice has time off" in warning_of(page, page.post(f"/rotations/exceptions/{row.id}/remove"))


def edited(juicer, store, **fields: str) -> dict[str, str]:
    return {
        "version": "1",
        "name": "Jo Juice",
        "title": Title.JUICER.value,
        "store_ids": str(store.id),
        "home_store_id": str(store.id),
        "active": "y",
    } | fields


def test_deactivating_warns_of_every_week(page, juicer, store, day):
    typed = edited(juicer, store)
    del typed["active"]

    said = warning_of(page, page.post(f"/employees/{juicer.id}/edit", typed))

    assert "Jo Juice is not active." in said
    assert "more days" in said


def test_another_title_warns(page, juicer, store):
    said = warning_of(page, page.post(f"/employees/{juicer.id}/edit", edited(juicer, store, title="Event Specialist")))

    assert "cannot be Juicer" in said


def test_a_change_that_costs_no_duty_does_not_warn(page, juicer, store):
    said = warning_of(page, page.post(f"/employees/{juicer.id}/edit", edited(juicer, store, name="Jo Joyce")))

    assert said == ""


def test_more_time_off_needs_no_more_queries(app, page, make, juicer, day):
    make.time_off(employee=juicer, starts_on=day)
    page.get("/time-off")
    few = counted(app, lambda: page.get("/time-off"))
    for week in range(1, 6):
        make.time_off(employee=juicer, starts_on=day + timedelta(weeks=week))

    assert counted(app, lambda: page.get("/time-off")) == few


def test_the_page_shares_out_the_days(page, make, store, juicer):
    done = make.event(store=store, type=EventType.JUICER)
    make.schedule(event=done, employee=juicer, day=local_day(now(), ZONE) - timedelta(days=3))
    make.schedule(event=make.event(store=store), employee=juicer, day=local_day(now(), ZONE) - timedelta(days=4))

    shares = page.get("/rotations").text.split('id="shares"')[1]

    row = shares.split("Jo Juice")[1].split("</tr>")[0]
    assert [piece.split("<")[0] for piece in row.split('class="share-number">')[1:]] == ["1", "8"]


def test_the_link_of_a_gap_fills_in_the_form(page, store, day):
    text = page.get(f"/rotations?date={day}&kind=primary_lead").text

    assert f'value="{day}"' in text
    assert '<option selected value="primary_lead">' in text
    assert "<details open>" in text


def test_a_what_if_that_enters_an_absence_warns_when_it_is_applied(page, make, store, juicer, day):
    monday = day - timedelta(days=day.weekday())
    out = Assumption(AssumptionKind.ABSENT, store.id, day, day, employee_id=juicer.id, name="Jo Juice")
    run = make.run(
        store=store, week_start=monday, mode="replan", status=RunStatus.COMPLETED, assumptions=[out.as_data()]
    )
    other = make.employee(stores=(store,), name="Ann Able")
    event = make.event(store=store, start_date=day, due_date=day + timedelta(days=2))
    starts_at = to_utc(day, 585, ZONE)
    make.row(
        Proposal(
            run_id=run.id,
            event_id=event.id,
            employee_id=other.id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=390),
            kind=ProposalKind.NEW,
            status=ProposalStatus.PROPOSED,
        )
    )

    answer = page.post(f"/auto-scheduler/runs/{run.id}/apply", {"mode": "merge", "reason": ""})

    assert f"Jo Juice is Juicer on {short_day(day)}" in warning_of(page, answer)


def test_more_people_and_exceptions_need_no_more_queries(app, page, make, store, juicer, day):
    def grow(ahead: int) -> None:
        person = make.employee(stores=(store,), title=Title.JUICER)
        when = day + timedelta(days=ahead)
        make.row(RotationException(store_id=store.id, day=when, kind=RotationKind.JUICER, employee_id=person.id))
        make.time_off(employee=person, starts_on=when)

    grow(0)
    page.get("/rotations")
    few = counted(app, lambda: page.get("/rotations"))
    for ahead in range(1, 6):
        grow(ahead)

    assert counted(app, lambda: page.get("/rotations")) == few
