"""The faults of Crossmark while a booking is sent, one class each, with the sentence a manager reads."""

# ruff: noqa: F811  # fixtures are imported by name and asked for by name
from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from app.models.columns import utc_now
from app.sandbox.running import RunningSandbox
from app.services import breakers
from app.services.outbox_claims import MAX_TRIES, Pace
from app.vocabulary import BreakerState, OutboxState, SyncState
from tests.integration.outbox_desk import Desk, connected, crossmark, desk  # noqa: F401  # fixtures
from tests.integration.test_faults import BOOK, LOGIN, pointed_at


class TestD01NoConnection:
    def test_the_outbox_waits_and_the_breaker_opens(self, desk: Desk) -> None:
        desk.book()
        with pointed_at(desk.app, "http://127.0.0.1:9"):
            for _ in range(6):
                desk.make_due()
                desk.deliver()
        assert desk.states() == [OutboxState.PENDING]
        with desk.transact() as session:
            [found] = [one for one in breakers.shown(session) if one.name == "crossmark"]
        assert found.state is BreakerState.OPEN
        assert "left alone" in desk.items()[0].last_error


class TestD04Troubles:
    @pytest.mark.parametrize("status", [500, 502, 503])
    def test_what_passes_is_waited_for_and_delivered_once(
        self, desk: Desk, crossmark: RunningSandbox, status: int
    ) -> None:
        desk.book()
        crossmark.fault("status", BOOK, status=status, count=1)
        for _ in range(4):
            desk.make_due()
            desk.deliver()
        assert desk.states() == [OutboxState.DELIVERED]
        assert len(crossmark.bookings(seeded=False)) == 1


class TestD05TooManyRequests:
    def test_the_outbox_waits_as_long_as_it_was_asked_to(self, desk: Desk, crossmark: RunningSandbox) -> None:
        desk.book()
        crossmark.fault("status", "getScheduledEvents", status=429, headers={"Retry-After": "120"})
        desk.deliver()
        [item] = desk.items()
        assert timedelta(seconds=100) < item.next_try_at - utc_now() < timedelta(seconds=125)
        assert item.last_error == ("Crossmark asks to wait 120 seconds before the next request. Try again after that.")


class TestD06TurnedAway:
    def test_once_it_signs_in_anew_and_goes_on(self, desk: Desk, crossmark: RunningSandbox) -> None:
        desk.book()
        crossmark.fault("status", BOOK, status=401, count=1)
        for _ in range(3):
            desk.deliver()
            desk.make_due()
        assert desk.states() == [OutboxState.DELIVERED]

    def test_again_and_again_it_stops_and_asks_a_manager(self, desk: Desk, crossmark: RunningSandbox) -> None:
        desk.book()
        crossmark.fault("status", BOOK, status=403)
        for _ in range(MAX_TRIES + 2):
            desk.deliver()
            desk.make_due()
        assert desk.states() == [OutboxState.DEAD]
        assert 1 < len(crossmark.ledger(BOOK)) <= MAX_TRIES
        assert "sign-in at Crossmark had ended" in desk.items()[0].last_error


class TestD07LoginThatProvesNothing:
    def test_all_that_waits_goes_on_waiting_and_loses_no_try(self, desk: Desk, crossmark: RunningSandbox) -> None:
        desk.book()
        crossmark.fault("garbage", LOGIN)
        desk.deliver()
        [item] = desk.items()
        assert (item.state, item.attempts) == (OutboxState.PENDING, 0)
        assert "did not let us in" in item.last_error


class TestD11AnswerLost:
    def test_it_is_looked_up_and_stands_once(self, desk: Desk, crossmark: RunningSandbox) -> None:
        desk.book()
        crossmark.fault("rst-after-effect", BOOK, count=1)
        desk.deliver()
        assert desk.states() == [OutboxState.DELIVERED]
        assert len(crossmark.ledger(BOOK)) == 1


class TestD12EffectThatComesLate:
    def test_nothing_is_sent_again_while_it_may_still_appear(self, desk: Desk, crossmark: RunningSandbox) -> None:
        settings = desk.app.extensions["settings"]
        desk.app.extensions["settings"] = replace(settings, crossmark_timeout=4)
        desk.book()
        crossmark.fault("delay-effect", BOOK, delay=6.0, count=1)
        desk.deliver(Pace(window=60, between_reads=30))
        [item] = desk.items()
        assert item.state is OutboxState.UNKNOWN
        assert "may or may not have done it" in item.last_error
        appears_by = time.monotonic() + 60
        while not crossmark.bookings(seeded=False) and time.monotonic() < appears_by:
            time.sleep(0.1)
        desk.make_due()
        desk.deliver(Pace(window=60, between_reads=30))
        assert desk.states() == [OutboxState.DELIVERED]
        assert len(crossmark.ledger(BOOK)) == 1


class TestD13WrongId:
    @pytest.mark.parametrize("kind", ["no-id", "wrong-id", "foreign-id"])
    def test_the_id_of_an_answer_is_never_believed(self, desk: Desk, crossmark: RunningSandbox, kind: str) -> None:
        schedule_id = desk.book()
        crossmark.fault(kind, BOOK)
        desk.deliver()
        [booked] = crossmark.bookings(seeded=False)
        assert desk.schedule(schedule_id).crossmark_id == booked["scheduleEventID"]


class TestD14AlreadyScheduled:
    def test_ours_counts_as_done(self, desk: Desk, crossmark: RunningSandbox) -> None:
        desk.book()
        crossmark.fault("status-after-effect", BOOK, status=409, count=1)
        desk.deliver()
        assert desk.states() == [OutboxState.DELIVERED]

    def test_somebody_elses_is_for_a_manager(self, desk: Desk, crossmark: RunningSandbox) -> None:
        desk.book()
        crossmark.fault("status", BOOK, status=409, count=1)
        desk.deliver()
        assert desk.states() == [OutboxState.NEEDS_REVIEW]
        assert desk.items()[0].last_error.startswith("Crossmark refused")


class TestD22OtherClock:
    def test_what_their_clock_says_plays_no_part(self, desk: Desk, crossmark: RunningSandbox) -> None:
        schedule_id = desk.book()
        crossmark.fault("rst-after-effect", BOOK, count=1)
        desk.deliver(Pace(window=0, between_reads=0, backoff=0))
        assert desk.schedule(schedule_id).sync_state is SyncState.SYNCED
        assert len({(r["mPlanID"], r["RepID"], r["Start"]) for r in crossmark.ledger(BOOK)}) == 1
