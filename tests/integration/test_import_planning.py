"""New events are planned as soon as they arrive, and proposals booked at once, where a manager wants that."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Change, Event, Job, Proposal, Run, Schedule, Setting
from app.services import auto_scheduling, import_planning, jobs
from app.services.actors import Actor
from app.services.scheduling.assumptions import Assumption, AssumptionKind
from app.vocabulary import (
    Condition,
    JobKind,
    JobState,
    ProposalKind,
    ProposalStatus,
    RunStatus,
    ScheduleStatus,
    Title,
)
from tests.factories import MONDAY, Make

Transact = Callable[[], AbstractContextManager[Session]]


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    with time_machine.travel("2026-02-23T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store()
    make.employee(stores=(store,), name="Ann Ames", title=Title.LEAD)
    return SimpleNamespace(store=store, event=make.event(store=store))


def choose(make: Make, **values: object) -> None:
    for key, value in values.items():
        make.row(Setting(key=key, value=value))


def plan(transact: Transact, *events: Event) -> str:
    with transact() as session:
        return import_planning.plan_new(session, [session.get_one(Event, event.id) for event in events])


def all_of(session: Session, model: Any) -> list[Any]:
    session.rollback()
    return list(session.scalars(select(model).order_by(model.id)))


class TestPlanning:
    def test_without_the_setting_new_events_wait(
        self, transact: Transact, session: Session, shop: SimpleNamespace
    ) -> None:
        assert plan(transact, shop.event) == ""
        assert all_of(session, Run) == []

    def test_with_it_one_run_plans_all_of_them_over_their_whole_windows(
        self, transact: Transact, session: Session, make: Make, shop: SimpleNamespace
    ) -> None:
        choose(make, auto_schedule_on_import=True)
        later = make.event(store=shop.store, start_date=date(2026, 3, 10), due_date=date(2026, 3, 18))

        said = plan(transact, shop.event, later)

        (run,) = all_of(session, Run)
        assert said == f"Run {run.id} plans 2 of the new events."
        assert run.event_ids == [shop.event.id, later.id]
        assert run.week_start == MONDAY
        assert run.last_day == date(2026, 3, 22)
        assert [job.kind for job in all_of(session, Job)] == [JobKind.AUTO_SCHEDULE]

    def test_what_needs_no_plan_starts_none(
        self, transact: Transact, session: Session, make: Make, shop: SimpleNamespace
    ) -> None:
        choose(make, auto_schedule_on_import=True)
        booked = make.event(store=shop.store, condition=Condition.SCHEDULED)
        over = make.event(store=shop.store, start_date=date(2026, 2, 1), due_date=date(2026, 2, 3))
        closed = make.event(store=make.store(active=False))

        assert plan(transact, booked, over, closed) == ""
        assert all_of(session, Run) == []

    def test_while_the_auto_scheduler_is_off_it_says_why_nothing_was_planned(
        self, transact: Transact, session: Session, make: Make, shop: SimpleNamespace
    ) -> None:
        choose(make, auto_schedule_on_import=True, auto_scheduler_enabled=False)

        assert "switched off" in plan(transact, shop.event)
        assert all_of(session, Run) == []


class TestApproval:
    def run(self, app: Flask, transact: Transact, actor: Actor, **more: Any) -> tuple[int, int]:
        with transact() as session:
            asked = auto_scheduling.request_run(session, actor, **({"week": MONDAY, "time_limit_s": 5} | more))
        with app.app_context():
            jobs.run(asked.job_id, {JobKind.AUTO_SCHEDULE: auto_scheduling.run_auto_schedule})
        return asked.run_id, asked.job_id

    def test_a_run_only_proposes(
        self, app: Flask, transact: Transact, actor: Actor, session: Session, shop: SimpleNamespace
    ) -> None:
        run_id, _ = self.run(app, transact, actor)

        assert all_of(session, Schedule) == []
        assert session.get_one(Run, run_id).status is RunStatus.COMPLETED

    def test_without_approval_it_fills_open_places_as_one_change_of_the_product(
        self, app: Flask, transact: Transact, actor: Actor, session: Session, make: Make, shop: SimpleNamespace
    ) -> None:
        choose(make, require_approval=False)

        run_id, job_id = self.run(app, transact, actor)

        (schedule,) = all_of(session, Schedule)
        assert (schedule.event_id, schedule.status) == (shop.event.id, ScheduleStatus.PUBLISHED)
        assert session.get_one(Run, run_id).status is RunStatus.APPLIED
        job = session.get_one(Job, job_id)
        assert job.state is JobState.DONE
        assert "1 booked without asking" in job.message
        change = all_of(session, Change)[-1]
        assert (change.command, change.actor) == ("apply_run", "The product")

    def test_a_what_if_waits_anyway(
        self, app: Flask, transact: Transact, actor: Actor, session: Session, make: Make, shop: SimpleNamespace
    ) -> None:
        choose(make, require_approval=False)
        opened = Assumption(AssumptionKind.OPEN_DAY, shop.store.id, MONDAY, MONDAY)

        self.run(app, transact, actor, assumptions=[opened.as_data()])

        assert {line.status for line in all_of(session, Proposal)} == {ProposalStatus.PROPOSED}
        assert all_of(session, Schedule) == []

    def test_what_moves_booked_work_waits_anyway(
        self, app: Flask, transact: Transact, actor: Actor, session: Session, make: Make, shop: SimpleNamespace
    ) -> None:
        choose(make, require_approval=False)
        cal = make.employee(stores=(shop.store,), name="Cal Crane")
        booked = make.schedule(event=shop.event, employee=cal, day=MONDAY)
        make.time_off(employee=cal, starts_on=MONDAY)
        shop.event.condition = Condition.SCHEDULED
        make.row(shop.event)

        self.run(app, transact, actor, mode="replan")

        (line,) = all_of(session, Proposal)
        assert (line.kind, line.status) == (ProposalKind.MOVE, ProposalStatus.PROPOSED)
        assert session.get_one(Schedule, booked.id).employee_id == cal.id
