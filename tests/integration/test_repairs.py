"""Ways out of a conflict: shown with all they mean, done as one change exactly as shown, and taken back by one undo."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.models import Attendance, Change, Event, OutboxItem, Schedule, ScheduleException
from app.models.columns import utc_now
from app.services import changes, repairs, schedules
from app.services.actors import Actor
from app.services.repair_plan import RepairPlan
from app.services.repairs import Target, Trouble
from app.services.scheduling.repair import RepairKind
from app.vocabulary import AttendanceStatus, Condition, EventType, OutboxOperation, Role, ScheduleStatus, Title
from tests.factories import MONDAY, Make

Transact = Callable[[], AbstractContextManager[Session]]
NINE_45 = 585
DAY = timedelta(days=1)
TUESDAY = MONDAY + DAY
WHY = "Ann called in."


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    with time_machine.travel("2026-03-02T10:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store()
    return SimpleNamespace(
        store=store,
        ann=make.employee(stores=(store,), name="Ann Ames"),
        bob=make.employee(stores=(store,), name="Bob Birch"),
    )


def look(transact: Transact, actor: Actor, target: Target) -> Trouble:
    with transact() as session:
        trouble = repairs.ways_out(session, actor, target)
        session.rollback()
        return trouble


def the(trouble: Trouble, kind: RepairKind) -> RepairPlan:
    return next(offer for offer in trouble.offers if offer.repair.kind is kind)


def do(transact: Transact, actor: Actor, target: Target, key: str) -> schedules.Scheduled:
    with transact() as session:
        return repairs.do(session, actor, target, key=key, reason=WHY)


def row(session: Session, schedule_id: int) -> Schedule:
    session.rollback()
    return session.get_one(Schedule, schedule_id)


def state(session: Session) -> list[tuple[object, ...]]:
    """What stands, and what the events say about it."""
    session.rollback()
    rows = session.scalars(select(Schedule).order_by(Schedule.id))
    stand = [
        (r.event_id, r.employee_id, r.starts_at, r.status) for r in rows if r.status is not ScheduleStatus.CANCELLED
    ]
    events = session.scalars(select(Event).order_by(Event.id))
    return [*stand, *((e.id, e.condition, e.bumps) for e in events)]


class TestCalledIn:
    @pytest.fixture
    def absent(self, make: Make, shop: SimpleNamespace) -> Schedule:
        make.row(
            Attendance(employee_id=shop.ann.id, day=MONDAY, status=AttendanceStatus.CALLED_IN, recorded_at=utc_now())
        )
        return make.schedule(
            event=make.event(store=shop.store, condition=Condition.SCHEDULED), employee=shop.ann, day=MONDAY
        )

    def test_the_page_says_so_and_offers_whoever_is_there(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, absent: Schedule
    ) -> None:
        trouble = look(transact, actor, Target(schedule_id=absent.id))

        assert [broken.message for broken in trouble.standing] == ["Ann Ames called in on Mon Mar 2."]
        other = the(trouble, RepairKind.OTHER_EMPLOYEE)
        assert [(one.gist, one.text.split(" on ")[0].split(":")[0]) for one in other.consequences[:2]] == [
            ("loses", f"Ann Ames loses Core {absent.event_id and other.repair.changes[0].event.event_number}"),
            ("gains", f"Bob Birch gains Core {other.repair.changes[0].event.event_number}"),
        ]
        assert other.consequences[1].text.endswith(": 6 h 30 min on 1 day that week.")
        assert any(one.text.startswith("Crossmark is told: move Core") for one in other.consequences)

    def test_one_click_does_it_and_one_undo_takes_it_back(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, absent: Schedule, session: Session
    ) -> None:
        target, before = Target(schedule_id=absent.id), state(session)
        offer = the(look(transact, actor, target), RepairKind.OTHER_EMPLOYEE)

        done = do(transact, actor, target, offer.key)

        assert row(session, absent.id).employee_id == shop.bob.id
        change = session.scalars(select(Change)).one()
        assert (change.command, change.reason) == ("repair_other_employee", WHY)
        assert [item.operation for item in session.scalars(select(OutboxItem))] == [OutboxOperation.MOVE]
        with transact() as writing:
            changes.undo(writing, actor, change_id=done.change_id)
        assert state(session) == before

    def test_leaving_it_open_frees_the_event(
        self, transact: Transact, actor: Actor, absent: Schedule, session: Session
    ) -> None:
        target = Target(schedule_id=absent.id)
        offer = the(look(transact, actor, target), RepairKind.RELEASE)
        assert any("is open again, due Mon Mar 9" in one.text for one in offer.consequences)

        do(transact, actor, target, offer.key)

        assert row(session, absent.id).status is ScheduleStatus.CANCELLED
        assert session.get_one(Event, absent.event_id).condition is Condition.UNSTAFFED

    def test_whoever_is_absent_replaces_nobody(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, absent: Schedule, make: Make
    ) -> None:
        make.row(
            Attendance(
                employee_id=shop.bob.id, day=MONDAY, status=AttendanceStatus.NO_CALL_NO_SHOW, recorded_at=utc_now()
            )
        )
        trouble = look(transact, actor, Target(schedule_id=absent.id))
        assert RepairKind.OTHER_EMPLOYEE not in {offer.repair.kind for offer in trouble.offers}

    def test_work_that_began_is_not_put_at_a_start_that_is_over(
        self, transact: Transact, actor: Actor, absent: Schedule
    ) -> None:
        with time_machine.travel("2026-03-02T19:00:00Z", tick=False):
            trouble = look(transact, actor, Target(schedule_id=absent.id))
        places = [change for offer in trouble.offers for change in offer.repair.changes]
        assert {change.start for change in places if change.day == MONDAY} == {NINE_45}


class TestImportedConflict:
    @pytest.fixture
    def clash(self, make: Make, shop: SimpleNamespace) -> Schedule:
        make.schedule(event=make.event(store=shop.store, condition=Condition.SCHEDULED), employee=shop.ann, day=TUESDAY)
        work = make.event(store=shop.store, condition=Condition.SCHEDULED)
        return make.schedule(
            event=work, employee=shop.ann, day=TUESDAY, status=ScheduleStatus.CONFLICT, crossmark_id="8001"
        )

    def test_a_repair_moves_the_booking_at_crossmark_instead_of_adding_one(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clash: Schedule, session: Session
    ) -> None:
        target = Target(schedule_id=clash.id)
        trouble = look(transact, actor, target)
        assert "overlap" in {broken.rule for broken in trouble.standing}

        done = do(transact, actor, target, the(trouble, RepairKind.OTHER_EMPLOYEE).key)

        saved = row(session, clash.id)
        assert (saved.status, saved.employee_id) == (ScheduleStatus.PUBLISHED, shop.bob.id)
        item = session.scalars(select(OutboxItem)).one()
        assert (item.operation, item.payload["old"]["crossmark_id"]) == (OutboxOperation.MOVE, "8001")
        with transact() as writing:
            changes.undo(writing, actor, change_id=done.change_id)
        assert row(session, clash.id).status is ScheduleStatus.CONFLICT

    def test_cancelling_one_takes_the_booking_back_at_crossmark(
        self, transact: Transact, actor: Actor, clash: Schedule, session: Session
    ) -> None:
        with transact() as writing:
            schedules.cancel(writing, actor, schedule_id=clash.id, version=None)
        session.rollback()
        assert [item.operation for item in session.scalars(select(OutboxItem))] == [OutboxOperation.REMOVE]


class TestSwapAndBump:
    def test_a_swap_of_one_morning_is_done_and_undone(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make, session: Session
    ) -> None:
        """Bob is not trained for the beer; each can only do the other's demo, at the same time."""
        make.row(_setting("alcohol_keywords", ["Beer"]))
        trained = make.employee(stores=(shop.store,), name="Tea Trained", adult_beverage_trained=True)
        one_day = {"start_date": TUESDAY, "due_date": TUESDAY, "condition": Condition.SCHEDULED}
        beer = make.event(store=shop.store, name="612345-CORE-Beer", event_number="612345", **one_day)
        soda = make.event(store=shop.store, name="612346-CORE-Soda", event_number="612346", **one_day)
        mine = make.schedule(event=beer, employee=shop.bob, day=TUESDAY)
        theirs = make.schedule(event=soda, employee=trained, day=TUESDAY)
        target, before = Target(schedule_id=mine.id), state(session)
        swap = the(look(transact, actor, target), RepairKind.SWAP)

        done = do(transact, actor, target, swap.key)

        assert row(session, mine.id).employee_id == trained.id
        assert row(session, theirs.id).employee_id == shop.bob.id
        with transact() as writing:
            changes.undo(writing, actor, change_id=done.change_id)
        assert state(session) == before

    @pytest.fixture
    def crowded(self, make: Make, shop: SimpleNamespace) -> SimpleNamespace:
        """Nobody but Ann is there, and a less urgent Core has her Tuesday."""
        make.time_off(employee=shop.bob, starts_on=MONDAY, ends_on=MONDAY + 30 * DAY)
        later = make.event(store=shop.store, priority=4, condition=Condition.SCHEDULED, due_date=MONDAY + 9 * DAY)
        held = make.schedule(event=later, employee=shop.ann, day=TUESDAY)
        urgent = make.event(store=shop.store, priority=1, start_date=TUESDAY, due_date=TUESDAY)
        return SimpleNamespace(later=later, held=held, urgent=urgent)

    def test_a_bump_is_counted_and_undone_as_a_whole(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, crowded: SimpleNamespace, session: Session
    ) -> None:
        target, before = Target(event_id=crowded.urgent.id), state(session)
        bump = the(look(transact, actor, target), RepairKind.BUMP)
        assert any("gives way to a more urgent event, time 1 of at most 3" in one.text for one in bump.consequences)

        done = do(transact, actor, target, bump.key)

        session.rollback()
        assert session.get_one(Event, crowded.later.id).bumps == 1
        assert session.get_one(Event, crowded.urgent.id).condition is Condition.SCHEDULED
        assert row(session, crowded.held.id).starts_at.date() != TUESDAY
        with transact() as writing:
            changes.undo(writing, actor, change_id=done.change_id)
        assert [kept for kept in state(session) if kept in before] == before

    @pytest.mark.parametrize("fields", [{"bumps": 3}, {"due_date": TUESDAY}])
    def test_what_was_bumped_too_often_or_is_due_soon_stays(
        self, transact: Transact, actor: Actor, crowded: SimpleNamespace, session: Session, fields: dict[str, object]
    ) -> None:
        later = session.get_one(Event, crowded.later.id)
        for name, value in fields.items():
            setattr(later, name, value)
        session.commit()
        trouble = look(transact, actor, Target(event_id=crowded.urgent.id))
        assert RepairKind.BUMP not in {offer.repair.kind for offer in trouble.offers}

    def test_the_supervisor_visit_goes_along(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make, session: Session
    ) -> None:
        chief = make.employee(stores=(shop.store,), name="Cleo Chief", title=Title.CLUB_SUPERVISOR)
        core = make.event(store=shop.store, condition=Condition.SCHEDULED)
        visit = make.event(
            store=shop.store,
            type=EventType.SUPERVISOR,
            event_number=core.event_number,
            duration_minutes=5,
            exclusive=False,
            condition=Condition.SCHEDULED,
        )
        held = make.schedule(event=core, employee=shop.ann, day=TUESDAY)
        checked = make.schedule(event=visit, employee=chief, day=TUESDAY, minutes=720)
        make.time_off(employee=shop.ann, starts_on=TUESDAY)
        make.time_off(employee=shop.bob, starts_on=TUESDAY)
        target = Target(schedule_id=held.id)
        moved = the(look(transact, actor, target), RepairKind.OTHER_DAY)
        assert any(one.text.startswith("Supervisor") and "Cleo Chief moves" in one.text for one in moved.consequences)

        do(transact, actor, target, moved.key)

        assert row(session, checked.id).starts_at.date() == row(session, held.id).starts_at.date() != TUESDAY


