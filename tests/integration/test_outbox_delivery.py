"""The outbox against the sandbox Crossmark: each wish exactly once, in order, and never against somebody else."""

# ruff: noqa: F811  # fixtures are imported by name and asked for by name
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.errors import NotFound
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.models.columns import utc_now
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox
from app.services import outbox, outbox_decisions
from app.services.outbox_claims import MAX_TRIES, Pace
from app.vocabulary import OutboxOperation, OutboxState, SyncState
from tests.factories import Make
from tests.integration.outbox_desk import (  # noqa: F401  # fixtures
    AT_ONCE,
    DAY,
    Desk,
    connected,
    crossmark,
    desk,
)

ZONE = ZoneInfo("America/Indiana/Indianapolis")
BOOK, DELETE = "scheduleMplanEvent", "deleteScheduledMplanEvent"


def ours(crossmark: RunningSandbox) -> list[tuple[str, str]]:
    return [(row["RepID"], row["Start"]) for row in crossmark.bookings(seeded=False)]


def test_a_booking_goes_out_once_and_its_id_comes_back(desk: Desk, crossmark: RunningSandbox) -> None:
    schedule_id = desk.book()
    assert desk.schedule(schedule_id).sync_state is SyncState.PENDING
    version = desk.schedule(schedule_id).version
    assert desk.deliver() == 1
    [booked] = crossmark.bookings(seeded=False)
    assert (booked["RepID"], booked["Start"]) == (desk.people[0].rep_id, "2026-03-20T10:30:00-04:00")
    row = desk.schedule(schedule_id)
    assert (row.crossmark_id, row.sync_state, row.version) == (booked["scheduleEventID"], SyncState.SYNCED, version)
    assert desk.states() == [OutboxState.DELIVERED]
    assert desk.deliver() == 0
    assert len(crossmark.ledger(BOOK)) == 1


def test_a_move_deletes_and_books_and_a_removal_deletes(desk: Desk, crossmark: RunningSandbox) -> None:
    schedule_id = desk.book()
    desk.deliver()
    first = desk.schedule(schedule_id).crossmark_id
    desk.move(schedule_id, employee=1)
    assert desk.deliver() == 1
    assert ours(crossmark) == [(desk.people[1].rep_id, "2026-03-21T10:30:00-04:00")]
    assert desk.schedule(schedule_id).crossmark_id not in {first, None}
    desk.cancel(schedule_id)
    assert desk.schedule(schedule_id).sync_state is SyncState.DELETE_PENDING
    assert desk.deliver() == 1
    assert ours(crossmark) == []
    assert (desk.schedule(schedule_id).crossmark_id, desk.schedule(schedule_id).sync_state) == (None, SyncState.LOCAL)


def test_items_of_one_event_are_delivered_in_order(desk: Desk, crossmark: RunningSandbox) -> None:
    first = desk.book()
    desk.deliver()
    desk.cancel(first)
    desk.book(employee=1, day=DAY + timedelta(days=1))
    assert desk.deliver() == 2
    assert ours(crossmark) == [(desk.people[1].rep_id, "2026-03-21T10:30:00-04:00")]
    operations = [row["operation"] for row in crossmark.ledger() if row["operation"] in {BOOK, DELETE}]
    assert operations == [BOOK, DELETE, BOOK]


class TestSupersededWork:
    """Several changes of one booking that were never sent become one."""

    def test_a_booking_that_was_moved_twice_is_booked_once(self, desk: Desk, crossmark: RunningSandbox) -> None:
        schedule_id = desk.book()
        desk.move(schedule_id)
        desk.move(schedule_id, employee=1)
        assert desk.deliver() == 1
        assert ours(crossmark) == [(desk.people[1].rep_id, "2026-03-22T10:30:00-04:00")]
        assert [row["operation"] for row in crossmark.ledger() if row["operation"] in {BOOK, DELETE}] == [BOOK]
        assert desk.states() == [OutboxState.DELIVERED, OutboxState.CANCELLED, OutboxState.CANCELLED]
        assert desk.schedule(schedule_id).sync_state is SyncState.SYNCED

    def test_two_moves_are_one_move(self, desk: Desk, crossmark: RunningSandbox) -> None:
        schedule_id = desk.book()
        desk.deliver()
        desk.move(schedule_id)
        desk.move(schedule_id)
        assert desk.deliver() == 1
        assert ours(crossmark) == [(desk.people[0].rep_id, "2026-03-22T10:30:00-04:00")]
        assert len(crossmark.ledger(DELETE)) == 1

    def test_a_move_before_a_removal_is_a_removal(self, desk: Desk, crossmark: RunningSandbox) -> None:
        schedule_id = desk.book()
        desk.deliver()
        desk.move(schedule_id)
        desk.cancel(schedule_id)
        assert desk.deliver() == 1
        assert ours(crossmark) == []
        assert len(crossmark.ledger(BOOK)) == 1
        assert desk.schedule(schedule_id).sync_state is SyncState.LOCAL

    def test_what_may_have_been_sent_is_not_folded(self, desk: Desk, crossmark: RunningSandbox) -> None:
        schedule_id = desk.book()
        crossmark.fault("status", BOOK, status=502, count=1)
        desk.deliver(Pace(window=60, between_reads=30))
        desk.move(schedule_id)
        desk.make_due()
        desk.deliver()
        desk.deliver()
        desk.deliver()
        assert desk.states() == [OutboxState.DELIVERED] * 2
        assert ours(crossmark) == [(desk.people[0].rep_id, "2026-03-21T10:30:00-04:00")]


