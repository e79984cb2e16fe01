"""What a drag asks and is answered, as the calendar's scripts ask it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine

from app.vocabulary import Role
from tests.factories import MONDAY
from tests.functional.page_client import PageClient

JSON = {"Accept": "application/json"}
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_fixed_day():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in())


@pytest.fixture
def shop(make) -> SimpleNamespace:
    store = make.store()
    ann, bob = (make.employee(stores=(store,), name=name) for name in ("Ann Ames", "Bob Birch"))
    core = make.event(store=store, start_date=MONDAY, due_date=MONDAY + timedelta(days=3))
    return SimpleNamespace(
        store=store,
        ann=ann,
        bob=bob,
        core=core,
        booked=make.schedule(event=core, employee=ann, day=MONDAY),
        open=make.event(store=store),
    )


def asked(shop: SimpleNamespace, **more: object) -> str:
    fields = {"event_id": shop.core.id, "schedule_id": shop.booked.id, "first": MONDAY, "last": TUESDAY} | more
    return "/schedules/verdicts?" + "&".join(f"{name}={value}" for name, value in fields.items())


def test_a_drag_is_told_each_place_with_its_first_reason(page, make, shop):
    make.time_off(employee=shop.bob, starts_on=TUESDAY)

    told = page.get(asked(shop), headers=JSON).json

    places = told["places"][str(shop.bob.id)]
    assert told["version"] == shop.booked.version
    assert places[str(MONDAY)] == [[585, 0, -1]]
    start, level, reason = places[str(TUESDAY)][0]
    assert (start, level) == (585, 2)
    assert "time off" in told["reasons"][reason]


def test_neighbouring_quarters_with_one_verdict_are_told_once(page, make, shop):
    make.time_off(employee=shop.bob, starts_on=TUESDAY)

    told = page.get(asked(shop, from_time="06:00", to_time="22:00"), headers=JSON).json

    runs = told["places"][str(shop.bob.id)][str(TUESDAY)]
    assert [run[:2] for run in runs] == [[360, 2]]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"first": "2026-02-31"}, 422),
        ({"last": "2027-01-01"}, 422),
        ({"from_time": "25:00"}, 422),
        ({"event_id": ""}, 422),
        ({"event_id": "'"}, 422),
        ({"event_id": 999999}, 404),
        ({"schedule_id": 999999}, 404),
    ],
)
def test_a_strange_question_is_refused_in_plain_words(page, shop, more, status):
    answer = page.client.get(asked(shop, **more), headers=JSON)

    assert answer.status_code == status
    assert answer.json["detail"]


def test_who_may_not_move_anything_is_not_told(sign_in, shop):
    assert sign_in(Role.VIEWER).get(asked(shop), headers=JSON).status_code == 403


def test_a_day_without_a_person_goes_to_the_best_one(page, make, shop):
    make.time_off(employee=shop.ann, starts_on=TUESDAY)
    wanted = {"event_id": shop.open.id, "date": str(TUESDAY), "csrf_token": page.token()}

    told = page.client.post("/schedules/check", data=wanted, headers=JSON).json

    assert told == {"employee_id": shop.bob.id, "start_time": "09:45", "violations": []}


def test_a_drag_that_came_second_is_told_both_versions(page, shop):
    first = {"employee_id": shop.bob.id, "date": str(MONDAY), "start_time": "09:45", "version": 1}
    page.post(f"/schedules/{shop.booked.id}/move", data=first)
    second = first | {"employee_id": shop.ann.id, "date": str(TUESDAY), "csrf_token": page.token()}

    answer = page.client.post(f"/schedules/{shop.booked.id}/move", data=second, headers=JSON)

    assert answer.status_code == 412
    assert "now with Bob Birch on Mon Mar 2 at 9:45 AM" in answer.json["detail"]
    assert "You wanted Ann Ames on Tue Mar 3 at 9:45 AM" in answer.json["detail"]
