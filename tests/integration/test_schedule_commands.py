"""Booking, moving, trading and cancelling through the services, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, DoubleBooked, Forbidden, NotFound, RuleBroken, Stale
from app.models import Change, Event, OutboxItem, Schedule, ScheduleException
from app.services import changes, schedules
from app.services.actors import Actor, system_actor
from app.vocabulary import Condition, EventType, OutboxOperation, Role, ScheduleStatus, SyncState, Title
from tests.factories import MONDAY, Make

Transact = Callable[[], AbstractContextManager[Session]]
NINE_45, TEN_30 = 585, 630
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store()
    return SimpleNamespace(
        store=store,
        ann=make.employee(stores=(store,), name="Ann Ames"),
        bob=make.employee(stores=(store,), name="Bob Birch"),
        chief=make.employee(stores=(store,), name="Cleo Chief", title=Title.CLUB_SUPERVISOR),
        core=make.event(store=store),
    )


def book(transact: Transact, actor: Actor, event: Event, employee: object, **more: object) -> schedules.Scheduled:
    wanted = {"day": MONDAY, "minutes": NINE_45} | more
    with transact() as session:
        return schedules.schedule_event(session, actor, event_id=event.id, employee_id=employee.id, **wanted)


def row(session: Session, schedule_id: int) -> Schedule:
    session.rollback()
    return session.get_one(Schedule, schedule_id)


class TestSchedule:
    def test_it_books_marks_the_event_and_asks_for_the_push(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)

        saved = row(session, done.schedule_id)
        assert saved.status is ScheduleStatus.PUBLISHED
        assert saved.ends_at - saved.starts_at == timedelta(minutes=390)
        assert saved.sync_state is SyncState.PENDING
        assert session.get_one(Event, shop.core.id).condition is Condition.SCHEDULED
        item = session.scalars(select(OutboxItem)).one()
        assert (item.operation, item.schedule_id) == (OutboxOperation.BOOK, saved.id)
        assert item.payload["mplan_id"] == shop.core.ref_num
        assert item.payload["rep_id"] == shop.ann.rep_id

    def test_a_hard_rule_stands_whatever_the_reason(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make, session: Session
    ) -> None:
        make.time_off(employee=shop.ann, starts_on=MONDAY)

        with pytest.raises(RuleBroken, match="time off") as refused:
            book(transact, actor, shop.core, shop.ann, override_reason="she will come anyway")

        assert [v.rule for v in refused.value.violations if v.severity == "hard"] == ["time_off"]
        assert session.scalars(select(Schedule)).all() == []
        assert session.scalars(select(Change)).all() == []

    def test_a_soft_rule_asks_for_a_reason_and_keeps_it(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        with pytest.raises(RuleBroken) as refused:
            book(transact, actor, shop.core, shop.ann, minutes=600)
        assert refused.value.only_soft

        done = book(transact, actor, shop.core, shop.ann, minutes=600, override_reason="The store asked for ten.")

        kept = session.scalars(select(ScheduleException)).all()
        assert [(k.schedule_id, k.reason) for k in kept] == [(done.schedule_id, "The store asked for ten.")] * len(kept)
        assert {k.rule for k in kept} == {v.rule for v in done.warnings} == {"allowed_time"}
        assert row(session, done.schedule_id).override_reason == "The store asked for ten."

    def test_a_supervisor_may_not_set_rules_aside(self, transact: Transact, shop: SimpleNamespace) -> None:
        supervisor = Actor(None, "sam", "Sam", Role.SUPERVISOR, None)

        with pytest.raises(Forbidden):
            book(transact, supervisor, shop.core, shop.ann, minutes=600, override_reason="please")

    def test_another_stores_event_is_not_found(self, transact: Transact, shop: SimpleNamespace) -> None:
        elsewhere = Actor(None, "mo", "Mo", Role.MANAGER, frozenset({shop.store.id + 1}))

        with pytest.raises(NotFound):
            book(transact, elsewhere, shop.core, shop.ann)

    def test_unknown_people_are_not_found(self, transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
        with pytest.raises(NotFound, match="employee"), transact() as session:
            schedules.schedule_event(
                session, actor, event_id=shop.core.id, employee_id=987654, day=MONDAY, minutes=NINE_45
            )

    def test_the_same_event_is_not_booked_twice(self, transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
        book(transact, actor, shop.core, shop.ann)

        with pytest.raises(RuleBroken) as refused:
            book(transact, actor, shop.core, shop.bob)

        assert refused.value.violations[0].rule == "already_assigned"

    def test_the_database_itself_refuses_an_overlap(
        self, make: Make, shop: SimpleNamespace, transact: Transact
    ) -> None:
        first = make.schedule(event=shop.core, employee=shop.ann, day=MONDAY)
        other = make.event(store=shop.store)

        robot = system_actor("command")
        overlapping = Schedule(
            event_id=other.id,
            employee_id=shop.ann.id,
            starts_at=first.starts_at + timedelta(minutes=389),
            ends_at=first.ends_at + timedelta(minutes=389),
            status=ScheduleStatus.PUBLISHED,
        )

        with (
            pytest.raises(DoubleBooked),
            transact() as session,
            changes.record(session, robot, command="test", summary="test"),
        ):
            session.add(overlapping)


class TestConflict:
    """What Crossmark holds against a rule of ours stays booked there until somebody settles it."""

    @pytest.fixture
    def stuck(self, make: Make, shop: SimpleNamespace) -> Schedule:
        return make.schedule(
            event=shop.core, employee=shop.bob, day=TUESDAY, status=ScheduleStatus.CONFLICT, crossmark_id="44100001"
        )

    def test_its_event_is_not_booked_a_second_time(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, stuck: Schedule, session: Session
    ) -> None:
        with pytest.raises(RuleBroken, match="already assigned to Bob Birch on Tue Mar 3"):
            book(transact, actor, shop.core, shop.ann)

        session.rollback()
        assert session.scalars(select(OutboxItem)).all() == []

    def test_it_is_settled_by_moving_it(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, stuck: Schedule, session: Session
    ) -> None:
        wanted = {"day": MONDAY, "minutes": NINE_45, "employee_id": shop.ann.id}
        with transact() as writing:
            schedules.move(writing, actor, schedule_id=stuck.id, version=stuck.version, **wanted)

        settled = row(session, stuck.id)
        assert (settled.status, settled.employee_id) == (ScheduleStatus.PUBLISHED, shop.ann.id)
        [item] = session.scalars(select(OutboxItem)).all()
        assert (item.operation, item.payload["old"]["crossmark_id"]) == (OutboxOperation.MOVE, "44100001")

    def test_once_cancelled_here_and_there_the_event_is_free(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, stuck: Schedule, session: Session
    ) -> None:
        with transact() as writing:
            schedules.cancel(writing, actor, schedule_id=stuck.id, version=stuck.version)
        book(transact, actor, shop.core, shop.ann)

        session.rollback()
        waiting = session.scalars(select(OutboxItem).order_by(OutboxItem.id)).all()
        assert [item.operation for item in waiting] == [OutboxOperation.REMOVE, OutboxOperation.BOOK]

    def test_undoing_the_move_puts_it_back_at_crossmark_too(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, stuck: Schedule, session: Session
    ) -> None:
        with transact() as writing:
            done = schedules.move(
                writing, actor, schedule_id=stuck.id, version=stuck.version, day=MONDAY, minutes=NINE_45
            )
        with transact() as writing:
            changes.undo(writing, actor, change_id=done.change_id)

        assert row(session, stuck.id).status is ScheduleStatus.CONFLICT
        waiting = session.scalars(select(OutboxItem).order_by(OutboxItem.id)).all()
        assert waiting[-1].operation is OutboxOperation.MOVE
        assert waiting[-1].payload["starts_at"] == stuck.starts_at.isoformat()


class TestPairs:
    @pytest.fixture
    def visit(self, make: Make, shop: SimpleNamespace) -> Event:
        return make.event(
            store=shop.store,
            type=EventType.SUPERVISOR,
            event_number=shop.core.event_number,
            duration_minutes=5,
            exclusive=False,
        )

    def test_a_core_takes_its_visit_along(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, visit: Event, session: Session
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)

        paired = session.scalars(select(Schedule).where(Schedule.event_id == visit.id)).one()
        assert paired.employee_id == shop.chief.id
        assert paired.starts_at.date() == MONDAY
        assert "Cleo Chief" in done.also[0]
        assert {i.schedule_id for i in session.scalars(select(OutboxItem))} == {done.schedule_id, paired.id}

    def test_moving_the_core_moves_the_visit(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, visit: Event, session: Session
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)

        with transact() as db:
            schedules.move(db, actor, schedule_id=done.schedule_id, version=None, day=TUESDAY, minutes=NINE_45)

        paired = session.scalars(select(Schedule).where(Schedule.event_id == visit.id)).one()
        assert (paired.starts_at.date(), paired.employee_id) == (TUESDAY, shop.chief.id)

    def test_cancelling_the_core_cancels_the_visit_and_one_undo_brings_both_back(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, visit: Event, session: Session
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)
        with transact() as db:
            cancelled = schedules.cancel(db, actor, schedule_id=done.schedule_id, version=None)
        assert {s.status for s in session.scalars(select(Schedule))} == {ScheduleStatus.CANCELLED}
        assert session.get_one(Event, visit.id).condition is Condition.UNSTAFFED

        with transact() as db:
            changes.undo(db, actor, change_id=cancelled.change_id)

        session.rollback()
        assert {s.status for s in session.scalars(select(Schedule))} == {ScheduleStatus.PUBLISHED}

    def test_a_visit_that_cannot_follow_is_named(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, visit: Event, make: Make, session: Session
    ) -> None:
        make.time_off(employee=shop.chief, starts_on=MONDAY)

        done = book(transact, actor, shop.core, shop.ann)

        assert "could not go along" in done.also[0]
        assert session.scalars(select(Schedule).where(Schedule.event_id == visit.id)).all() == []


class TestMove:
    def test_a_schedule_never_stands_in_its_own_way(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)
        version = row(session, done.schedule_id).version

        with transact() as db:
            schedules.move(db, actor, schedule_id=done.schedule_id, version=version, day=MONDAY, minutes=TEN_30)

        moved = row(session, done.schedule_id)
        assert moved.version > version
        item = session.scalars(select(OutboxItem).order_by(OutboxItem.id.desc())).first()
        assert item is not None
        assert item.operation is OutboxOperation.MOVE
        assert item.payload["old"]["starts_at"] < item.payload["starts_at"]

    def test_an_old_version_is_refused(self, transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
        done = book(transact, actor, shop.core, shop.ann)

        with pytest.raises(Stale), transact() as db:
            schedules.move(db, actor, schedule_id=done.schedule_id, version=999, day=MONDAY, minutes=TEN_30)

    def test_a_cancelled_schedule_stays_cancelled(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)
        with transact() as db:
            schedules.cancel(db, actor, schedule_id=done.schedule_id, version=None)

        with pytest.raises(Conflict, match="cancelled"), transact() as db:
            schedules.move(db, actor, schedule_id=done.schedule_id, version=None, day=MONDAY, minutes=TEN_30)

    def test_an_imported_conflict_is_resolved_by_moving_it(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make, session: Session
    ) -> None:
        held = make.schedule(event=shop.core, employee=shop.ann, day=MONDAY, status=ScheduleStatus.CONFLICT)

        with transact() as db:
            schedules.move(
                db, actor, schedule_id=held.id, version=None, day=TUESDAY, minutes=NINE_45, employee_id=shop.bob.id
            )

        assert row(session, held.id).status is ScheduleStatus.PUBLISHED


class TestSwap:
    def test_two_people_trade_their_cores(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make, session: Session
    ) -> None:
        first = book(transact, actor, shop.core, shop.ann)
        second = book(transact, actor, make.event(store=shop.store), shop.bob)

        with transact() as db:
            schedules.swap(db, actor, schedule_id=first.schedule_id, version=None, other_id=second.schedule_id)

        assert row(session, first.schedule_id).employee_id == shop.bob.id
        assert row(session, second.schedule_id).employee_id == shop.ann.id

    def test_who_is_off_on_the_other_day_cannot_trade(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make
    ) -> None:
        first = book(transact, actor, shop.core, shop.ann)
        second = book(transact, actor, make.event(store=shop.store), shop.bob, day=TUESDAY)
        make.time_off(employee=shop.ann, starts_on=TUESDAY)

        with pytest.raises(RuleBroken, match="Ann Ames"), transact() as db:
            schedules.swap(db, actor, schedule_id=first.schedule_id, version=None, other_id=second.schedule_id)


class TestUndo:
    def test_a_booking_is_taken_back_and_removed_at_crossmark(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)

        with transact() as db:
            changes.undo(db, actor, change_id=done.change_id)

        assert row(session, done.schedule_id).status is ScheduleStatus.CANCELLED
        assert session.get_one(Event, shop.core.id).condition is Condition.UNSTAFFED
        operations = [item.operation for item in session.scalars(select(OutboxItem).order_by(OutboxItem.id))]
        assert operations == [OutboxOperation.BOOK, OutboxOperation.REMOVE]

    def test_what_was_changed_again_names_the_later_change(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)
        with transact() as db:
            schedules.move(db, actor, schedule_id=done.schedule_id, version=None, day=MONDAY, minutes=TEN_30)

        with pytest.raises(Conflict, match=r"changed again by .*moved"), transact() as db:
            changes.undo(db, actor, change_id=done.change_id)

    def test_nothing_is_undone_twice(self, transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
        done = book(transact, actor, shop.core, shop.ann)
        with transact() as db:
            changes.undo(db, actor, change_id=done.change_id)

        with pytest.raises(Conflict, match="already undone"), transact() as db:
            changes.undo(db, actor, change_id=done.change_id)

    def test_a_viewer_undoes_nothing(self, transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
        done = book(transact, actor, shop.core, shop.ann)

        with pytest.raises(Forbidden), transact() as db:
            changes.undo(db, Actor(None, "v", "Vic", Role.VIEWER, None), change_id=done.change_id)

    def test_the_chain_holds_and_shows_where_it_was_cut(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make
    ) -> None:
        book(transact, actor, shop.core, shop.ann)
        book(transact, actor, make.event(store=shop.store), shop.bob)
        with transact() as db:
            assert changes.broken_links(db) == []

        with transact() as db:
            first = db.scalars(select(Change).order_by(Change.sequence)).first()
            assert first is not None
            first.summary = "something else"
            with db.no_autoflush:
                assert changes.broken_links(db) == ["Change 1 was altered after it was written."]
            db.expunge(first)

    def test_a_tracked_row_cannot_change_without_a_record(self, transact: Transact, shop: SimpleNamespace) -> None:
        with pytest.raises(RuntimeError, match=r"outside changes\.record"), transact() as db:
            db.get_one(Event, shop.core.id).name = "quietly renamed"
