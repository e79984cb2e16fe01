"""A whole day at once: what moves, what stays, what is told, and that one undo takes it back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.formatting import local_day
from app.models import Change, Event, Holiday, OutboxItem, Schedule
from app.services import changes, day_operations
from app.services.actors import Actor
from app.services.day_operations import Closing, DayPlan, Takeover
from app.vocabulary import Condition, EventType, OutboxOperation, Role, ScheduleStatus, Title
from tests.factories import MONDAY, ZONE, Make

Transact = Callable[[], AbstractContextManager[Session]]
DAY = MONDAY + timedelta(days=1)
LATER = MONDAY + timedelta(days=3)
WHY = "The store counts its stock"


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    with time_machine.travel("2026-03-02T10:00:00Z", tick=True):
        yield


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store(name="Maple Grove")
    ann = make.employee(stores=(store,), name="Ann Ames", title=Title.LEAD)
    core = make.event(store=store, condition=Condition.SCHEDULED)
    return SimpleNamespace(store=store, ann=ann, core=core, booked=make.schedule(event=core, employee=ann, day=DAY))


def chosen(plan: DayPlan) -> dict[int, str]:
    return {
        piece.row.schedule_id or 0: piece.chosen.choice if piece.chosen else "stays"
        for piece in plan.pieces
        if not piece.along
    }


def closing(shop: SimpleNamespace, to: date | None = None, **more: bool) -> Closing:
    return Closing(shop.store.id, DAY, to, **more)


def close(transact: Transact, actor: Actor, wanted: Closing, reason: str = WHY) -> day_operations.Done:
    with transact() as session:
        picks = chosen(day_operations.plan_closing(session, actor, wanted))
        return day_operations.close(session, actor, wanted, picks, reason=reason)


def places(session: Session) -> list[tuple[int, int, date]]:
    session.rollback()
    rows = session.scalars(select(Schedule).where(Schedule.status == ScheduleStatus.PUBLISHED).order_by(Schedule.id))
    return [(row.event_id, row.employee_id, local_day(row.starts_at, ZONE)) for row in rows]


class TestClosing:
    def test_without_a_day_everything_is_open_again(
        self, transact: Transact, actor: Actor, session: Session, shop: SimpleNamespace
    ) -> None:
        done = close(transact, actor, closing(shop))

        assert places(session) == []
        assert session.get_one(Event, shop.core.id).condition is Condition.UNSTAFFED
        assert [item.operation for item in session.scalars(select(OutboxItem))] == [OutboxOperation.REMOVE]
        assert done.summary == "Tue Mar 3 at Maple Grove closed: 0 moved, 1 open again"

    def test_work_moves_with_its_person_and_its_supervisor_visit(
        self, transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
    ) -> None:
        carl = make.employee(stores=(shop.store,), name="Carl", title=Title.CLUB_SUPERVISOR)
        visit = make.event(
            store=shop.store, type=EventType.SUPERVISOR, event_number=shop.core.event_number,
            duration_minutes=5, exclusive=False, condition=Condition.SCHEDULED,
        )  # fmt: skip
        make.schedule(event=visit, employee=carl, day=DAY, minutes=720)

        close(transact, actor, closing(shop, LATER))

        assert places(session) == [(shop.core.id, shop.ann.id, LATER), (visit.id, carl.id, LATER)]

    def test_who_cannot_come_that_day_is_replaced(
        self, transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
    ) -> None:
        make.time_off(employee=shop.ann, starts_on=LATER)
        bob = make.employee(stores=(shop.store,), name="Bob")

        close(transact, actor, closing(shop, LATER))

        assert places(session) == [(shop.core.id, bob.id, LATER)]

    def test_one_undo_opens_the_day_again(
        self, transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
    ) -> None:
        make.schedule(event=make.event(store=shop.store), employee=make.employee(stores=(shop.store,)), day=DAY)
        before = places(session)

        done = close(transact, actor, closing(shop, LATER, keep_closed=True))
        assert session.scalars(select(Holiday.name).where(Holiday.active)).all() == [WHY]
        assert len(session.scalars(select(Change)).all()) == 1
        session.rollback()
        with transact() as inner:
            changes.undo(inner, actor, change_id=done.change_id)

        assert places(session) == before
        assert session.scalars(select(Holiday).where(Holiday.active)).all() == []

    def test_only_who_may_edit_settings_keeps_a_day_closed(
        self, transact: Transact, session: Session, shop: SimpleNamespace
    ) -> None:
        sue = Actor(None, "sue", "Sue", Role.SUPERVISOR, None)
        with pytest.raises(Forbidden):
            close(transact, sue, closing(shop, keep_closed=True))
        assert len(places(session)) == 1

    @pytest.mark.parametrize(
        "wanted",
        [Closing(1, MONDAY - timedelta(days=1)), Closing(1, DAY, DAY), Closing(1, DAY, MONDAY - timedelta(days=2))],
    )
    def test_days_that_cannot_be_are_refused(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, wanted: Closing
    ) -> None:
        with pytest.raises(Invalid):
            close(transact, actor, Closing(shop.store.id, wanted.day, wanted.to))

    def test_a_reason_is_needed(self, transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
        with pytest.raises(Invalid):
            close(transact, actor, closing(shop), reason=" ")

    def test_an_old_pick_changes_nothing(
        self, transact: Transact, actor: Actor, session: Session, shop: SimpleNamespace
    ) -> None:
        with transact() as inner, pytest.raises(Stale):
            day_operations.close(inner, actor, closing(shop), {shop.booked.id: "gone"}, reason=WHY)
        assert len(places(session)) == 1

    def test_another_managers_store_is_not_found(self, transact: Transact, shop: SimpleNamespace) -> None:
        ned = Actor(None, "ned", "Ned", Role.MANAGER, frozenset({shop.store.id + 1}))
        with pytest.raises(NotFound):
            close(transact, ned, closing(shop))


class TestTakeover:
    @pytest.fixture
    def kiosks(self, make: Make, shop: SimpleNamespace) -> list[Event]:
        lena = make.employee(stores=(shop.store,), name="Lena", title=Title.LEAD)
        found = []
        for minutes in (600, 660):
            kiosk = make.event(
                store=shop.store, type=EventType.FREEOSK, name="FREEOSK", event_number=None, start_date=DAY,
                duration_minutes=30, exclusive=False, condition=Condition.SCHEDULED,
            )  # fmt: skip
            make.schedule(event=kiosk, employee=lena, day=DAY, minutes=minutes)
            found.append(kiosk)
        return found

    def take_over(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, employee_id: int
    ) -> day_operations.Done:
        wanted = Takeover(shop.store.id, DAY, employee_id)
        with transact() as session:
            picks = chosen(day_operations.plan_takeover(session, actor, wanted))
            return day_operations.take_over(session, actor, wanted, picks, reason="Lena leads a training")

    def test_all_short_work_goes_to_one_person(
        self, transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace, kiosks: list[Event]
    ) -> None:
        carl = make.employee(stores=(shop.store,), name="Carl", title=Title.CLUB_SUPERVISOR)

        done = self.take_over(transact, actor, shop, carl.id)

        taken = {event_id: person for event_id, person, _ in places(session)}
        assert {taken[kiosk.id] for kiosk in kiosks} == {carl.id}
        assert taken[shop.core.id] == shop.ann.id
        assert done.summary == "Carl takes over 2 of 2 events on Tue Mar 3"

    def test_what_does_not_fit_stays_and_says_why(
        self, transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace, kiosks: list[Event]
    ) -> None:
        carl = make.employee(stores=(shop.store,), name="Carl", title=Title.CLUB_SUPERVISOR)
        make.time_off(employee=carl, starts_on=DAY, starts_minute=650, ends_minute=800)

        with transact() as inner:
            plan = day_operations.plan_takeover(inner, actor, Takeover(shop.store.id, DAY, carl.id))
            fits = [bool(piece.offers) for piece in plan.pieces]
            why = [broken.rule for piece in plan.pieces for broken in piece.standing]
        done = self.take_over(transact, actor, shop, carl.id)

        assert fits == [True, False]
        assert why[0] == "time_off"
        assert done.summary.startswith("Carl takes over 1 of 2")

    def test_a_specialist_cannot_be_chosen(
        self, transact: Transact, actor: Actor, make: Make, shop: SimpleNamespace, kiosks: list[Event]
    ) -> None:
        with pytest.raises(Invalid):
            self.take_over(transact, actor, shop, make.employee(stores=(shop.store,)).id)

    def test_nothing_to_take_over_is_said(self, transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
        with pytest.raises(Conflict):
            self.take_over(transact, actor, shop, shop.ann.id)
