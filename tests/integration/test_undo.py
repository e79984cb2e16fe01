"""Undo of anything: what stands in the way is named, an undo can be undone, Ctrl+Z goes step by step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ChangedSince, NotFound
from app.models import Change, OutboxItem, Schedule, Setting
from app.queries import changes as change_queries
from app.services import changes, schedules, settings, undo_stack
from app.services.actors import Actor, system_actor
from app.vocabulary import OutboxOperation, ScheduleStatus
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
    people = [make.employee(stores=(store,), name=name) for name in ("Ann Ames", "Bob Birch")]
    return SimpleNamespace(store=store, ann=people[0], bob=people[1], core=make.event(store=store))


@pytest.fixture
def mia(make: Make, actor: Actor) -> Actor:
    return replace(actor, user_id=make.user(display_name="Mia Manager").id)


def book(transact: Transact, actor: Actor, event: object, employee: object, **more: object) -> schedules.Scheduled:
    wanted = {"day": MONDAY, "minutes": NINE_45} | more
    with transact() as session:
        return schedules.schedule_event(session, actor, event_id=event.id, employee_id=employee.id, **wanted)


def move(transact: Transact, actor: Actor, schedule_id: int, **more: object) -> schedules.Scheduled:
    wanted = {"day": MONDAY, "minutes": TEN_30} | more
    with transact() as session:
        return schedules.move(session, actor, schedule_id=schedule_id, version=None, **wanted)


def undo(transact: Transact, actor: Actor, change_id: int) -> tuple[int, str, str]:
    with transact() as session:
        change = changes.undo(session, actor, change_id=change_id)
        return change.id, change.command, change.summary


def state(session: Session, schedule_id: int) -> tuple[ScheduleStatus, int, int]:
    session.rollback()
    row = session.get_one(Schedule, schedule_id)
    return row.status, row.employee_id, row.starts_at.hour * 60 + row.starts_at.minute


class TestWhatStandsInTheWay:
    def test_every_later_change_of_the_rows_is_named(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace
    ) -> None:
        first = book(transact, actor, shop.core, shop.ann)
        second = move(transact, actor, first.schedule_id)
        third = move(transact, actor, first.schedule_id, day=TUESDAY)

        with pytest.raises(ChangedSince, match="changed again by") as refused, transact() as session:
            changes.undo(session, actor, change_id=first.change_id)

        assert refused.value.change_ids == (third.change_id, second.change_id)

    def test_a_place_that_somebody_has_by_now_is_named_with_the_booking(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make
    ) -> None:
        first = book(transact, actor, shop.core, shop.ann)
        with transact() as session:
            gone = schedules.cancel(session, actor, schedule_id=first.schedule_id, version=None)
        other = book(transact, actor, make.event(store=shop.store), shop.ann)

        with pytest.raises(ChangedSince, match=r"place was taken .* scheduled") as refused, transact() as session:
            changes.undo(session, actor, change_id=gone.change_id)

        assert refused.value.change_ids == (other.change_id,)

    def test_an_event_that_has_its_people_by_now_is_named(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace
    ) -> None:
        first = book(transact, actor, shop.core, shop.ann)
        with transact() as session:
            gone = schedules.cancel(session, actor, schedule_id=first.schedule_id, version=None)
        other = book(transact, actor, shop.core, shop.bob)

        with pytest.raises(ChangedSince) as refused, transact() as session:
            changes.undo(session, actor, change_id=gone.change_id)

        assert refused.value.change_ids == (other.change_id,)

    def test_once_the_later_change_is_undone_the_earlier_one_can_be(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        first = book(transact, actor, shop.core, shop.ann)
        second = move(transact, actor, first.schedule_id)

        undo(transact, actor, second.change_id)
        undo(transact, actor, first.change_id)

        assert state(session, first.schedule_id)[0] is ScheduleStatus.CANCELLED


class TestRedo:
    def test_undoing_an_undo_does_it_again_under_its_own_name(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        first = book(transact, actor, shop.core, shop.ann)

        taken_back, command, said = undo(transact, actor, first.change_id)
        again, redo_command, redo_said = undo(transact, actor, taken_back)

        assert (command, redo_command) == ("undo_schedule_event", "redo_schedule_event")
        assert said == f"Undone: {first.summary}"
        assert redo_said == f"Done again: {first.summary}"
        assert state(session, first.schedule_id)[0] is ScheduleStatus.PUBLISHED
        _, command, _ = undo(transact, actor, again)
        assert command == "undo_schedule_event"

    def test_what_was_done_again_can_be_undone_by_its_first_name(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        first = book(transact, actor, shop.core, shop.ann)
        taken_back, _, _ = undo(transact, actor, first.change_id)
        again, _, _ = undo(transact, actor, taken_back)
        with transact() as writing:
            assert change_queries.undone_among(writing, [first.change_id, taken_back, again]) == {taken_back}

        undo(transact, actor, first.change_id)

        assert state(session, first.schedule_id)[0] is ScheduleStatus.CANCELLED
        with transact() as writing:
            assert change_queries.undone_among(writing, [first.change_id, again]) == {first.change_id, again}

    def test_crossmark_is_told_each_time(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        first = book(transact, actor, shop.core, shop.ann)
        taken_back, _, _ = undo(transact, actor, first.change_id)
        undo(transact, actor, taken_back)

        operations = [item.operation for item in session.scalars(select(OutboxItem).order_by(OutboxItem.id))]

        assert operations == [OutboxOperation.BOOK, OutboxOperation.REMOVE, OutboxOperation.BOOK]

    def test_doing_a_change_of_the_sync_again_tells_crossmark_nothing(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make, session: Session
    ) -> None:
        booked = make.schedule(event=shop.core, employee=shop.ann, day=MONDAY)
        synced = {"command": "sync", "summary": "Sync", "push_to_crossmark": False}
        with transact() as writing:
            with changes.record(writing, system_actor("sync"), **synced) as recording:
                writing.get_one(Schedule, booked.id).employee_id = shop.bob.id
            change_id = recording.change_id
        taken_back, _, _ = undo(transact, actor, change_id)
        undo(transact, actor, taken_back)

        assert state(session, booked.id)[1] == shop.bob.id
        assert session.scalars(select(OutboxItem)).all() == []


class TestSteps:
    def test_ctrl_z_goes_back_one_step_at_a_time_and_forward_again(
        self, transact: Transact, mia: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        first = book(transact, mia, shop.core, shop.ann)
        move(transact, mia, first.schedule_id)
        published, ann = ScheduleStatus.PUBLISHED, shop.ann.id
        seen = [state(session, first.schedule_id)]

        for step in (undo_stack.undo_last, undo_stack.undo_last, undo_stack.redo_last, undo_stack.redo_last):
            with transact() as writing:
                step(writing, mia)
            seen.append(state(session, first.schedule_id))

        late, early = (published, ann, TEN_30 + 300), (published, ann, NINE_45 + 300)
        gone = (ScheduleStatus.CANCELLED, ann, NINE_45 + 300)
        assert seen == [late, early, gone, early, late]

    def test_after_something_new_there_is_nothing_to_do_again(
        self, transact: Transact, mia: Actor, shop: SimpleNamespace, make: Make
    ) -> None:
        book(transact, mia, shop.core, shop.ann)
        with transact() as session:
            undo_stack.undo_last(session, mia)
        book(transact, mia, make.event(store=shop.store), shop.ann)

        with pytest.raises(NotFound, match="nothing to do again"), transact() as session:
            undo_stack.redo_last(session, mia)

    def test_another_persons_work_and_old_work_are_left_alone(
        self, transact: Transact, mia: Actor, actor: Actor, shop: SimpleNamespace, make: Make
    ) -> None:
        book(transact, replace(actor, user_id=make.user().id), shop.core, shop.ann)
        with time_machine.travel("2026-02-28T15:00:00Z"):
            book(transact, mia, make.event(store=shop.store), shop.bob)

        with pytest.raises(NotFound, match="history"), transact() as session:
            undo_stack.undo_last(session, mia)

    def test_a_manager_says_how_far_it_reaches(
        self, transact: Transact, mia: Actor, shop: SimpleNamespace, make: Make, session: Session
    ) -> None:
        with time_machine.travel("2026-03-01T14:45:00Z"):
            first = book(transact, mia, shop.core, shop.ann)
        with pytest.raises(NotFound, match="last 10 minutes"), transact() as writing:
            undo_stack.undo_last(writing, mia)

        make.row(Setting(key="undo_minutes", value=20))
        with transact() as writing:
            undo_stack.undo_last(writing, mia)

        assert state(session, first.schedule_id)[0] is ScheduleStatus.CANCELLED

    def test_what_cannot_come_back_is_stepped_over(
        self, transact: Transact, mia: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        first = book(transact, mia, shop.core, shop.ann)
        with transact() as writing:
            settings.save_secret(writing, mia, "crossmark_password", "hidden")

        with transact() as writing:
            undo_stack.undo_last(writing, mia)

        assert state(session, first.schedule_id)[0] is ScheduleStatus.CANCELLED
        assert session.scalars(select(Change.command).order_by(Change.sequence.desc())).first() == "undo_schedule_event"
