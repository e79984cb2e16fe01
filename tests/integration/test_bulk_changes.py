"""Many cards changed at once, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Forbidden, Invalid, NotFound, StaleProposal
from app.models import Change, Event, OutboxItem, Schedule
from app.services import bulk_changes, changes
from app.services.actors import Actor
from app.services.board_changes import Carried, Wish, fingerprint
from app.services.bulk_changes import Bulk
from app.vocabulary import BulkAction, Condition, EventType, OutboxOperation, Role, ScheduleStatus, Title
from tests.factories import MONDAY, Make

Transact = Callable[[], AbstractContextManager[Session]]
TUESDAY = MONDAY + timedelta(days=1)
SOME = Wish(only_possible=True)


@pytest.fixture(autouse=True)
def _a_fixed_day():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    """Ann has Core work on Monday and on Tuesday, Bob on Monday."""
    store = make.store()
    ann, bob = (make.employee(stores=(store,), name=name) for name in ("Ann Ames", "Bob Birch"))
    places = [(ann, MONDAY), (ann, TUESDAY), (bob, MONDAY)]
    rows = [make.schedule(event=held(make, store), employee=who, day=day) for who, day in places]
    return SimpleNamespace(store=store, ann=ann, bob=bob, rows=rows, ids={row.id: row.version for row in rows})


def held(make: Make, store: object) -> Event:
    return make.event(store=store, condition=Condition.SCHEDULED)


def carry_out(transact: Transact, actor: Actor, bulk: Bulk, wish: Wish | None = None) -> Carried:
    with transact() as session:
        return bulk_changes.apply(session, actor, bulk, wish or Wish())


def place(session: Session, row: Schedule) -> tuple[int, int, str]:
    session.rollback()
    found = session.get_one(Schedule, row.id)
    return found.employee_id, found.starts_at.day, found.status.value


def now(session: Session, *rows: Schedule) -> dict[int, int]:
    """The versions somebody sees who looks now."""
    session.rollback()
    return {row.id: session.get_one(Schedule, row.id).version for row in rows}


class TestMove:
    def test_a_chain_moves_on_together_as_one_change(self, transact, actor, shop, session) -> None:
        done = carry_out(transact, actor, Bulk(BulkAction.MOVE, shop.ids, days=1))

        assert [place(session, row)[1] for row in shop.rows] == [3, 4, 3]
        assert done.summary == "3 schedules moved by +1 days"
        change = session.scalars(select(Change)).one()
        with transact() as writing:
            changes.undo(writing, actor, change_id=change.id)
        assert [place(session, row)[1] for row in shop.rows] == [2, 3, 2]

    def test_what_cannot_go_stays_and_is_in_the_way_of_the_rest(self, transact, actor, make, shop, session) -> None:
        make.time_off(employee=shop.ann, starts_on=TUESDAY + timedelta(days=1))
        bulk = Bulk(BulkAction.MOVE, shop.ids, days=1)

        with transact() as reading:
            lines = bulk_changes.preview(reading, actor, bulk)
        assert [line.severity.value for line in lines] == ["hard", "off", "hard"]

        with pytest.raises(Conflict, match="2 of 3 cannot be done"):
            carry_out(transact, actor, bulk)
        assert carry_out(transact, actor, bulk, SOME).done == 1
        assert [place(session, row)[1] for row in shop.rows] == [2, 3, 3]

    def test_warnings_need_a_reason_from_who_may_give_one(self, transact, actor, shop, session) -> None:
        bulk = Bulk(BulkAction.MOVE, {shop.rows[2].id: 1}, minutes=15)
        supervisor = Actor(None, "s", "Sue", Role.SUPERVISOR, None)

        with pytest.raises(Conflict):
            carry_out(transact, actor, bulk)
        with pytest.raises(Forbidden):
            carry_out(transact, supervisor, bulk, Wish(reason="The store asked."))
        carry_out(transact, actor, bulk, Wish(reason="The store asked."))
        session.rollback()
        row = session.get_one(Schedule, shop.rows[2].id)
        assert row.override_reason == "The store asked."
        assert row.warnings

    def test_a_start_outside_of_the_day_is_refused(self, transact, actor, shop) -> None:
        with pytest.raises(Conflict, match="none of these"):
            carry_out(transact, actor, Bulk(BulkAction.MOVE, shop.ids, minutes=1000), SOME)

    def test_visits_follow_their_core(self, transact, actor, make, shop, session) -> None:
        chief = make.employee(stores=(shop.store,), name="Cleo Chief", title=Title.CLUB_SUPERVISOR)
        number = session.get_one(Event, shop.rows[2].event_id).event_number
        visit = make.event(
            store=shop.store,
            event_number=number,
            type=EventType.SUPERVISOR,
            duration_minutes=5,
            exclusive=False,
            condition=Condition.SCHEDULED,
        )
        gone = make.schedule(event=visit, employee=chief, day=MONDAY, minutes=720)

        carry_out(transact, actor, Bulk(BulkAction.MOVE, {shop.rows[2].id: 1}, days=1))
        assert place(session, gone) == (chief.id, 3, "published")

        carry_out(transact, actor, Bulk(BulkAction.CANCEL, now(session, shop.rows[2])))
        assert place(session, gone)[2] == "cancelled"
        assert session.get_one(Event, visit.id).condition is Condition.UNSTAFFED


class TestOtherActions:
    def test_open_events_go_to_the_best_free_people(self, transact, actor, make, shop, session) -> None:
        opened = [make.event(store=shop.store, start_date=TUESDAY, due_date=TUESDAY) for _ in range(2)]
        bulk = Bulk(BulkAction.ASSIGN, event_ids=tuple(one.id for one in opened))

        with transact() as reading:
            lines = bulk_changes.preview(reading, actor, bulk)
        assert [line.severity.value for line in lines] == ["off", "hard"]

        carry_out(transact, actor, bulk, SOME)
        row = session.scalars(select(Schedule).where(Schedule.event_id == opened[0].id)).one()
        assert row.employee_id == shop.bob.id
        assert session.get_one(Event, opened[0].id).condition is Condition.SCHEDULED

    def test_cards_go_to_another_person(self, transact, actor, shop, session) -> None:
        bulk = Bulk(BulkAction.ASSIGN, {shop.rows[1].id: 1}, employee_id=shop.bob.id)

        carry_out(transact, actor, bulk)

        assert place(session, shop.rows[1]) == (shop.bob.id, 3, "published")

    def test_cancelling_opens_the_events_and_tells_crossmark(self, transact, actor, shop, session) -> None:
        session.get_one(Schedule, shop.rows[0].id).crossmark_id = "99"
        session.commit()

        carry_out(
            transact, actor, Bulk(BulkAction.CANCEL, now(session, *shop.rows)), Wish(reason="The store is closed.")
        )

        assert {place(session, row)[2] for row in shop.rows} == {"cancelled"}
        assert session.get_one(Event, shop.rows[0].event_id).condition is Condition.UNSTAFFED
        assert [item.operation for item in session.scalars(select(OutboxItem))] == [OutboxOperation.REMOVE] * 3
        assert session.scalars(select(Change)).one().reason == "The store is closed."

    def test_pins_are_set_and_taken_back(self, transact, actor, shop, session) -> None:
        carry_out(transact, actor, Bulk(BulkAction.PIN, shop.ids))
        assert session.get_one(Schedule, shop.rows[0].id).pinned
        again = now(session, *shop.rows)
        with pytest.raises(Conflict, match="none of these"):
            carry_out(transact, actor, Bulk(BulkAction.PIN, again), SOME)
        carry_out(transact, actor, Bulk(BulkAction.UNPIN, again))
        session.rollback()
        assert not session.get_one(Schedule, shop.rows[0].id).pinned

    def test_drafts_are_published_and_stay_drafts_when_moved(self, transact, actor, shop, session) -> None:
        session.get_one(Schedule, shop.rows[2].id).status = ScheduleStatus.DRAFT
        session.commit()

        carry_out(transact, actor, Bulk(BulkAction.MOVE, now(session, shop.rows[2]), days=2))
        assert place(session, shop.rows[2])[1:] == (4, "draft")
        with pytest.raises(Conflict, match="none of these"):  # it begins within the frozen days
            carry_out(transact, actor, Bulk(BulkAction.PUBLISH, now(session, shop.rows[2])), SOME)
        carry_out(transact, actor, Bulk(BulkAction.MOVE, now(session, shop.rows[2]), days=2))
        carry_out(transact, actor, Bulk(BulkAction.PUBLISH, now(session, shop.rows[0], shop.rows[2])), SOME)
        assert place(session, shop.rows[2])[1:] == (6, "published")


class TestRefusals:
    def test_a_card_that_changed_meanwhile_is_named_not_overwritten(self, transact, actor, shop, session) -> None:
        stale = {row: version - 1 for row, version in shop.ids.items()}
        with transact() as reading:
            lines = bulk_changes.preview(reading, actor, Bulk(BulkAction.MOVE, stale, days=1))
        assert {line.note for line in lines} == {
            "Somebody changed it after you chose it. Look at it, then choose it again."
        }
        with pytest.raises(Conflict, match="none of these"):
            carry_out(transact, actor, Bulk(BulkAction.MOVE, stale, days=1), SOME)
        assert place(session, shop.rows[0])[1] == 2

    def test_what_the_preview_did_not_show_is_not_done(self, transact, actor, make, shop) -> None:
        bulk = Bulk(BulkAction.MOVE, shop.ids, days=1)
        with transact() as reading:
            seen = fingerprint(bulk_changes.preview(reading, actor, bulk))
        make.time_off(employee=shop.bob, starts_on=TUESDAY)
        with pytest.raises(StaleProposal):
            carry_out(transact, actor, bulk, Wish(only_possible=True, seen=seen))

    def test_a_choice_that_makes_no_sense_is_refused(self, transact, actor, make, shop) -> None:
        elsewhere = make.event(store=make.store())
        for bulk in (
            Bulk(BulkAction.MOVE),
            Bulk(BulkAction.MOVE, shop.ids),
            Bulk(BulkAction.MOVE, shop.ids, days=1000),
            Bulk(BulkAction.MOVE, dict.fromkeys(range(1, 300), 1), days=1),
            Bulk(BulkAction.ASSIGN, shop.ids, event_ids=(elsewhere.id,), employee_id=shop.bob.id),
        ):
            with pytest.raises(Invalid):
                carry_out(transact, actor, bulk)

    def test_nobody_changes_what_he_does_not_see(self, transact, actor, shop) -> None:
        eve = Actor(None, "e", "Eve", Role.MANAGER, frozenset())
        viewer = Actor(None, "v", "Vic", Role.VIEWER, None)
        for who, bulk, refusal in (
            (eve, Bulk(BulkAction.CANCEL, shop.ids), NotFound),
            (viewer, Bulk(BulkAction.CANCEL, shop.ids), Forbidden),
            (actor, Bulk(BulkAction.CANCEL, {999_999: 1}), NotFound),
            (actor, Bulk(BulkAction.ASSIGN, shop.ids, employee_id=999_999), NotFound),
        ):
            with pytest.raises(refusal):
                carry_out(transact, who, bulk)
