"""Choosing cards, copying days: as forms that work without any script."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine

from app.models import Schedule
from app.vocabulary import Condition, Role, ScheduleStatus
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.plan_previews import seen

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
    rows = [
        make.schedule(event=make.event(store=store, condition=Condition.SCHEDULED), employee=who, day=MONDAY)
        for who in (ann, bob)
    ]
    return SimpleNamespace(store=store, ann=ann, bob=bob, rows=rows, selected=[f"{row.id}:1" for row in rows])


def days_of(session, rows) -> list[int]:
    session.rollback()
    return [session.get_one(Schedule, row.id).starts_at.day for row in rows]


def test_chosen_cards_are_previewed_then_moved_as_one_change(page, shop, session):
    first = page.post("/schedules/bulk", {"selected": shop.selected, "action": "move"}, status=200).text
    assert "Days later" in first
    assert "Can be done" not in first

    wanted = {"selected": shop.selected, "action": "move", "days": "1", "minutes": "", "next": "/calendar"}
    preview = page.post("/schedules/bulk", wanted, status=200).text
    assert "2 can be done" in preview
    assert "Ann Ames, Tue Mar 3, 9:45 AM" in preview
    assert days_of(session, shop.rows) == [2, 2]

    sent = wanted | {"scope": "all", "seen": seen(preview), "confirm": "yes"}
    assert page.post("/schedules/bulk", sent).location == "/calendar"
    assert days_of(session, shop.rows) == [3, 3]
    assert "2 schedules moved by +1 days" in page.get("/calendar").text


def test_the_same_form_again_changes_nothing_and_says_why(page, shop, session):
    wanted = {"selected": shop.selected, "action": "move", "days": "1", "scope": "all"}
    sent = wanted | {"seen": seen(page.post("/schedules/bulk", wanted, status=200).text), "confirm": "yes"}
    page.post("/schedules/bulk", sent)

    again = page.post("/schedules/bulk", sent, status=409).text

    assert "Something changed since this preview" in again
    assert "Somebody changed it after you chose it" in again
    assert days_of(session, shop.rows) == [3, 3]


def test_only_those_that_can_are_done_when_it_is_said(page, make, shop, session):
    make.time_off(employee=shop.bob, starts_on=TUESDAY)
    wanted = {"selected": shop.selected, "action": "move", "days": "1", "scope": "all"}
    preview = page.post("/schedules/bulk", wanted, status=200).text
    assert "1 can be done" in preview
    assert "1 cannot be done" in preview
    assert "Bob Birch has time off on Tue Mar 3." in preview

    sent = wanted | {"seen": seen(preview), "confirm": "yes"}
    assert "1 of 2 cannot be done" in page.post("/schedules/bulk", sent, status=409).text
    page.post("/schedules/bulk", sent | {"scope": "some"})
    assert days_of(session, shop.rows) == [3, 2]
    assert "1 was left out" in page.get("/calendar").text


def test_open_events_and_cards_are_given_to_somebody(page, make, shop, session):
    event = make.event(store=shop.store, start_date=TUESDAY, due_date=TUESDAY)
    wanted = {"event": [event.id], "action": "assign", "employee_id": shop.bob.id}

    preview = page.post("/schedules/bulk", wanted, status=200).text
    page.post("/schedules/bulk", wanted | {"seen": seen(preview), "confirm": "yes"})

    session.rollback()
    row = session.query(Schedule).filter_by(event_id=event.id).one()
    assert row.employee_id == shop.bob.id


def test_chosen_cards_are_cancelled_with_a_reason(page, shop, session):
    wanted = {"selected": shop.selected, "action": "cancel", "override_reason": "The store is closed."}
    preview = page.post("/schedules/bulk", wanted, status=200).text
    page.post("/schedules/bulk", wanted | {"seen": seen(preview), "confirm": "yes"})

    session.rollback()
    assert {session.get_one(Schedule, row.id).status for row in shop.rows} == {ScheduleStatus.CANCELLED}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, 422),
        ({"selected": ["x"], "action": "pin"}, 422),
        ({"selected": ["1:"], "action": "pin"}, 422),
        ({"selected": ["99999:1"], "action": "pin"}, 404),
        ({"selected": ["1:1"], "action": "explode"}, 422),
        ({"selected": ["1:1"], "action": "move", "days": "soon"}, 422),
        ({"selected": ["1:1"], "action": "move", "days": "99999999999999999999"}, 422),
        ({"selected": ["1:1"], "action": "assign", "employee_id": "-1"}, 422),
        ({"selected": ["1:1"], "action": "move", "days": "0"}, 422),
    ],
)
def test_strange_choices_are_refused_in_plain_words(page, shop, more, status):
    answer = page.client.post("/schedules/bulk", data={"csrf_token": page.token(), "action": "pin"} | more)

    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_who_may_not_edit_may_neither_choose_nor_copy(sign_in, shop):
    viewer = PageClient(sign_in(Role.VIEWER))
    viewer.post("/schedules/bulk", {"selected": shop.selected, "action": "cancel"}, status=403)
    viewer.get(f"/schedules/copy?first={MONDAY}&days=1", status=403)
    viewer.get(f"/schedules/{shop.rows[0].id}/copy", status=403)


class TestCopies:
    def test_a_day_is_previewed_then_copied(self, page, make, shop, session):
        make.event(store=shop.store, start_date=TUESDAY, due_date=TUESDAY)

        preview = page.get(f"/schedules/copy?first={MONDAY}&days=1&store={shop.store.id}").text
        assert "1 can be done" in preview
        assert "no other open Core event can be done on Tue Mar 3" in preview
        sent = {"first": str(MONDAY), "days": "1", "target": str(TUESDAY), "mode": "merge", "scope": "some"}
        page.post(f"/schedules/copy?store={shop.store.id}", sent | {"seen": seen(preview), "confirm": "yes"})

        assert "Mon Mar 2 copied to Tue Mar 3: 1 scheduled" in page.get("/calendar").text

    def test_overwriting_everything_asks_for_a_reason(self, page, make, shop):
        make.event(store=shop.store, start_date=TUESDAY, due_date=TUESDAY)
        sent = {"first": str(MONDAY), "days": "1", "target": str(TUESDAY), "mode": "overwrite_all", "scope": "some"}

        text = page.post("/schedules/copy", sent | {"confirm": "yes"}, status=422).text

        assert "Say why pinned schedules may be overwritten." in text

    @pytest.mark.parametrize("query", ["", "first=soon", "first=2026-02-31&days=7", f"first={MONDAY}&target=x"])
    def test_an_address_that_cannot_be_read_is_no_page(self, page, shop, query):
        page.get(f"/schedules/copy?{query}", status=404)

    def test_a_pattern_onto_itself_is_refused(self, page, shop):
        sent = {"first": str(MONDAY), "days": "7", "target": str(TUESDAY), "mode": "merge"}
        assert "outside of what is copied" in page.post("/schedules/copy", sent, status=422).text

    def test_a_card_is_copied_by_form_once_however_often_it_is_sent(self, page, make, shop, session):
        make.event(store=shop.store, start_date=TUESDAY, due_date=TUESDAY)
        path = f"/schedules/{shop.rows[0].id}/copy"
        assert "An event is done once" in page.get(path).text
        sent = {"employee_id": shop.bob.id, "date": str(TUESDAY), "start_time": "09:45", "form_key": "k"}

        page.post(path, sent)
        page.post(path, sent)

        session.rollback()
        assert session.query(Schedule).count() == 3

    def test_a_copy_without_an_open_event_says_so(self, page, shop):
        sent = {"employee_id": shop.bob.id, "date": str(TUESDAY), "start_time": "09:45"}
        path = f"/schedules/{shop.rows[0].id}/copy"

        assert "no other open Core event" in page.post(path, sent, status=409).text
        answer = page.client.post(path, data=sent | {"csrf_token": page.token()}, headers=JSON)
        assert "no other open Core event" in answer.json["detail"]
