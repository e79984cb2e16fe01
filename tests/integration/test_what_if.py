"""Branching a week, comparing it with the real one, and applying or dropping it, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.models import Change, Holiday, Proposal, Run, Schedule, TimeOff
from app.services import auto_scheduling, changes
from app.services.actors import Actor
from app.services.scheduling.assumptions import Assumption, AssumptionKind
from app.services.what_if import request_what_if
from app.vocabulary import (
    ApplyMode,
    Condition,
    EventType,
    ProposalKind,
    ProposalStatus,
    Role,
    RunStatus,
    ScheduleStatus,
    TimeOffStatus,
    Title,
)
from tests.factories import MONDAY, Make
from tests.integration.test_runs import Transact, lines, planned, the_run, work

SUNDAY = MONDAY + timedelta(days=6)


@pytest.fixture(autouse=True)
def _a_fixed_day() -> Iterator[Any]:
    with time_machine.travel("2026-02-23T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store()
    ann = make.employee(stores=(store,), name="Ann Ames", title=Title.LEAD)
    event = make.event(store=store, condition=Condition.SCHEDULED)
    return SimpleNamespace(
        store=store,
        ann=ann,
        bob=make.employee(stores=(store,), name="Bob Birch"),
        booked=make.schedule(event=event, employee=ann, day=MONDAY),
        out=Assumption(AssumptionKind.ABSENT, store.id, MONDAY, SUNDAY, employee_id=ann.id),
        more=Assumption(AssumptionKind.MORE_EVENTS, store.id, MONDAY, SUNDAY, event_type=EventType.CORE, count=3),
        closed=Assumption(AssumptionKind.CLOSED_DAY, store.id, MONDAY, MONDAY),
        opened=Assumption(AssumptionKind.OPEN_DAY, store.id, SUNDAY, SUNDAY),
    )


def asked(transact: Transact, actor: Actor, shop: SimpleNamespace, *assumptions: Assumption) -> Any:
    with transact() as session:
        return request_what_if(
            session, actor, week=MONDAY, store_id=shop.store.id, assumptions=assumptions, time_limit_s=5
        )


@pytest.fixture
def branch(app: Flask, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session) -> Any:
    def branched(*assumptions: Assumption) -> Run:
        begun = asked(transact, actor, shop, *assumptions)
        work(app, begun.job_id)
        return the_run(session, begun.run_id)

    return branched


@pytest.fixture
def apply(transact: Transact, actor: Actor) -> Any:
    def applied(run: Run, mode: ApplyMode = ApplyMode.MERGE) -> auto_scheduling.Applied:
        with transact() as session:
            return auto_scheduling.apply_run(session, actor, run_id=run.id, mode=mode)

    return applied


class TestBranch:
    def test_the_week_is_planned_as_it_is_and_as_it_would_be(
        self, branch: Any, shop: SimpleNamespace, session: Session
    ) -> None:
        run = branch(shop.out)

        assert run.status is RunStatus.COMPLETED
        assert [one["words"] for one in run.assumptions] == ["Ann Ames is out from Mon Mar 2 to Sun Mar 8."]
        real = run.metrics["what_if"]["real"]
        assert (real["changes"]["moved"], run.metrics["changes"]["moved"]) == (0, 1)
        (line,) = lines(session, run.id)
        assert (line.kind, line.employee_id, line.replaces_schedule_id) == (
            ProposalKind.MOVE,
            shop.bob.id,
            shop.booked.id,
        )

    def test_nothing_is_changed_by_it(self, branch: Any, shop: SimpleNamespace, session: Session) -> None:
        branch(shop.out, shop.closed)

        assert session.get_one(Schedule, shop.booked.id).version == 1
        assert session.scalars(select(TimeOff)).all() == []
        assert session.scalars(select(Holiday)).all() == []

    def test_imagined_events_count_and_are_never_proposed(
        self, branch: Any, shop: SimpleNamespace, session: Session
    ) -> None:
        run = branch(shop.more)

        figures = run.metrics
        assert figures["scores"]["after"]["staffed"] == figures["what_if"]["real"]["scores"]["after"]["staffed"] + 3
        assert [one["name"] for one in figures["what_if"]["imagined"]] == [f"Imagined Core {n}" for n in (1, 2, 3)]
        assert {line.event_id for line in lines(session, run.id)} == {shop.booked.event_id}

    def test_one_imagined_event_too_many_says_why(self, branch: Any, shop: SimpleNamespace) -> None:
        run = branch(replace(shop.more, count=20))

        left = [one for one in run.metrics["what_if"]["imagined"] if "reason" in one]
        assert left
        assert all(one["reason"] for one in left)

    def test_the_lines_of_the_real_run_stay_open(
        self, app: Flask, transact: Transact, actor: Actor, branch: Any, shop: SimpleNamespace, session: Session
    ) -> None:
        real = planned(app, transact, actor, mode="replan")
        branch(shop.out)

        assert {line.status for line in lines(session, real)} == {ProposalStatus.PROPOSED}


class TestApplied:
    def test_it_is_one_change_with_the_absence_and_can_be_undone(
        self, branch: Any, apply: Any, shop: SimpleNamespace, session: Session, transact: Transact, actor: Actor
    ) -> None:
        applied = apply(branch(shop.out))

        session.rollback()
        off = session.scalars(select(TimeOff)).one()
        assert (off.employee_id, off.starts_on, off.ends_on, off.status) == (
            shop.ann.id,
            MONDAY,
            SUNDAY,
            TimeOffStatus.APPROVED,
        )
        assert session.get_one(Schedule, shop.booked.id).employee_id == shop.bob.id
        assert session.scalars(select(Change)).one().id == applied.change_id
        with transact() as opened:
            changes.undo(opened, actor, change_id=applied.change_id)
        session.rollback()
        assert session.scalars(select(TimeOff)).one().status is TimeOffStatus.WITHDRAWN
        assert session.get_one(Schedule, shop.booked.id).employee_id == shop.ann.id

    def test_a_closed_day_becomes_a_holiday_of_the_store(
        self, branch: Any, apply: Any, shop: SimpleNamespace, session: Session
    ) -> None:
        apply(branch(shop.closed))

        session.rollback()
        holiday = session.scalars(select(Holiday)).one()
        assert (holiday.store_id, holiday.day) == (shop.store.id, MONDAY)
        assert session.get_one(Schedule, shop.booked.id).starts_at.date() > MONDAY

    def test_time_off_that_stands_already_is_not_entered_twice(
        self, branch: Any, apply: Any, shop: SimpleNamespace, session: Session, make: Make
    ) -> None:
        run = branch(shop.out)
        make.time_off(employee=shop.ann, starts_on=MONDAY - timedelta(days=1), ends_on=SUNDAY)

        apply(run)

        session.rollback()
        assert len(session.scalars(select(TimeOff)).all()) == 1

    def test_other_time_off_in_the_way_stops_everything(
        self, branch: Any, apply: Any, shop: SimpleNamespace, session: Session, make: Make
    ) -> None:
        run = branch(shop.out)
        make.time_off(employee=shop.ann, starts_on=MONDAY, status=TimeOffStatus.REQUESTED)

        with pytest.raises(Conflict, match="other time off"):
            apply(run)
        session.rollback()
        assert session.get_one(Schedule, shop.booked.id).employee_id == shop.ann.id

    def test_filling_gaps_only_would_leave_it_half_done(self, branch: Any, apply: Any, shop: SimpleNamespace) -> None:
        with pytest.raises(Invalid, match="as a whole"):
            apply(branch(shop.out), ApplyMode.FILL_GAPS)

    def test_dropped_nothing_of_it_is_left_to_apply(
        self, branch: Any, apply: Any, shop: SimpleNamespace, transact: Transact, actor: Actor, session: Session
    ) -> None:
        run = branch(shop.out)
        with transact() as opened:
            auto_scheduling.reject_run(opened, actor, run_id=run.id)

        with pytest.raises(Conflict):
            apply(run)
        session.rollback()
        assert session.scalars(select(TimeOff)).all() == []


class TestRequest:
    def test_nothing_assumed_is_refused(self, transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
        with pytest.raises(Invalid, match="Assume something"):
            asked(transact, actor, shop)

    @pytest.mark.parametrize(
        ("which", "wrong", "said"),
        [
            ("out", {"employee_id": 99999}, "of this store"),
            ("out", {"first": SUNDAY, "last": MONDAY}, "before the first"),
            ("out", {"first": SUNDAY + timedelta(1), "last": SUNDAY + timedelta(2)}, "Choose days from"),
            ("closed", {"first": MONDAY - timedelta(1), "last": MONDAY - timedelta(1)}, "Choose days from"),
            ("more", {"count": 0}, "1 to 50"),
            ("more", {"count": 51}, "1 to 50"),
            ("more", {"event_type": EventType.SUPERVISOR}, "Choose one of"),
        ],
    )
    def test_what_cannot_be_assumed_is_named(
        self,
        transact: Transact,
        actor: Actor,
        shop: SimpleNamespace,
        which: str,
        wrong: dict[str, Any],
        said: str,
    ) -> None:
        with pytest.raises(Invalid) as refused:
            asked(transact, actor, shop, shop.opened, replace(getattr(shop, which), **wrong))

        (fault,) = refused.value.fields
        assert fault.field == "assumptions.1"
        assert said in fault.message

    def test_another_store_and_other_roles_are_refused(
        self, transact: Transact, shop: SimpleNamespace, make: Make
    ) -> None:
        stranger = Actor(None, "sam", "Sam", Role.MANAGER, frozenset({make.store().id}))
        with pytest.raises(NotFound):
            asked(transact, stranger, shop, shop.opened)
        with pytest.raises(Forbidden):
            asked(transact, Actor(None, "vic", "Vic", Role.VIEWER, None), shop, shop.opened)


def test_a_booking_that_found_no_place_stays_booked(
    branch: Any, apply: Any, shop: SimpleNamespace, session: Session
) -> None:
    both = replace(shop.out, employee_id=shop.bob.id)
    run = branch(shop.out, both)

    apply(run)

    session.rollback()
    assert session.get_one(Schedule, shop.booked.id).status is ScheduleStatus.PUBLISHED
    (line,) = session.scalars(select(Proposal).where(Proposal.run_id == run.id))
    assert line.kind is ProposalKind.UNASSIGNED
