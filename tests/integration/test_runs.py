"""A run of the auto-scheduler from the request to the schedules, through the services, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AlreadyRunning, Conflict, Forbidden, Invalid, NotFound
from app.models import Job, OptimisationConfig, OutboxItem, Proposal, Run, Schedule
from app.services import auto_scheduling, jobs
from app.services.actors import Actor
from app.services.jobs import JobCancelled
from app.services.scheduling import engine
from app.services.scheduling.engine_solution import SolutionStatus
from app.vocabulary import (
    ApplyMode,
    Condition,
    EventType,
    JobKind,
    JobState,
    OutboxOperation,
    ProposalKind,
    ProposalStatus,
    Role,
    RunStatus,
    ScheduleStatus,
    Title,
)
from tests.factories import MONDAY, Make

Transact = Callable[[], AbstractContextManager[Session]]


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
        ann=make.employee(stores=(store,), name="Ann Ames", title=Title.LEAD),
        bob=make.employee(stores=(store,), name="Bob Birch"),
        first=make.event(store=store),
        second=make.event(store=store),
    )


def request(transact: Transact, actor: Actor, **more: Any) -> auto_scheduling.Requested:
    with transact() as session:
        return auto_scheduling.request_run(session, actor, **({"week": MONDAY, "time_limit_s": 5} | more))


def work(app: Flask, job_id: int) -> None:
    """What the worker would do."""
    with app.app_context():
        jobs.run(job_id, {JobKind.AUTO_SCHEDULE: auto_scheduling.run_auto_schedule})


def planned(app: Flask, transact: Transact, actor: Actor, **more: Any) -> int:
    asked = request(transact, actor, **more)
    work(app, asked.job_id)
    return asked.run_id


def the_run(session: Session, run_id: int) -> Run:
    session.rollback()
    return session.get_one(Run, run_id)


def lines(session: Session, run_id: int) -> list[Proposal]:
    session.rollback()
    return list(session.scalars(select(Proposal).where(Proposal.run_id == run_id).order_by(Proposal.id)))


class TestRequest:
    def test_it_rings_the_worker_and_waits(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session, rung: list[str]
    ) -> None:
        asked = request(transact, actor)

        run = the_run(session, asked.run_id)
        assert (run.status, run.job_id, run.store_ids) == (RunStatus.QUEUED, asked.job_id, [shop.store.id])
        assert rung == [jobs.RUN_TASK]

    def test_a_week_begins_on_monday(self, transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
        with pytest.raises(Invalid, match="Mar 2"):
            request(transact, actor, week=MONDAY + timedelta(days=1))

    def test_a_month_is_planned_at_once_and_gets_more_time(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        run = the_run(session, request(transact, actor, weeks=4, time_limit_s=None).run_id)

        assert run.last_day == MONDAY + timedelta(days=27)
        assert run.time_limit_s == 120

    @pytest.mark.parametrize(
        "wrong", [{"mode": "magic"}, {"time_limit_s": 0}, {"store_ids": []}, {"weeks": 0}, {"weeks": 6}]
    )
    def test_odd_wishes_are_refused(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, wrong: dict[str, Any]
    ) -> None:
        with pytest.raises(Invalid):
            request(transact, actor, **wrong)

    def test_one_run_plans_a_store_at_a_time(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make
    ) -> None:
        other = make.store()
        first = request(transact, actor, store_ids=[shop.store.id])

        with pytest.raises(AlreadyRunning) as refused:
            request(transact, actor, week=MONDAY + timedelta(days=7))
        assert refused.value.job_id == first.job_id
        assert request(transact, actor, store_ids=[other.id]).run_id != first.run_id

    def test_another_store_is_not_known(self, transact: Transact, shop: SimpleNamespace, make: Make) -> None:
        stranger = Actor(None, "sam", "Sam", Role.MANAGER, frozenset({make.store().id}))

        with pytest.raises(NotFound):
            request(transact, stranger, store_ids=[shop.store.id])

    def test_a_viewer_may_not_ask(self, transact: Transact, shop: SimpleNamespace) -> None:
        with pytest.raises(Forbidden):
            request(transact, Actor(None, "vic", "Vic", Role.VIEWER, None))

    def test_a_run_whose_worker_died_for_good_does_not_block_the_next(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        first = request(transact, actor)
        session.rollback()
        session.get_one(Job, first.job_id).state = JobState.DEAD
        session.commit()

        second = request(transact, actor)

        assert second.run_id != first.run_id
        assert the_run(session, first.run_id).status is RunStatus.CRASHED


class TestWork:
    def test_it_proposes_and_books_nothing(
        self, app: Flask, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        run_id = planned(app, transact, actor)

        run = the_run(session, run_id)
        found = lines(session, run_id)
        assert run.status is RunStatus.COMPLETED
        assert {line.event_id for line in found} == {shop.first.id, shop.second.id}
        assert {line.kind for line in found} == {ProposalKind.NEW}
        assert all(line.reason and line.schedule_id is None for line in found)
        assert (run.metrics["coverage_before"], run.metrics["coverage_after"]) == (0.0, 1.0)
        assert sum(day["after"] for day in run.metrics["days"]) == 2
        assert len(run.inputs_hash) == 64
        assert session.get_one(Job, run.job_id).message == "2 of 2 open places filled."

    def test_it_says_what_becomes_of_the_week_and_how_good_it_is(
        self, app: Flask, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session, make: Make
    ) -> None:
        make.schedule(event=make.event(store=shop.store), employee=shop.ann, day=MONDAY)

        figures = the_run(session, planned(app, transact, actor)).metrics

        assert figures["changes"] == {"new": 2, "moved": 0, "lost": 0, "untouched": 1}
        assert (figures["scores"]["before"]["open"], figures["scores"]["after"]["open"]) == (2, 0)
        assert figures["scores"]["after"]["staffed"] == 3
        assert figures["gap"] == 0.0

    def test_the_same_inputs_have_the_same_fingerprint(
        self, app: Flask, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        first, second = planned(app, transact, actor), planned(app, transact, actor)

        assert the_run(session, first).inputs_hash == the_run(session, second).inputs_hash

    @pytest.mark.parametrize("again", [{}, {"mode": "replan"}])
    def test_what_a_run_strives_for_decides_who_gets_the_work(
        self, app: Flask, transact: Transact, actor: Actor, make: Make, session: Session, again: dict[str, Any]
    ) -> None:
        """A Lead comes first in the staffing order of a Core, and costs three times as much."""
        store = make.store()
        lead = make.employee(stores=(store,), title=Title.LEAD, wage_cents=3_000)
        cheap = make.employee(stores=(store,), wage_cents=1_000)
        make.event(store=store)
        usual = make.row(OptimisationConfig(name="Balanced", weights={}, is_default=True))
        thrifty = make.row(OptimisationConfig(name="Cheap", weights={"labour_dollar": 20}))

        runs = [planned(app, transact, actor, config_id=config.id, **again) for config in (usual, thrifty)]

        assert [lines(session, run_id)[0].employee_id for run_id in runs] == [lead.id, cheap.id]
        first, second = (the_run(session, run_id) for run_id in runs)
        assert first.inputs_hash == second.inputs_hash

    def test_a_newer_run_puts_the_older_lines_aside(
        self, app: Flask, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        first = planned(app, transact, actor)
        planned(app, transact, actor)

        assert {line.status for line in lines(session, first)} == {ProposalStatus.SUPERSEDED}

    def test_an_event_nobody_can_do_says_which_rule_stops_it(
        self, app: Flask, transact: Transact, actor: Actor, make: Make, session: Session
    ) -> None:
        make.event(store=make.store())

        line = lines(session, planned(app, transact, actor))[0]

        assert (line.kind, line.status) == (ProposalKind.UNASSIGNED, ProposalStatus.UNASSIGNED)
        assert line.failure_rule
        assert line.failure_reason

    def test_cancelling_before_it_began_ends_the_run_too(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        asked = request(transact, actor)
        with transact() as writing:
            auto_scheduling.cancel_run(writing, actor, run_id=asked.run_id)

        assert the_run(session, asked.run_id).status is RunStatus.CANCELLED
        with transact() as writing, pytest.raises(Conflict):
            auto_scheduling.cancel_run(writing, actor, run_id=asked.run_id)

    def test_a_cancel_while_it_works_keeps_the_best_plan_so_far(
        self,
        app: Flask,
        transact: Transact,
        actor: Actor,
        shop: SimpleNamespace,
        session: Session,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked = request(transact, actor)
        solve = engine.solve

        def cancelled_meanwhile(*given: Any, **more: Any) -> Any:
            found = solve(*given, **more)
            with Session(session.get_bind()) as other:
                other.get_one(Job, asked.job_id).cancel_requested = True
                other.commit()
            return replace(found, status=SolutionStatus.CANCELLED)

        monkeypatch.setattr(engine, "solve", cancelled_meanwhile)
        work(app, asked.job_id)

        run = the_run(session, asked.run_id)
        assert (run.status, run.metrics["status"]) == (RunStatus.COMPLETED, "cancelled")
        assert session.get_one(Job, asked.job_id).state is JobState.CANCELLED
        assert len(lines(session, asked.run_id)) == 2

    def test_a_cancel_before_there_is_any_plan_proposes_nothing(
        self, app: Flask, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session
    ) -> None:
        asked = request(transact, actor)

        class Cancelled:
            cancelled = True

            def report(self, _fraction: float, _message: str) -> None:
                """Nobody pressed anything yet when the job began."""

        with transact() as writing:
            writing.get_one(Job, asked.job_id).state = JobState.RUNNING
        with app.app_context(), pytest.raises(JobCancelled):
            auto_scheduling.run_auto_schedule(asked.job_id, {"run_id": asked.run_id}, Cancelled())

        assert the_run(session, asked.run_id).status is RunStatus.CANCELLED
        assert lines(session, asked.run_id) == []

    def test_a_fault_marks_the_run_as_crashed(
        self,
        app: Flask,
        transact: Transact,
        actor: Actor,
        shop: SimpleNamespace,
        session: Session,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def fail(*_given: Any, **_more: Any) -> Any:
            raise RuntimeError("broken on purpose")

        asked = request(transact, actor)
        monkeypatch.setattr(engine, "solve", fail)
        work(app, asked.job_id)

        run = the_run(session, asked.run_id)
        assert run.status is RunStatus.CRASHED
        assert "fault" in run.error

    def test_a_worker_that_lost_the_job_stores_nothing(
        self,
        app: Flask,
        transact: Transact,
        actor: Actor,
        shop: SimpleNamespace,
        session: Session,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked = request(transact, actor)
        solve = engine.solve

        def taken_over(*given: Any, **more: Any) -> Any:
            found = solve(*given, **more)
            with Session(session.get_bind()) as other:
                other.get_one(Job, asked.job_id).fence += 1
                other.commit()
            return found

        monkeypatch.setattr(engine, "solve", taken_over)
        work(app, asked.job_id)

        assert the_run(session, asked.run_id).status is RunStatus.RUNNING
        assert lines(session, asked.run_id) == []

    def test_progress_says_how_much_there_is_to_do(
        self, app: Flask, transact: Transact, actor: Actor, shop: SimpleNamespace
    ) -> None:
        told: list[tuple[float, str]] = []
        asked = request(transact, actor)

        class Listening:
            cancelled = False

            def report(self, fraction: float, message: str) -> None:
                told.append((fraction, message))

        with transact() as session:
            session.get_one(Job, asked.job_id).state = JobState.RUNNING
        with app.app_context():
            auto_scheduling.run_auto_schedule(asked.job_id, {"run_id": asked.run_id}, Listening())

        assert any(message.startswith("2 places to fill.") for _, message in told)
        assert told[-1][1] == "2 of 2 places filled. Storing the proposals"
        assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)


class TestOneEvent:
    def ask(self, transact: Transact, actor: Actor, event_id: int) -> auto_scheduling.Requested:
        with transact() as session:
            return auto_scheduling.request_event(session, actor, event_id=event_id)

    def test_only_this_event_is_planned_anywhere_in_its_window(
        self, app: Flask, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session, make: Make
    ) -> None:
        late = make.event(store=shop.store, start_date=MONDAY + timedelta(days=8), due_date=MONDAY + timedelta(days=16))

        asked = self.ask(transact, actor, late.id)
        work(app, asked.job_id)

        run = the_run(session, asked.run_id)
        assert (run.week_start, run.last_day) == (MONDAY + timedelta(days=7), MONDAY + timedelta(days=20))
        assert [line.event_id for line in lines(session, run.id)] == [late.id]

    def test_its_supervisor_visit_comes_along(
        self, app: Flask, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session, make: Make
    ) -> None:
        visit = make.event(
            store=shop.store,
            event_number=shop.first.event_number,
            name="visit",
            type=EventType.SUPERVISOR,
            duration_minutes=5,
            exclusive=False,
        )

        asked = self.ask(transact, actor, shop.first.id)
        work(app, asked.job_id)

        assert {line.event_id for line in lines(session, asked.run_id)} == {shop.first.id, visit.id}

    def test_what_has_its_people_or_is_over_is_refused(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, make: Make
    ) -> None:
        make.schedule(event=shop.first, employee=shop.ann, day=MONDAY)
        over = make.event(store=shop.store, start_date=MONDAY - timedelta(30), due_date=MONDAY - timedelta(20))

        for event in (shop.first, over):
            with pytest.raises(Conflict):
                self.ask(transact, actor, event.id)

    def test_another_stores_event_is_not_found(self, transact: Transact, shop: SimpleNamespace, make: Make) -> None:
        stranger = Actor(None, "sam", "Sam", Role.MANAGER, frozenset({make.store().id}))

        with pytest.raises(NotFound):
            self.ask(transact, stranger, shop.first.id)


class TestRepair:
    @pytest.fixture
    def week(self, make: Make, shop: SimpleNamespace) -> list[Schedule]:
        """Both events are booked with Ann, who is sick on Monday."""
        for event in (shop.first, shop.second):
            event.condition = Condition.SCHEDULED
            make.row(event)
        make.time_off(employee=shop.ann, starts_on=MONDAY)
        return [
            make.schedule(event=shop.first, employee=shop.ann, day=MONDAY),
            make.schedule(event=shop.second, employee=shop.ann, day=MONDAY + timedelta(days=1)),
        ]

    def test_a_sick_call_moves_one_and_applying_moves_it_at_crossmark(
        self,
        app: Flask,
        transact: Transact,
        actor: Actor,
        shop: SimpleNamespace,
        session: Session,
        week: list[Schedule],
    ) -> None:
        run_id = planned(app, transact, actor, mode="replan")

        assert the_run(session, run_id).metrics["changes"] == {"moved": 1, "new": 0, "lost": 0, "untouched": 1}
        with transact() as opened:
            auto_scheduling.apply_run(opened, actor, run_id=run_id, mode=ApplyMode.MERGE)
        session.rollback()
        sick, well = (session.get_one(Schedule, row.id) for row in week)
        assert (sick.status, well.version) == (ScheduleStatus.PUBLISHED, 1)
        assert (sick.employee_id, sick.starts_at) != (shop.ann.id, well.starts_at - timedelta(days=1))
        (sent,) = session.scalars(select(OutboxItem))
        assert (sent.operation, sent.schedule_id) == (OutboxOperation.MOVE, sick.id)

    def test_pinned_work_is_left_alone_and_named(
        self, app: Flask, transact: Transact, actor: Actor, session: Session, week: list[Schedule]
    ) -> None:
        week[0].pinned = True
        session.commit()

        figures = the_run(session, planned(app, transact, actor, mode="replan")).metrics

        assert "it is pinned" in figures["held_back"][0]
        assert figures["changes"]["moved"] == 0

    def test_the_frozen_days_change_only_when_asked(
        self,
        app: Flask,
        transact: Transact,
        actor: Actor,
        session: Session,
        week: list[Schedule],
    ) -> None:
        with time_machine.travel("2026-02-28T15:00:00Z", tick=True):
            left = the_run(session, planned(app, transact, actor, mode="replan"))
            asked = the_run(session, planned(app, transact, actor, mode="replan", touch_frozen=True))

        assert (left.metrics["changes"]["moved"], left.touch_frozen) == (0, False)
        assert "too near" in left.metrics["held_back"][0]
        assert (asked.metrics["changes"]["moved"], asked.touch_frozen) == (1, True)