def test_no_more_than_so_many_deliveries_a_second(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(outbox.time, "sleep", slept.append)
    for number in range(3):
        desk.book(day=DAY + timedelta(days=number))

    desk.deliver(replace(AT_ONCE, per_second=0.5))

    assert [seconds > 1.5 for seconds in slept] == [False, True, True]


def test_what_was_taken_back_before_it_was_sent_is_never_sent(desk: Desk, crossmark: RunningSandbox) -> None:
    schedule_id = desk.book()
    desk.cancel(schedule_id)
    assert desk.deliver() == 0
    assert desk.states() == [OutboxState.CANCELLED, OutboxState.CANCELLED]
    assert crossmark.ledger(BOOK) == []
    assert desk.schedule(schedule_id).sync_state is SyncState.LOCAL


@pytest.mark.parametrize(
    "kind", ["rst-after-effect", "status-after-effect", "garbage", "short-read", "no-id", "wrong-id"]
)
def test_a_lost_or_wrong_answer_never_books_twice(desk: Desk, crossmark: RunningSandbox, kind: str) -> None:
    schedule_id = desk.book()
    crossmark.fault(kind, BOOK, count=1)
    desk.deliver()
    assert desk.states() == [OutboxState.DELIVERED]
    [booked] = crossmark.bookings(seeded=False)
    assert desk.schedule(schedule_id).crossmark_id == booked["scheduleEventID"]
    assert len(crossmark.ledger(BOOK)) == 1


def test_an_open_outcome_waits_and_is_sent_again_after_two_looks(desk: Desk, crossmark: RunningSandbox) -> None:
    schedule_id = desk.book()
    crossmark.fault("status", BOOK, status=502, count=1)
    pace = Pace(window=60, between_reads=30)
    assert desk.deliver(pace) == 0
    assert desk.states() == [OutboxState.UNKNOWN]
    assert desk.schedule(schedule_id).sync_state is SyncState.UNKNOWN
    assert desk.items()[0].next_try_at > utc_now() + timedelta(seconds=50)
    desk.make_due()
    assert desk.deliver(pace) == 0
    assert desk.items()[0].negative_reads == 1
    assert len(crossmark.ledger(BOOK)) == 1
    desk.make_due()
    assert desk.deliver(pace) == 1
    assert len(crossmark.bookings(seeded=False)) == 1
    assert len(crossmark.ledger(BOOK)) == 2


@pytest.mark.parametrize("kind", ["rst-after-effect", "status-after-effect"])
def test_a_lost_answer_to_a_deletion_ends_with_one_booking(desk: Desk, crossmark: RunningSandbox, kind: str) -> None:
    schedule_id = desk.book()
    desk.deliver()
    crossmark.fault(kind, DELETE, count=1)
    desk.move(schedule_id)
    desk.deliver()
    assert ours(crossmark) == [(desk.people[0].rep_id, "2026-03-21T10:30:00-04:00")]
    assert desk.states() == [OutboxState.DELIVERED] * 2


def test_a_booking_that_vanished_at_crossmark_needs_no_deletion(desk: Desk, crossmark: RunningSandbox) -> None:
    schedule_id = desk.book()
    desk.deliver()
    client = CrossmarkClient(CrossmarkAccount(crossmark.base_url, CROSSMARK_USER, SANDBOX_PASSWORD))
    client.delete_scheduled(crossmark_id=str(desk.schedule(schedule_id).crossmark_id))
    desk.cancel(schedule_id)
    assert desk.deliver() == 1
    assert len(crossmark.ledger(DELETE)) == 1


def test_a_canceled_event_is_refused_before_sending(desk: Desk, crossmark: RunningSandbox) -> None:
    schedule_id = desk.book()
    crossmark.edit_mplan(desk.event.ref_num, condition="Canceled")
    assert desk.deliver() == 0
    [item] = desk.items()
    assert (item.state, "canceled" in item.last_error) == (OutboxState.NEEDS_REVIEW, True)
    assert desk.schedule(schedule_id).sync_state is SyncState.NEEDS_REVIEW
    assert crossmark.ledger(BOOK) == []


def test_somebody_elses_booking_is_never_overwritten(desk: Desk, crossmark: RunningSandbox) -> None:
    client = CrossmarkClient(CrossmarkAccount(crossmark.base_url, "demo.second", SANDBOX_PASSWORD))
    starts_at = datetime.fromisoformat("2026-03-20T11:00:00-04:00")
    theirs = client.schedule(
        mplan_id=desk.event.ref_num,
        rep_id=desk.people[1].rep_id,
        location_id=desk.location_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=6),
        zone=ZONE,
    )
    desk.book()
    assert desk.deliver() == 0
    assert desk.states() == [OutboxState.NEEDS_REVIEW]
    assert [row["scheduleEventID"] for row in crossmark.bookings(seeded=False)] == [theirs]