class TestRefusals:
    @pytest.fixture
    def refused(self, make: Make, shop: SimpleNamespace) -> Target:
        """A drop on Ann, who is away."""
        make.time_off(employee=shop.ann, starts_on=TUESDAY)
        work = make.event(store=shop.store)
        return Target(event_id=work.id, employee_id=shop.ann.id, day=TUESDAY, minutes=NINE_45)

    def test_a_refused_drop_gets_the_day_another_person(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, refused: Target, session: Session
    ) -> None:
        offer = the(look(transact, actor, refused), RepairKind.OTHER_EMPLOYEE)
        done = do(transact, actor, refused, offer.key)
        assert row(session, done.schedule_id).employee_id == shop.bob.id

    def test_a_stale_one_says_so_and_nothing_is_written(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, refused: Target, make: Make, session: Session
    ) -> None:
        offer = the(look(transact, actor, refused), RepairKind.OTHER_EMPLOYEE)
        make.schedule(event=make.event(store=shop.store), employee=shop.bob, day=TUESDAY)

        with pytest.raises(Stale, match="does not hold any more"):
            do(transact, actor, refused, offer.key)

        session.rollback()
        assert session.scalars(select(Change)).all() == []

    def test_a_change_of_what_was_shown_makes_it_stale_even_where_it_would_still_be_allowed(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, refused: Target, make: Make
    ) -> None:
        """Bob could still do it, but he would have twice the hours that were shown."""
        offer = the(look(transact, actor, refused), RepairKind.OTHER_EMPLOYEE)
        make.schedule(event=make.event(store=shop.store), employee=shop.bob, day=TUESDAY + DAY)
        with pytest.raises(Stale):
            do(transact, actor, refused, offer.key)

    def test_soft_rules_are_set_aside_by_managers_only_and_kept(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make, session: Session
    ) -> None:
        make.time_off(employee=shop.bob, starts_on=MONDAY, ends_on=MONDAY + 30 * DAY)
        shop.ann.max_minutes_week = 60
        session.merge(shop.ann)
        session.commit()
        target = Target(event_id=make.event(store=shop.store, start_date=TUESDAY, due_date=TUESDAY).id)
        offer = next(offer for offer in look(transact, actor, target).offers if offer.violations)
        with pytest.raises(Forbidden, match="only a manager"):
            do(transact, Actor(None, "sam", "Sam", Role.SUPERVISOR, None), target, offer.key)

        do(transact, actor, target, offer.key)

        kept = session.scalars(select(ScheduleException)).all()
        assert {one.reason for one in kept} == {WHY}
        assert "max_weekly_minutes" in {one.rule for one in kept}

    def test_what_somebody_must_grant_first_cannot_be_done(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make
    ) -> None:
        for person in (shop.ann, shop.bob):
            make.time_off(employee=person, starts_on=TUESDAY)
        target = Target(event_id=make.event(store=shop.store, start_date=TUESDAY, due_date=TUESDAY).id)
        longer = the(look(transact, actor, target), RepairKind.EXTEND)
        with pytest.raises(Conflict, match="Crossmark has to move the due date"):
            do(transact, actor, target, longer.key)

    def test_wrong_targets_are_refused(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make
    ) -> None:
        work = make.event(store=shop.store)
        over = make.schedule(event=work, employee=shop.ann, day=TUESDAY, status=ScheduleStatus.CANCELLED)
        foreign = Actor(None, "mo", "Mo", Role.MANAGER, frozenset({shop.store.id + 1}))
        wrong: list[tuple[type[Exception], Actor, Target]] = [
            (NotFound, actor, Target()),
            (NotFound, actor, Target(event_id=999)),
            (NotFound, actor, Target(schedule_id=999)),
            (NotFound, foreign, Target(event_id=work.id)),
            (NotFound, actor, Target(event_id=work.id, employee_id=999, day=TUESDAY, minutes=NINE_45)),
            (Invalid, actor, Target(event_id=work.id, employee_id=shop.ann.id)),
            (Conflict, actor, Target(schedule_id=over.id)),
        ]
        for error, who, target in wrong:
            with pytest.raises(error):
                look(transact, who, target)

    def test_every_offer_can_be_done(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, refused: Target, session: Session
    ) -> None:
        before = state(session)
        for offer in look(transact, actor, refused).offers:
            done = do(transact, actor, refused, offer.key)
            with transact() as writing:
                changes.undo(writing, actor, change_id=done.change_id)
            assert state(session) == before


def _setting(key: str, value: object) -> object:
    from app.models import Setting

    return Setting(key=key, value=value)
