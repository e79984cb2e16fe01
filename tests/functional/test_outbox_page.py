"""The page of what goes out to Crossmark: exactly what is sent, and what a manager decides about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.models import OutboxItem, Schedule
from app.vocabulary import OutboxOperation, OutboxState, Role, SyncState
from tests.factories import MONDAY, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

PAYLOAD = {
    "mplan_id": "31200001",
    "rep_id": "181818",
    "location_id": "154321",
    "zone": "America/Indiana/Indianapolis",
    "starts_at": "2026-03-02T14:45:00+00:00",
    "ends_at": "2026-03-02T21:15:00+00:00",
}


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.fixture
def item(make, store):
    def made(state: OutboxState = OutboxState.DEAD, store=store, **fields) -> OutboxItem:
        event = make.event(store=store, name=fields.pop("name", "Oat Bars"))
        schedule = make.schedule(event=event, employee=make.employee(stores=(store,)), day=MONDAY)
        return make.row(
            OutboxItem(
                schedule_id=schedule.id,
                event_id=event.id,
                state=state,
                next_try_at=datetime(2026, 3, 1, tzinfo=UTC),
                **{
                    "operation": OutboxOperation.BOOK,
                    "payload": {},
                    "attempts": 6,
                    "last_error": "Crossmark answered with an error.",
                }
                | fields,
            )
        )

    return made


@pytest.fixture
def state_of(session):
    def looked(item: OutboxItem) -> tuple[OutboxState, SyncState]:
        session.rollback()
        found = session.get_one(OutboxItem, item.id)
        return found.state, session.get_one(Schedule, found.schedule_id).sync_state

    return looked


def test_a_stopped_delivery_is_shown_with_its_reason_and_sent_again(page, item, state_of):
    stopped = item()

    assert "1 needs you" in page.get("/sync").text
    assert "Crossmark answered with an error." in page.get("/sync/outbox").text

    page.post(f"/sync/outbox/{stopped.id}/decide", {"decision": "retry"})

    assert state_of(stopped) == (OutboxState.PENDING, SyncState.PENDING)


def test_it_shows_field_for_field_what_is_sent(page, item):
    item(OutboxState.PENDING, operation=OutboxOperation.MOVE, payload=PAYLOAD | {"old": {"crossmark_id": "44100001"}})

    text = page.get("/sync/outbox").text

    for words in ("not yet at Crossmark", "44100001", "MVScheduledmPlan", "2026-03-02T09:45:00-05:00", "181818"):
        assert words in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OutboxState.UNKNOWN, "outcome unclear, is looked up"),
        (OutboxState.NEEDS_REVIEW, "needs your decision"),
        (OutboxState.DELIVERED, "confirmed by Crossmark"),
        (OutboxState.DONE_THERE, "done at Crossmark by hand"),
    ],
)
def test_each_state_has_its_words(page, item, state, words):
    item(state)

    assert words in page.get("/sync/outbox").text


@pytest.mark.parametrize("before", [OutboxState.NEEDS_REVIEW, OutboxState.PENDING])
def test_a_delivery_can_be_called_off_and_that_taken_back(page, item, state_of, before):
    stopped = item(before)

    page.post(f"/sync/outbox/{stopped.id}/decide", {"decision": "give_up"})
    assert state_of(stopped) == (OutboxState.CANCELLED, SyncState.NEEDS_REVIEW)
    assert "Take the decision back" in page.get("/sync/outbox").text

    page.post(f"/sync/outbox/{stopped.id}/decide", {"decision": "take_back"})
    assert state_of(stopped) == (before, SyncState.LOCAL)


def test_what_somebody_did_at_crossmark_is_marked_with_the_reason_and_that_taken_back(page, item, state_of):
    stopped = item()

    page.post(f"/sync/outbox/{stopped.id}/decide", {"decision": "done_there", "reason": "Booked by phone, Mia"})
    assert state_of(stopped) == (OutboxState.DONE_THERE, SyncState.SYNCED)
    assert "Booked by phone, Mia" in page.get("/sync/outbox").text

    page.post(f"/sync/outbox/{stopped.id}/decide", {"decision": "take_back"})
    assert state_of(stopped) == (OutboxState.DEAD, SyncState.LOCAL)


def test_without_a_reason_nothing_is_marked(page, item, state_of):
    stopped = item()

    page.post(f"/sync/outbox/{stopped.id}/decide", {"decision": "done_there", "reason": " "})

    assert "toast-error" in page.get("/sync/outbox").text
    assert state_of(stopped)[0] is OutboxState.DEAD


def test_what_is_being_sent_is_not_decided_by_hand(page, item, state_of):
    sending = item(OutboxState.SENDING)

    page.post(f"/sync/outbox/{sending.id}/decide", {"decision": "retry"})

    assert "toast-error" in page.get("/sync/outbox").text
    assert state_of(sending)[0] is OutboxState.SENDING
    page.post(f"/sync/outbox/{sending.id}/decide", {"decision": "maybe"}, status=400)
    page.post("/sync/outbox/98765/decide", {"decision": "retry"}, status=404)


def test_what_nobody_decided_cannot_be_taken_back(page, item, state_of):
    superseded = item(OutboxState.CANCELLED)

    page.post(f"/sync/outbox/{superseded.id}/decide", {"decision": "take_back"})

    assert state_of(superseded)[0] is OutboxState.CANCELLED


def test_a_decision_that_a_sync_has_overtaken_stays(page, make, session, item, state_of):
    stopped = item()
    page.post(f"/sync/outbox/{stopped.id}/decide", {"decision": "done_there", "reason": "By phone"})
    session.rollback()
    session.query(Schedule).update({"crossmark_id": "44100001"})
    session.commit()

    page.post(f"/sync/outbox/{stopped.id}/decide", {"decision": "take_back"})

    assert state_of(stopped)[0] is OutboxState.DONE_THERE


def test_deliveries_of_other_stores_do_not_exist(sign_in, make, store, item):
    foreign = item(store=make.store(), name="Foreign work")
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    assert "Foreign work" not in page.get("/sync/outbox").text
    page.post(f"/sync/outbox/{foreign.id}/decide", {"decision": "retry"}, status=404)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR, Role.EMPLOYEE])
def test_others_may_not_even_look(sign_in, role):
    assert sign_in(role).get("/sync/outbox").status_code == 403


def test_a_name_with_markup_is_shown_as_text(page, item):
    item(name="<script>alert(1)</script>", last_error="<b>bad</b>")

    text = page.get("/sync/outbox").text

    assert "<script>alert" not in text
    assert "<b>bad" not in text


def test_more_deliveries_need_no_more_queries(app, page, item):
    item()
    page.get("/sync/outbox")
    few = counted(app, lambda: page.get("/sync/outbox"))
    for _ in range(6):
        item()

    assert counted(app, lambda: page.get("/sync/outbox")) == few


def test_everything_booked_from_today_on_comes_as_crossmarks_own_list(sign_in, make, store):
    other = make.store()
    soon = now().date() + timedelta(days=2)
    for place, name in ((store, "Oat Bars"), (other, "Not mine")):
        event = make.event(store=place, name=name, start_date=soon, due_date=soon)
        make.schedule(event=event, employee=make.employee(stores=(place,)), day=soon)

    answer = PageClient(sign_in(Role.MANAGER, store_ids=[store.id])).get("/sync/outbox?export=calendar")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="CalendarSchedule.csv"'
    heading, row = answer.get_data(as_text=True).splitlines()
    assert heading.endswith("Employee ID,Schedule Date/Time")
    assert row.startswith("Oat Bars,")
