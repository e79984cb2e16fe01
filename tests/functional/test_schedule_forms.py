"""Scheduling, moving, trading, cancelling and pinning by form, and the same routes as the drag uses them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import Change, Schedule, ScheduleException
from app.vocabulary import Condition, Role, ScheduleStatus, Title
from tests.factories import MONDAY
from tests.functional.page_client import PageClient

TUESDAY = MONDAY + timedelta(days=1)
JSON = {"Accept": "application/json"}


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def ana(make, store):
    return make.employee(stores=(store,), name="Ana Lopez")


@pytest.fixture
def ben(make, store):
    return make.employee(stores=(store,), name="Ben Ortiz")


@pytest.fixture
def waiting(make, store):
    return make.event(store=store, name="612345-CORE-Mango Salsa")


@pytest.fixture
def booked(make, store, ana):
    event = make.event(store=store, condition=Condition.SCHEDULED, name="612377-CORE-Cold Brew")
    return make.schedule(event=event, employee=ana, day=MONDAY)


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in())


def wanted(event, employee, **fields):
    typed = {"event_id": event.id, "employee_id": employee.id, "date": str(MONDAY), "start_time": "09:45"}
    return typed | {"form_key": "one form", "override_reason": ""} | fields


def moved(schedule, **fields):
    typed = {"employee_id": schedule.employee_id, "date": str(TUESDAY), "start_time": "10:30"}
    return typed | {"version": schedule.version, "override_reason": ""} | fields


def rows(session, model=Schedule):
    session.rollback()
    return session.query(model).order_by(model.id).all()


def test_of_a_large_team_the_form_lists_the_best_and_the_others_on_demand(page, make, store, waiting):
    team = [make.employee(stores=(store,), name=f"Person {number:02}") for number in range(1, 12)]
    make.time_off(employee=team[-1], starts_on=MONDAY)

    shown = page.get(f"/schedules/new?event={waiting.id}&date={MONDAY}")
    everybody = page.post("/schedules/new", wanted(waiting, team[0], everybody="1"), status=200)

    assert "3 more people" in shown.text
    assert "Person 11" not in shown.text
    assert "Person 11 has time off on Mon Mar 2." in everybody.text
    assert "more people" not in everybody.text


def test_the_form_lists_people_with_what_stands_against_each(page, make, ana, ben, waiting):
    make.time_off(employee=ben, starts_on=MONDAY)

    text = page.get(f"/schedules/new?event={waiting.id}&date={MONDAY}").text

    assert "Ana Lopez" in text
    assert "Ben Ortiz has time off on Mon Mar 2." in text
    assert 'data-start="10:30"' in text


def test_the_form_without_an_event_asks_which(page, waiting):
    assert "Mango Salsa" in page.get("/schedules/new").text


def test_scheduling_shows_a_toast_with_undo(page, session, ana, waiting):
    answer = page.post("/schedules/new", wanted(waiting, ana))

    assert answer.location.startswith(f"/day/{MONDAY}")
    text = page.get(answer.location).text
    assert "toast-success" in text
    assert "/undo" in text
    assert [row.employee_id for row in rows(session)] == [ana.id]


def test_undo_takes_it_back(page, session, ana, waiting):
    page.post("/schedules/new", wanted(waiting, ana))
    change = rows(session, Change)[-1]

    page.post(f"/admin/changes/{change.id}/undo", {"next": f"/day/{MONDAY}"})

    assert [row.status for row in rows(session)] == [ScheduleStatus.CANCELLED]


def test_a_form_sent_twice_schedules_once(page, session, ana, waiting):
    page.post("/schedules/new", wanted(waiting, ana))
    page.post("/schedules/new", wanted(waiting, ana))

    assert len(rows(session)) == 1
    assert "scheduled once" in page.get(f"/day/{MONDAY}").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "2026-02-31"},
        {"date": ""},
        {"start_time": "25:00"},
        {"start_time": ""},
        {"employee_id": "x"},
        {"employee_id": "99999999999"},
        {"override_reason": "x" * 301},
    ],
)
def test_bad_input_is_explained_and_kept(page, session, ana, waiting, wrong):
    typed = wanted(waiting, ana, override_reason="Because I say so") | wrong

    text = page.post("/schedules/new", typed, status=422).text

    assert 'role="alert"' in text
    assert ("Because I say so" in text) or "override_reason" in wrong
    assert rows(session) == []


def test_a_hard_rule_always_refuses(page, make, session, ana, waiting):
    make.time_off(employee=ana, starts_on=MONDAY)

    text = page.post("/schedules/new", wanted(waiting, ana, override_reason="I really want it"), status=409).text

    assert "Ana Lopez has time off on Mon Mar 2." in text
    assert "Not possible" in text
    assert "I really want it" in text
    assert rows(session) == []


def test_a_soft_rule_asks_for_a_reason_and_keeps_it(page, session, ana, waiting):
    odd = wanted(waiting, ana, start_time="10:00")

    assert "Warning" in page.post("/schedules/new", odd, status=409).text
    assert rows(session) == []

    page.post("/schedules/new", odd | {"override_reason": "The store asked for ten"})

    assert rows(session)[0].override_reason == "The store asked for ten"
    assert {row.reason for row in rows(session, ScheduleException)} == {"The store asked for ten"}


def test_a_supervisor_cannot_set_a_rule_aside(session, ana, waiting, sign_in):
    page = PageClient(sign_in(Role.SUPERVISOR))

    assert "override_reason" not in page.get(f"/schedules/new?event={waiting.id}").text
    page.post("/schedules/new", wanted(waiting, ana, start_time="10:00", override_reason="Please"), status=403)
    assert rows(session) == []


def test_the_button_shows_people_without_saving(page, session, ana, waiting):
    page.post("/schedules/new", wanted(waiting, ana, show="1"), status=200)

    assert rows(session) == []


def test_a_move_changes_day_and_time(page, session, booked):
    page.get(f"/schedules/{booked.id}/move")
    page.post(f"/schedules/{booked.id}/move", moved(booked))

    session.rollback()
    assert session.get(Schedule, booked.id).starts_at.isoformat() == "2026-03-03T15:30:00+00:00"


def test_a_stale_move_shows_what_changed_and_keeps_the_typed(page, session, ben, booked):
    seen = booked.version
    page.post(f"/schedules/{booked.id}/move", moved(booked, employee_id=ben.id))

    text = page.post(f"/schedules/{booked.id}/move", moved(booked, version=seen, start_time="11:30"), status=412).text

    assert "Somebody else changed this" in text
    assert "Ben Ortiz, Tue Mar 3, 10:30 AM" in text
    assert 'value="11:30"' in text
    assert f'name="version" value="{rows(session)[0].version}"' in text


def test_a_move_without_a_version_is_stale(page, booked):
    page.post(f"/schedules/{booked.id}/move", moved(booked, version=""), status=412)


def test_cancelling_opens_the_event_again(page, session, booked):
    seen = booked.version
    page.get(f"/schedules/{booked.id}/cancel")
    page.post(f"/schedules/{booked.id}/cancel", {"version": booked.version, "reason": "Closed"})

    assert [row.status for row in rows(session)] == [ScheduleStatus.CANCELLED]
    page.post(f"/schedules/{booked.id}/cancel", {"version": seen}, status=412)


def test_pinning_and_releasing(page, session, booked):
    page.post(f"/schedules/{booked.id}/pin", {"version": booked.version, "pinned": "yes"})

    assert [row.pinned for row in rows(session)] == [True]
    page.post(f"/schedules/{booked.id}/pin", {"version": 1, "pinned": "no"}, status=412)


def test_two_people_trade(page, make, session, store, ana, ben, booked):
    event = make.event(store=store, condition=Condition.SCHEDULED)
    other = make.schedule(event=event, employee=ben, day=TUESDAY)

    assert "Ben Ortiz" in page.get(f"/schedules/{booked.id}/swap").text
    page.post(f"/schedules/{booked.id}/swap", {"version": booked.version, "other_id": other.id})

    assert {row.id: row.employee_id for row in rows(session)} == {booked.id: ben.id, other.id: ana.id}


def test_a_trade_needs_somebody(page, booked):
    page.post(f"/schedules/{booked.id}/swap", {"version": booked.version}, status=422)


def test_the_page_of_a_schedule_and_its_piece(page, booked):
    assert "Ana Lopez" in page.get(f"/schedules/{booked.id}").text
    piece = page.client.get(f"/schedules/{booked.id}", headers={"HX-Request": "true"})
    assert "<html" not in piece.text


def test_the_drag_asks_before_it_saves(page, make, ana, waiting):
    make.time_off(employee=ana, starts_on=TUESDAY)
    asked = {"event_id": waiting.id, "employee_id": ana.id, "csrf_token": page.token()}

    clear = page.client.post("/schedules/check", data=asked | {"date": str(MONDAY)}, headers=JSON)
    broken = page.client.post("/schedules/check", data=asked | {"date": str(TUESDAY)}, headers=JSON)

    assert clear.json == {"employee_id": ana.id, "start_time": "09:45", "violations": []}
    assert [one["severity"] for one in broken.json["violations"]] == ["hard"]


def test_the_drag_saves_by_the_same_routes(page, session, ana, ben, waiting, booked):
    token = {"csrf_token": page.token()}
    move = moved(booked) | token

    made = page.client.post("/schedules/new", data=wanted(waiting, ben) | token, headers=JSON)
    put = page.client.post(f"/schedules/{booked.id}/move", data=move, headers=JSON)
    refused = page.client.post(f"/schedules/{booked.id}/move", data=move, headers=JSON)

    assert (made.status_code, put.status_code, refused.status_code) == (201, 201, 412)
    assert refused.mimetype == "application/problem+json"
    board = page.client.get(f"/calendar?date={MONDAY}", headers={"HX-Request": "true"})
    assert board.text.count("toast-success") == 2


def test_the_live_check_says_it_in_words(page, ana, waiting):
    asked = wanted(waiting, ana, start_time="10:00") | {"csrf_token": page.token()}

    assert "Warning" in page.client.post("/schedules/check", data=asked).text
    assert (
        "No rule stands against it" in page.client.post("/schedules/check", data=asked | {"start_time": "09:45"}).text
    )
    assert "Choose day" in page.client.post("/schedules/check", data=asked | {"date": ""}).text
    assert "Ana Lopez" in page.client.post("/schedules/people", data=asked).text


@pytest.mark.parametrize("action", ["", "/move", "/swap", "/cancel"])
def test_another_store_s_schedule_is_not_found(make, store, booked, sign_in, action):
    page = PageClient(sign_in(store_ids=[make.store().id]))

    page.get(f"/schedules/{booked.id}{action}", status=404)


def test_another_store_s_event_is_not_found(make, ana, waiting, session, sign_in):
    page = PageClient(sign_in(store_ids=[make.store().id]))

    page.get(f"/schedules/new?event={waiting.id}", status=404)
    page.post("/schedules/new", wanted(waiting, ana), status=404)
    assert rows(session) == []


@pytest.mark.parametrize("asked", ["999999", "abc", "99999999999999", "-1"])
def test_an_unknown_event_is_not_found(page, store, asked):
    assert "That event was not found." in page.get(f"/schedules/new?event={asked}", status=404).text


def test_an_address_that_names_nobody_and_no_time_leaves_them_to_be_chosen(page, ana, waiting):
    asked = f"event={waiting.id}&date={MONDAY}&employee=abc&start_time=99:99"

    text = page.get(f"/schedules/new?{asked}").text

    assert 'name="employee_id"' in text
    assert "checked" not in text


def test_a_viewer_may_not_schedule(session, ana, waiting, booked, sign_in):
    page = PageClient(sign_in(Role.VIEWER))

    page.get(f"/schedules/new?event={waiting.id}", status=403)
    page.post("/schedules/new", wanted(waiting, ana), status=403)
    for action in ("move", "swap", "cancel", "pin"):
        page.post(f"/schedules/{booked.id}/{action}", {"version": booked.version}, status=403)
    assert f"/schedules/{booked.id}/move" not in page.get(f"/schedules/{booked.id}").text
    assert len(rows(session)) == 1


def test_a_form_without_the_token_is_refused(page, session, ana, waiting):
    assert page.client.post("/schedules/new", data=wanted(waiting, ana)).status_code == 400
    assert rows(session) == []


def test_a_name_with_markup_is_shown_as_text(page, make, store, ana):
    event = make.event(store=store, name="<script>alert(1)</script>")

    assert "<script>alert" not in page.get(f"/schedules/new?event={event.id}").text


def test_a_club_supervisor_is_warned_about_on_core(page, make, store, waiting):
    nancy = make.employee(stores=(store,), name="Nancy Dinkins", title=Title.CLUB_SUPERVISOR)

    assert "normally does no demos" in page.post("/schedules/new", wanted(waiting, nancy), status=409).text
