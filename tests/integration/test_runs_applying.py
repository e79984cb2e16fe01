"""Applying the lines of a run and taking them back, through the services, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Forbidden, Invalid, NotFound, StaleProposal
from app.formatting import to_utc
from app.models import Change, Employee, Event, Proposal, Run, Schedule
from app.services import auto_scheduling, changes
from app.services.actors import Actor
from app.vocabulary import ApplyMode, ProposalKind, ProposalStatus, Role, RunStatus, ScheduleStatus
from tests.factories import MONDAY, ZONE, Make

Transact = Callable[[], AbstractContextManager[Session]]
NINE_45 = 585
TUESDAY = MONDAY + timedelta(days=1)
FILL, MERGE = ApplyMode.FILL_GAPS, ApplyMode.MERGE
UNPINNED, EVERYTHING = ApplyMode.OVERWRITE_UNPINNED, ApplyMode.OVERWRITE_ALL


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    """A week before, so that no day of the week is short notice."""
    with time_machine.travel("2026-02-23T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store()
    return SimpleNamespace(
        store=store,
        ann=make.employee(stores=(store,), name="Ann Ames"),
        bob=make.employee(stores=(store,), name="Bob Birch"),
        oats=make.event(store=store),
        rye=make.event(store=store),
        run=make.run(store=store, status=RunStatus.COMPLETED),
    )


@pytest.fixture
def propose(make: Make, shop: SimpleNamespace) -> Callable[..., Proposal]:
    """A line of the run; `moves` is the schedule that it takes elsewhere."""

    def proposed(event: Event, employee: Employee, day: date = MONDAY, moves: Schedule | None = None) -> Proposal:
        starts_at = to_utc(day, NINE_45, ZONE)
        return make.row(
            Proposal(
                run_id=shop.run.id,
                event_id=event.id,
                employee_id=employee.id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=390),
                kind=ProposalKind.MOVE if moves else ProposalKind.NEW,
                status=ProposalStatus.PROPOSED,
                replaces_schedule_id=moves.id if moves else None,
                replaces_version=moves.version if moves else None,
            )
        )

    return proposed


@pytest.fixture
def apply(transact: Transact, actor: Actor, shop: SimpleNamespace) -> Callable[..., auto_scheduling.Applied]:
    def applied(mode: ApplyMode = FILL, who: Actor = actor, **more: Any) -> auto_scheduling.Applied:
        with transact() as session:
            return auto_scheduling.apply_run(session, who, run_id=shop.run.id, mode=mode, **more)

    return applied


@pytest.fixture
def revert(transact: Transact, actor: Actor, shop: SimpleNamespace) -> Callable[[], int]:
    def reverted() -> int:
        with transact() as session:
            return auto_scheduling.revert_run(session, actor, run_id=shop.run.id)

    return reverted


Propose, Apply, Revert = Callable[..., Proposal], Callable[..., auto_scheduling.Applied], Callable[[], int]


def standing(session: Session) -> set[tuple[int, int, Any]]:
    """Event, person and start of everything that is booked."""
    session.rollback()
    rows = session.scalars(select(Schedule).where(Schedule.status == ScheduleStatus.PUBLISHED))
    return {(row.event_id, row.employee_id, row.starts_at) for row in rows}


def at(event: Event, employee: Employee, day: date = MONDAY) -> tuple[int, int, Any]:
    return event.id, employee.id, to_utc(day, NINE_45, ZONE)


def status(session: Session, row: Proposal | Run) -> Any:
    session.rollback()
    return session.get_one(type(row), row.id).status


class TestModes:
    def test_fill_gaps_books_what_is_open_and_moves_nothing(
        self, shop: SimpleNamespace, make: Make, propose: Propose, apply: Apply, session: Session
    ) -> None:
        there = make.schedule(event=shop.oats, employee=shop.ann, day=MONDAY)
        propose(shop.oats, shop.ann, TUESDAY, moves=there)
        propose(shop.rye, shop.bob)

        done = apply(FILL)

        assert (done.created, done.changed, done.stale) == (1, 0, ())
        assert standing(session) == {at(shop.oats, shop.ann), at(shop.rye, shop.bob)}
        assert status(session, shop.run) is RunStatus.PARTLY_APPLIED

    def test_merge_moves_what_nobody_touched_since(
        self, shop: SimpleNamespace, make: Make, propose: Propose, apply: Apply, session: Session
    ) -> None:
        there = make.schedule(event=shop.oats, employee=shop.ann, day=MONDAY)
        propose(shop.oats, shop.bob, TUESDAY, moves=there)

        done = apply(MERGE)

        assert (done.created, done.changed) == (0, 1)
        assert standing(session) == {at(shop.oats, shop.bob, TUESDAY)}

    @pytest.mark.parametrize(("mode", "changed"), [(MERGE, 0), (UNPINNED, 1)])
    def test_only_overwriting_takes_what_was_touched_since(
        self,
        shop: SimpleNamespace,
        make: Make,
        propose: Propose,
        apply: Apply,
        session: Session,
        mode: ApplyMode,
        changed: int,
    ) -> None:
        there = make.schedule(event=shop.oats, employee=shop.ann, day=MONDAY)
        propose(shop.oats, shop.bob, TUESDAY, moves=there)
        session.get_one(Schedule, there.id).note = "Call first."
        session.commit()

        done = apply(mode)

        assert done.changed == changed
        assert len(done.stale) == 1 - changed

    @pytest.mark.parametrize(("mode", "changed"), [(UNPINNED, 0), (EVERYTHING, 1)])
    def test_only_overwrite_all_moves_what_is_pinned(
        self,
        shop: SimpleNamespace,
        make: Make,
        propose: Propose,
        apply: Apply,
        session: Session,
        mode: ApplyMode,
        changed: int,
    ) -> None:
        there = make.schedule(event=shop.oats, employee=shop.ann, day=MONDAY, pinned=True)
        propose(shop.oats, shop.bob, TUESDAY, moves=there)

        done = apply(mode, reason="The store closes on Monday.")

        assert done.changed == changed
        assert len(done.stale) == 1 - changed

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_overwrite_all_asks_why(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, session: Session, reason: str
    ) -> None:
        propose(shop.oats, shop.ann)

        with pytest.raises(Invalid) as refused:
            apply(EVERYTHING, reason=reason)

        assert [wrong.field for wrong in refused.value.fields] == ["reason"]
        assert standing(session) == set()

    def test_the_reason_is_kept_with_the_change(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, session: Session
    ) -> None:
        propose(shop.oats, shop.ann)

        done = apply(EVERYTHING, reason="The store closes on Monday.")

        assert session.get_one(Change, done.change_id).reason == "The store closes on Monday."

    def test_two_lines_trade_places(
        self, shop: SimpleNamespace, make: Make, propose: Propose, apply: Apply, session: Session
    ) -> None:
        first = make.schedule(event=shop.oats, employee=shop.ann, day=MONDAY)
        second = make.schedule(event=shop.rye, employee=shop.bob, day=MONDAY)
        propose(shop.oats, shop.bob, moves=first)
        propose(shop.rye, shop.ann, moves=second)

        done = apply(MERGE)

        assert (done.changed, done.stale) == (2, ())
        assert standing(session) == {at(shop.oats, shop.bob), at(shop.rye, shop.ann)}


class TestStale:
    def test_a_line_that_does_not_hold_is_named_and_the_rest_is_booked(
        self, shop: SimpleNamespace, make: Make, propose: Propose, apply: Apply, session: Session
    ) -> None:
        stale = propose(shop.oats, shop.ann)
        propose(shop.rye, shop.bob)
        make.time_off(employee=shop.ann, starts_on=MONDAY)

        done = apply()

        assert [line.proposal_id for line in done.stale] == [stale.id]
        assert "Ann Ames" in done.stale[0].message
        assert standing(session) == {at(shop.rye, shop.bob)}
        assert status(session, stale) is ProposalStatus.STALE

    def test_asked_for_by_number_nothing_is_applied(
        self, shop: SimpleNamespace, make: Make, propose: Propose, apply: Apply, session: Session
    ) -> None:
        wanted = [propose(shop.oats, shop.ann).id, propose(shop.rye, shop.bob).id]
        make.time_off(employee=shop.ann, starts_on=MONDAY)

        with pytest.raises(StaleProposal, match="Nothing was applied"):
            apply(proposal_ids=wanted)

        assert standing(session) == set()
        assert status(session, shop.run) is RunStatus.COMPLETED

    def test_only_the_lines_asked_for_are_applied(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, session: Session
    ) -> None:
        wanted = propose(shop.oats, shop.ann)
        left = propose(shop.rye, shop.bob)

        apply(proposal_ids=[wanted.id])

        assert standing(session) == {at(shop.oats, shop.ann)}
        assert status(session, left) is ProposalStatus.PROPOSED

    def test_a_line_of_another_run_is_refused(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, session: Session
    ) -> None:
        wanted = propose(shop.oats, shop.ann)

        with pytest.raises(Invalid, match="not part of this run"):
            apply(proposal_ids=[wanted.id, 987654])

        assert standing(session) == set()

    def test_a_rejected_line_is_left_out(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, transact: Transact, actor: Actor, session: Session
    ) -> None:
        unwanted = propose(shop.oats, shop.ann)
        propose(shop.rye, shop.bob)
        with transact() as writing:
            auto_scheduling.decide(writing, actor, proposal_id=unwanted.id, version=1, accept=False)

        apply()

        assert standing(session) == {at(shop.rye, shop.bob)}


class TestAgain:
    def test_a_second_time_changes_nothing(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, session: Session
    ) -> None:
        propose(shop.oats, shop.ann)
        apply()

        again = apply()

        assert (again.created, again.changed, again.change_id) == (0, 0, None)
        assert standing(session) == {at(shop.oats, shop.ann)}

    def test_taken_back_it_can_be_applied_again(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, revert: Revert, session: Session
    ) -> None:
        propose(shop.oats, shop.ann)
        apply()

        assert revert() == 1
        assert standing(session) == set()
        assert status(session, shop.run) is RunStatus.REVERTED

        assert apply().created == 1
        assert standing(session) == {at(shop.oats, shop.ann)}

    def test_a_move_taken_back_can_be_merged_again(
        self, shop: SimpleNamespace, make: Make, propose: Propose, apply: Apply, revert: Revert, session: Session
    ) -> None:
        there = make.schedule(event=shop.oats, employee=shop.ann, day=MONDAY)
        propose(shop.oats, shop.bob, TUESDAY, moves=there)
        apply(MERGE)
        revert()
        assert standing(session) == {at(shop.oats, shop.ann)}

        done = apply(MERGE)

        assert (done.changed, done.stale) == (1, ())
        assert standing(session) == {at(shop.oats, shop.bob, TUESDAY)}

    def test_what_the_toast_undid_opens_the_lines_again(
        self,
        shop: SimpleNamespace,
        propose: Propose,
        apply: Apply,
        revert: Revert,
        transact: Transact,
        actor: Actor,
        session: Session,
    ) -> None:
        line = propose(shop.oats, shop.ann)
        done = apply()
        with transact() as writing:
            changes.undo(writing, actor, change_id=done.change_id)

        assert revert() == 0
        assert status(session, line) is ProposalStatus.PROPOSED

    def test_what_somebody_changed_after_the_toasts_undo_is_not_merged_over(
        self,
        shop: SimpleNamespace,
        make: Make,
        propose: Propose,
        apply: Apply,
        revert: Revert,
        transact: Transact,
        actor: Actor,
        session: Session,
    ) -> None:
        there = make.schedule(event=shop.oats, employee=shop.ann, day=MONDAY)
        propose(shop.oats, shop.bob, TUESDAY, moves=there)
        done = apply(MERGE)
        with transact() as writing:
            changes.undo(writing, actor, change_id=done.change_id)
        session.rollback()
        session.get_one(Schedule, there.id).note = "Call first."
        session.commit()
        revert()

        again = apply(MERGE)

        assert (again.changed, len(again.stale)) == (0, 1)
        assert standing(session) == {at(shop.oats, shop.ann)}

    def test_what_was_changed_since_is_not_taken_back(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, revert: Revert, session: Session
    ) -> None:
        propose(shop.oats, shop.ann)
        apply()
        session.rollback()
        session.scalars(select(Schedule)).one().employee_id = shop.bob.id
        session.commit()

        with pytest.raises(Conflict, match="changed again"):
            revert()

        assert standing(session) == {at(shop.oats, shop.bob)}

    def test_a_run_that_was_never_applied_has_nothing_to_take_back(self, revert: Revert) -> None:
        with pytest.raises(Conflict, match="has not been applied"):
            revert()


class TestWho:
    def test_another_stores_run_is_not_found(self, shop: SimpleNamespace, propose: Propose, apply: Apply) -> None:
        propose(shop.oats, shop.ann)
        stranger = Actor(None, "sam", "Sam", Role.MANAGER, frozenset({shop.store.id + 1}))

        with pytest.raises(NotFound):
            apply(who=stranger)

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR, Role.EMPLOYEE])
    def test_others_may_not_apply(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, session: Session, role: Role
    ) -> None:
        propose(shop.oats, shop.ann)

        with pytest.raises(Forbidden):
            apply(who=Actor(None, "vic", "Vic", role, None))

        assert standing(session) == set()

    @pytest.mark.parametrize("closed", [RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.FAILED, RunStatus.REJECTED])
    def test_a_run_that_is_not_open_is_refused(
        self, shop: SimpleNamespace, propose: Propose, apply: Apply, session: Session, closed: RunStatus
    ) -> None:
        propose(shop.oats, shop.ann)
        session.get_one(Run, shop.run.id).status = closed
        session.commit()

        with pytest.raises(Conflict):
            apply()
