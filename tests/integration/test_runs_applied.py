"""Applying a run, line by line and as a whole, and taking it back, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import Conflict, Forbidden, Invalid, NotFound, RuleBroken, Stale, StaleProposal
from app.formatting import to_utc
from app.models import Change, Employee, Event, OutboxItem, Proposal, Schedule, ScheduleException
from app.services import auto_scheduling, schedules
from app.services.actors import Actor
from app.vocabulary import (
    ApplyMode,
    Condition,
    EventType,
    ProposalKind,
    ProposalStatus,
    Role,
    RunStatus,
    ScheduleStatus,
    Title,
)
from tests.factories import MONDAY, ZONE, Make

Transact = Callable[[], AbstractContextManager[Session]]
NINE_45 = 585
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    with time_machine.travel("2026-02-23T15:00:00Z", tick=True) as traveller:
        yield traveller


class Desk:
    """One finished run whose lines the test writes itself."""

    def __init__(self, make: Make, session: Session, transact: Transact, actor: Actor) -> None:
        self.make, self.session, self.transact, self.actor = make, session, transact, actor
        self.store = make.store()
        self.ann = make.employee(stores=(self.store,), name="Ann Ames", title=Title.LEAD)
        self.bob = make.employee(stores=(self.store,), name="Bob Birch", title=Title.LEAD)
        self.run = make.run(store=self.store, status=RunStatus.COMPLETED)

    def event(self, **fields: Any) -> Event:
        return self.make.event(store=self.store, **fields)

    def line(
        self, event: Event, person: Employee, day: date = MONDAY, minutes: int = NINE_45, **fields: Any
    ) -> Proposal:
        starts_at = to_utc(day, minutes, ZONE)
        place = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=event.duration_minutes)}
        kind = {"kind": ProposalKind.NEW, "status": ProposalStatus.PROPOSED, "reason": "because"}
        return self.make.row(
            Proposal(run_id=self.run.id, event_id=event.id, employee_id=person.id, **(kind | place | fields))
        )

    def moving(self, schedule: Schedule, event: Event, person: Employee, day: date, **fields: Any) -> Proposal:
        seen = {"replaces_schedule_id": schedule.id, "replaces_version": schedule.version}
        return self.line(event, person, day, kind=ProposalKind.MOVE, **(seen | fields))

    def apply(self, mode: ApplyMode = ApplyMode.FILL_GAPS, **more: Any) -> auto_scheduling.Applied:
        with self.transact() as session:
            return auto_scheduling.apply_run(session, self.actor, run_id=self.run.id, mode=mode, **more)

    def revert(self) -> int:
        with self.transact() as session:
            return auto_scheduling.revert_run(session, self.actor, run_id=self.run.id)

    def now(self, row: Any) -> Any:
        self.session.rollback()
        self.session.expire_all()
        return self.session.get_one(type(row), row.id)

    def booked(self) -> list[Schedule]:
        self.session.rollback()
        standing = Schedule.status != ScheduleStatus.CANCELLED
        return list(self.session.scalars(select(Schedule).where(standing).order_by(Schedule.id)))


@pytest.fixture
def desk(make: Make, session: Session, transact: Transact, actor: Actor) -> Desk:
    return Desk(make, session, transact, actor)


class TestApply:
    def test_it_books_publishes_and_asks_for_the_push_in_one_change(self, desk: Desk) -> None:
        events = [desk.event(), desk.event()]
        lines = [desk.line(events[0], desk.ann), desk.line(events[1], desk.bob)]

        applied = desk.apply()

        assert (applied.created, applied.changed, applied.skipped, applied.stale) == (2, 0, 0, ())
        assert {row.status for row in desk.booked()} == {ScheduleStatus.PUBLISHED}
        assert {desk.now(line).status for line in lines} == {ProposalStatus.APPLIED}
        assert {desk.now(event).condition for event in events} == {Condition.SCHEDULED}
        assert desk.now(desk.run).status is RunStatus.APPLIED
        assert len(desk.session.scalars(select(OutboxItem)).all()) == 2
        assert [change.command for change in desk.session.scalars(select(Change))] == ["apply_run"]

    def test_a_second_time_there_is_nothing_to_apply(self, desk: Desk) -> None:
        desk.line(desk.event(), desk.ann)
        desk.apply()

        again = desk.apply()

        assert (again.created, again.changed, again.skipped, again.change_id) == (0, 0, 1, None)
        assert len(desk.booked()) == 1
        assert len(desk.session.scalars(select(Change)).all()) == 1

    def test_rejected_lines_stay_out(self, desk: Desk) -> None:
        desk.line(desk.event(), desk.ann, status=ProposalStatus.REJECTED)

        assert desk.apply().created == 0
        assert desk.booked() == []

    def test_chosen_lines_leave_the_others_open(self, desk: Desk) -> None:
        first, second = desk.line(desk.event(), desk.ann), desk.line(desk.event(), desk.bob)

        assert desk.apply(proposal_ids=[first.id]).created == 1

        assert desk.now(second).status is ProposalStatus.PROPOSED
        assert desk.now(desk.run).status is RunStatus.PARTLY_APPLIED

    def test_two_at_the_same_moment_book_once(self, app: Flask, desk: Desk) -> None:
        desk.line(desk.event(), desk.ann)
        run_id = desk.run.id
        desk.session.rollback()

        def at_once(_number: int) -> int:
            with app.app_context(), transaction() as session:
                given = {"run_id": run_id, "mode": ApplyMode.FILL_GAPS}
                return auto_scheduling.apply_run(session, desk.actor, **given).created

        with ThreadPoolExecutor(2) as pool:
            created = list(pool.map(at_once, range(2)))

        assert sorted(created) == [0, 1]
        assert len(desk.booked()) == 1


class TestStale:
    def broken(self, desk: Desk, what: str) -> None:
        event = desk.event(name="612345-CORE-Juice", event_number="612345")
        desk.line(event, desk.ann)
        if what == "canceled":
            desk.now(event).condition = Condition.CANCELED
            desk.session.commit()
        elif what == "scheduled after the run":
            desk.make.schedule(event=event, employee=desk.bob, day=TUESDAY)
        elif what == "time off":
            desk.make.time_off(employee=desk.ann, starts_on=MONDAY)
        else:
            desk.make.schedule(event=desk.event(), employee=desk.ann, day=MONDAY)

    @pytest.mark.parametrize("what", ["canceled", "scheduled after the run", "time off", "Core"])
    def test_what_does_not_hold_any_more_is_named_and_the_rest_applied(self, desk: Desk, what: str) -> None:
        self.broken(desk, what)
        desk.line(desk.event(), desk.bob)

        applied = desk.apply()

        assert applied.created == 1
        assert what in applied.stale[0].message
        line = desk.session.get_one(Proposal, applied.stale[0].proposal_id)
        assert (line.status, line.failure_reason) == (ProposalStatus.STALE, applied.stale[0].message)

    def test_nobody_is_booked_into_the_past(self, desk: Desk) -> None:
        desk.line(desk.event(), desk.ann)
        with time_machine.travel("2026-03-02T15:00:00Z"):
            applied = desk.apply()

        assert "time has passed" in applied.stale[0].message
        assert desk.booked() == []

    def test_a_line_asked_for_by_id_that_is_stale_stops_everything(self, desk: Desk) -> None:
        good, bad = desk.line(desk.event(), desk.bob), desk.line(desk.event(), desk.ann)
        desk.make.time_off(employee=desk.ann, starts_on=MONDAY)

        with pytest.raises(StaleProposal, match="Ann Ames"):
            desk.apply(proposal_ids=[good.id, bad.id])

        assert desk.booked() == []
        assert {desk.now(line).status for line in (good, bad)} == {ProposalStatus.PROPOSED}

    def test_a_line_of_another_run_is_refused(self, desk: Desk) -> None:
        with pytest.raises(Invalid, match="not part"):
            desk.apply(proposal_ids=[4711])

    def test_a_supervisor_visit_falls_with_its_core(self, desk: Desk) -> None:
        core = desk.event(name="612345-CORE-Juice", event_number="612345")
        visit = desk.event(
            name="612345-SUP", event_number="612345", type=EventType.SUPERVISOR, duration_minutes=5, exclusive=False
        )
        desk.line(core, desk.ann)
        desk.line(visit, desk.bob, minutes=720)
        desk.make.time_off(employee=desk.ann, starts_on=MONDAY)

        assert len(desk.apply().stale) == 2
        assert desk.booked() == []


class TestModes:
    def test_filling_gaps_moves_nothing_and_merging_does(self, desk: Desk) -> None:
        event = desk.event(condition=Condition.SCHEDULED)
        schedule = desk.make.schedule(event=event, employee=desk.ann, day=MONDAY)
        line = desk.moving(schedule, event, desk.bob, TUESDAY)

        gaps = desk.apply()
        assert (gaps.created, gaps.changed, gaps.skipped, gaps.stale) == (0, 0, 1, ())
        assert desk.now(line).status is ProposalStatus.PROPOSED

        assert desk.apply(ApplyMode.MERGE).changed == 1
        assert desk.now(schedule).employee_id == desk.bob.id

    def test_merging_leaves_alone_what_was_changed_since(self, desk: Desk) -> None:
        event = desk.event(condition=Condition.SCHEDULED)
        schedule = desk.make.schedule(event=event, employee=desk.ann, day=MONDAY)
        desk.moving(schedule, event, desk.bob, TUESDAY, replaces_version=schedule.version + 1)

        applied = desk.apply(ApplyMode.MERGE)

        assert "changed after the run" in applied.stale[0].message
        assert desk.now(schedule).employee_id == desk.ann.id

    def test_two_people_may_trade_places(self, desk: Desk) -> None:
        events = [desk.event(condition=Condition.SCHEDULED) for _ in range(2)]
        first = desk.make.schedule(event=events[0], employee=desk.ann, day=MONDAY)
        second = desk.make.schedule(event=events[1], employee=desk.bob, day=MONDAY)
        desk.moving(first, events[0], desk.bob, MONDAY)
        desk.moving(second, events[1], desk.ann, MONDAY)

        assert desk.apply(ApplyMode.MERGE).changed == 2
        assert (desk.now(first).employee_id, desk.now(second).employee_id) == (desk.bob.id, desk.ann.id)

    @pytest.mark.parametrize(
        ("mode", "pinned", "gives_way"),
        [
            (ApplyMode.MERGE, False, False),
            (ApplyMode.OVERWRITE_UNPINNED, False, True),
            (ApplyMode.OVERWRITE_UNPINNED, True, False),
            (ApplyMode.OVERWRITE_ALL, True, True),
        ],
    )
    def test_what_stands_in_the_way_gives_way_as_the_mode_says(
        self, desk: Desk, mode: ApplyMode, pinned: bool, gives_way: bool
    ) -> None:
        other = desk.event(condition=Condition.SCHEDULED)
        standing = desk.make.schedule(event=other, employee=desk.ann, day=MONDAY, pinned=pinned)
        desk.line(desk.event(), desk.ann)

        applied = desk.apply(mode, reason="the new plan is better")

        assert (applied.created, bool(applied.gave_way), bool(applied.stale)) == (gives_way, gives_way, not gives_way)
        assert (desk.now(standing).status is ScheduleStatus.CANCELLED) is gives_way
        assert (desk.now(other).condition is Condition.UNSTAFFED) is gives_way

    def test_an_event_staffed_since_is_replaced_only_by_overwriting(self, desk: Desk) -> None:
        event = desk.event()
        desk.line(event, desk.ann)
        later = desk.make.schedule(event=event, employee=desk.bob, day=TUESDAY)

        assert desk.apply(ApplyMode.MERGE).stale
        assert desk.apply(ApplyMode.OVERWRITE_UNPINNED).changed == 1
        assert desk.now(later).employee_id == desk.ann.id

    def test_overwriting_everything_needs_a_reason(self, desk: Desk) -> None:
        desk.line(desk.event(), desk.ann)

        with pytest.raises(Invalid, match="why"):
            desk.apply(ApplyMode.OVERWRITE_ALL, reason="  ")


class TestRights:
    def test_a_viewer_may_not_apply(self, desk: Desk) -> None:
        desk.actor = Actor(None, "vic", "Vic Viewer", Role.VIEWER, None)
        with pytest.raises(Forbidden):
            desk.apply()

    def test_another_stores_run_is_not_known(self, desk: Desk) -> None:
        line = desk.line(desk.event(), desk.ann)
        desk.actor = Actor(None, "sam", "Sam", Role.MANAGER, frozenset({desk.make.store().id}))
        with pytest.raises(NotFound):
            desk.apply()
        with pytest.raises(NotFound):
            desk.revert()
        with desk.transact() as session, pytest.raises(NotFound):
            auto_scheduling.decide(session, desk.actor, proposal_id=line.id, version=1, accept=True)

    def test_a_run_that_is_not_finished_cannot_be_applied(self, desk: Desk) -> None:
        desk.now(desk.run).status = RunStatus.RUNNING
        desk.session.commit()
        with pytest.raises(Conflict, match="not finished"):
            desk.apply()


class TestRevert:
    def test_everything_is_as_before_and_may_be_applied_again(self, desk: Desk) -> None:
        event = desk.event()
        desk.line(event, desk.ann)
        desk.apply()

        assert desk.revert() == 1

        assert desk.booked() == []
        assert desk.now(event).condition is Condition.UNSTAFFED
        assert desk.now(desk.run).status is RunStatus.REVERTED
        assert desk.apply().created == 1

    def test_what_was_changed_since_stands_in_the_way(self, desk: Desk) -> None:
        desk.line(desk.event(), desk.ann)
        desk.apply()
        row = desk.booked()[0]
        with desk.transact() as session:
            schedules.move(session, desk.actor, schedule_id=row.id, version=None, day=WEDNESDAY, minutes=NINE_45)

        with pytest.raises(Conflict, match="changed again"):
            desk.revert()
        assert len(desk.booked()) == 1

    def test_an_unapplied_run_cannot_be_taken_back(self, desk: Desk) -> None:
        with pytest.raises(Conflict, match="not been applied"):
            desk.revert()


class TestReview:
    def decide(self, desk: Desk, line: Proposal, version: int | None, *, accept: bool) -> None:
        with desk.transact() as session:
            auto_scheduling.decide(session, desk.actor, proposal_id=line.id, version=version, accept=accept)

    def edit(self, desk: Desk, line: Proposal, person: Employee, day: date, **more: Any) -> Proposal:
        with desk.transact() as session:
            given = {"proposal_id": line.id, "version": None, "employee_id": person.id, "day": day}
            auto_scheduling.edit_proposal(session, desk.actor, **(given | {"minutes": NINE_45} | more))
        return desk.now(line)

    def test_an_answer_on_an_old_version_is_refused(self, desk: Desk) -> None:
        line = desk.line(desk.event(), desk.ann)
        self.decide(desk, line, 1, accept=False)

        with pytest.raises(Stale):
            self.decide(desk, line, 1, accept=True)
        assert desk.now(line).status is ProposalStatus.REJECTED

    def test_an_edit_is_asked_about_beside_the_other_lines(self, desk: Desk) -> None:
        line = desk.line(desk.event(), desk.ann)
        desk.line(desk.event(), desk.bob)

        with pytest.raises(RuleBroken):
            self.edit(desk, line, desk.bob, MONDAY)
        edited = self.edit(desk, line, desk.bob, TUESDAY)

        assert (edited.status, edited.employee_id) == (ProposalStatus.EDITED, desk.bob.id)
        assert desk.apply().created == 2

    def test_a_time_that_the_clocks_skip_is_refused_in_words(self, desk: Desk) -> None:
        event = desk.event(due_date=MONDAY + timedelta(days=9))
        line = desk.line(event, desk.ann)

        with pytest.raises(RuleBroken, match="clocks"):
            self.edit(desk, line, desk.ann, MONDAY + timedelta(days=6), minutes=150)

    def test_an_event_without_anybody_can_be_given_somebody(self, desk: Desk) -> None:
        event = desk.event()
        line = desk.make.row(
            Proposal(
                run_id=desk.run.id,
                event_id=event.id,
                kind=ProposalKind.UNASSIGNED,
                status=ProposalStatus.UNASSIGNED,
                failure_rule="capacity",
                failure_reason="Everybody is busy.",
            )
        )

        assert self.edit(desk, line, desk.ann, MONDAY).kind is ProposalKind.NEW
        assert desk.apply().created == 1

    def test_a_soft_rule_gives_way_only_to_a_reason_which_is_kept(self, desk: Desk) -> None:
        core = desk.event(name="612345-CORE-Juice", event_number="612345")
        visit = desk.event(
            name="612345-SUP", event_number="612345", type=EventType.SUPERVISOR, duration_minutes=5, exclusive=False
        )
        desk.line(core, desk.ann)
        line = desk.line(visit, desk.bob, minutes=720)

        with pytest.raises(RuleBroken) as refused:
            self.edit(desk, line, desk.bob, TUESDAY, minutes=720)
        assert refused.value.only_soft
        edited = self.edit(desk, line, desk.bob, TUESDAY, minutes=720, override_reason="Bob is away on Monday")
        desk.apply()

        assert "Bob is away on Monday" in edited.reason
        kept = desk.session.scalars(select(ScheduleException)).first()
        assert kept is not None
        assert kept.reason == "Bob is away on Monday"

    def test_the_supervisor_line_goes_along_with_its_core(self, desk: Desk) -> None:
        core = desk.event(name="612345-CORE-Juice", event_number="612345")
        visit = desk.event(
            name="612345-SUP", event_number="612345", type=EventType.SUPERVISOR, duration_minutes=5, exclusive=False
        )
        first = desk.line(core, desk.ann)
        second = desk.line(visit, desk.bob, minutes=720)

        self.edit(desk, first, desk.ann, TUESDAY)

        assert desk.now(second).starts_at == to_utc(TUESDAY, 720, ZONE)
        assert desk.apply().created == 2

    def test_rejecting_the_run_drops_what_is_left(self, desk: Desk) -> None:
        line = desk.line(desk.event(), desk.ann)
        with desk.transact() as session:
            assert auto_scheduling.reject_run(session, desk.actor, run_id=desk.run.id) == 1

        assert desk.now(line).status is ProposalStatus.REJECTED
        assert desk.now(desk.run).status is RunStatus.REJECTED
        with pytest.raises(Conflict):
            desk.apply()

    def test_what_was_seen_is_what_is_applied(self, desk: Desk) -> None:
        line = desk.line(desk.event(), desk.ann)
        with desk.transact() as reading:
            outlooks = auto_scheduling.preview(reading, desk.actor, run_id=desk.run.id)
            seen = {outlook.mode: outlook.fingerprint for outlook in outlooks}
        late = desk.line(desk.event(), desk.bob)

        with pytest.raises(StaleProposal, match="changed after you looked"):
            desk.apply(seen=seen[ApplyMode.FILL_GAPS])
        assert desk.now(line).status is ProposalStatus.PROPOSED

        with desk.transact() as session:
            session.delete(session.get(Proposal, late.id))
        assert desk.apply(seen=seen[ApplyMode.FILL_GAPS]).created == 1

    def test_looking_ahead_writes_nothing(self, desk: Desk, session: Session) -> None:
        line = desk.line(desk.event(), desk.ann)
        desk.make.time_off(employee=desk.ann, starts_on=MONDAY)
        with desk.transact() as writing:
            seen = auto_scheduling.preview(writing, desk.actor, run_id=desk.run.id)
            told = [[one.proposal_id for one in outlook.stale] for outlook in seen]

        assert told == [[line.id]] * len(ApplyMode)
        assert desk.now(line).status is ProposalStatus.PROPOSED