def test_an_outage_uses_up_no_tries_and_stops_the_round(desk: Desk, crossmark: RunningSandbox) -> None:
    desk.book()
    crossmark.fault("status", "authenticate", status=503)
    for _ in range(MAX_TRIES + 2):
        desk.make_due()
        assert desk.deliver(Pace(backoff=60)) == 0
    [item] = desk.items()
    assert (item.state, item.attempts) == (OutboxState.PENDING, 0)
    assert item.next_try_at > utc_now()
    crossmark.clear_faults()
    desk.forget_the_outage()
    desk.make_due()
    assert desk.deliver() == 1


def test_a_wrong_password_is_not_tried_for_every_item(desk: Desk, crossmark: RunningSandbox) -> None:
    settings = desk.app.extensions["settings"]
    desk.app.extensions["settings"] = replace(settings, crossmark_password="wrong")
    desk.book()
    desk.book(employee=1, day=DAY + timedelta(days=1))
    assert desk.deliver() == 0
    assert len(crossmark.ledger("authenticate")) == 1 + 1  # the desk's own sign-in came first
    assert "password" in desk.items()[0].last_error


def test_a_worker_that_lost_its_lease_neither_sends_nor_writes(
    desk: Desk, crossmark: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.book()

    def overtaken(name: str) -> None:
        if name == "after_look_up":
            item = desk.items()[0]
            item.fence += 1
            desk.session.commit()

    monkeypatch.setattr(outbox.failpoints, "reach", overtaken)
    assert desk.deliver() == 0
    assert crossmark.ledger(BOOK) == []
    [item] = desk.items()
    assert (item.state, item.step) == (OutboxState.SENDING, "")


def test_what_crossmark_cannot_know_is_not_sent(desk: Desk, crossmark: RunningSandbox, make: Make) -> None:
    desk.event = make.event(store=make.store(), ref_num="L1", external_id=None)
    desk.book()
    desk.event = make.event(store=make.store())
    desk.people = [make.employee(rep_id=None)]
    desk.book()
    assert desk.deliver() == 0
    assert desk.states() == [OutboxState.NEEDS_REVIEW]
    assert crossmark.ledger(BOOK) == []


def test_a_manager_can_retry_or_give_up(desk: Desk, crossmark: RunningSandbox) -> None:
    schedule_id = desk.book()
    crossmark.edit_mplan(desk.event.ref_num, condition="Canceled")
    desk.deliver()
    crossmark.edit_mplan(desk.event.ref_num, condition="Unstaffed")
    [item] = desk.items()
    with desk.transact() as session:
        outbox_decisions.retry(session, desk.actor, item_id=item.id)
    assert desk.schedule(schedule_id).sync_state is SyncState.PENDING
    assert desk.deliver() == 1
    with desk.transact() as session:
        assert outbox.waiting(session) == {OutboxState.DELIVERED: 1}
    assert desk.items()[0].operation is OutboxOperation.BOOK


def test_only_who_sees_the_store_decides(desk: Desk, crossmark: RunningSandbox, make: Make) -> None:
    desk.book()
    crossmark.edit_mplan(desk.event.ref_num, condition="Canceled")
    desk.deliver()
    [item] = desk.items()
    stranger = replace(desk.actor, store_ids=frozenset({make.store().id}))

    for decide in (outbox_decisions.retry, outbox_decisions.give_up):
        with pytest.raises(NotFound), desk.transact() as session:
            decide(session, stranger, item_id=item.id)

    assert desk.states() == [OutboxState.NEEDS_REVIEW]
