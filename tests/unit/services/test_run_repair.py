"""A repair changes as little of the booked week as it can, and never what is pinned or too near."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.services.run_metrics import metrics_of
from app.services.run_problem import Prepared, repair
from app.services.run_repair import put_back, read_back
from app.services.scheduling import engine
from app.services.scheduling.engine_solution import PlannedAssignment, Solution
from app.services.scheduling.problem import Assignment, Employee, Problem, TimeOff
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import Condition, EventType, ProposalKind
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    CARL,
    FRIDAY,
    MONDAY,
    OTHER_STORE,
    STORE,
    at,
    core,
    event,
    person,
    world,
)

TODAY = MONDAY - timedelta(days=7)
WEEK = {"today": TODAY, "first_day": MONDAY, "last_day": MONDAY + timedelta(days=6)}
SICK_ANN = replace(ANN, time_off=(TimeOff(FRIDAY, FRIDAY),))


def booked(number: int, who: Employee, day: date, **more: Any) -> Assignment:
    event = core(number, days=7, condition=Condition.SCHEDULED)
    return at(event, who, day, published=True, **more)


def prepared(problem: Problem, *, touch_frozen: bool = False) -> Prepared:
    return repair(problem, [1], touch_frozen=touch_frozen)


def solved(problem: Problem, **more: Any) -> tuple[Prepared, Solution]:
    asked = prepared(problem, **more)
    return asked, read_back(asked, engine.solve(asked.problem, time_limit_s=5))


def week(sick: Employee, **more: Any) -> Problem:
    """Ann and Bob each have a Core on four days; on Friday only Ann works."""
    days = [MONDAY + timedelta(days=n) for n in range(4)]
    rows = [booked(2 * n + k, (sick, BOB)[k - 1], day) for n, day in enumerate(days) for k in (1, 2)]
    return world([*rows, booked(9, sick, FRIDAY, **more)], people=(sick, BOB), **WEEK)


class TestSickCall:
    def test_the_work_finds_another_person_and_everything_else_stays(self) -> None:
        asked, solution = solved(week(SICK_ANN))

        changes = metrics_of(asked.standing, [1], solution, 0.0)["changes"]
        assert changes == {"moved": 1, "new": 0, "lost": 0, "untouched": 8}
        (move,) = (line for line in solution.assignments if line.kind is ProposalKind.MOVE)
        assert (move.event_id, move.employee_id, move.schedule_id) == (9, BOB.id, 109)
        assert move.reason.startswith("Ann has time off on Fri Mar 6.")

    def test_without_anybody_else_it_is_said_that_the_booking_lost_its_place(self) -> None:
        gone = replace(ANN, active=False)
        _, solution = solved(world([booked(1, gone, FRIDAY)], people=(gone,), **WEEK))

        (left,) = solution.unassigned
        assert (left.event_id, left.schedule_id) == (1, 101)
        assert left.reason.startswith("Ann is not active.")

    def test_pinned_work_stays_and_is_told(self) -> None:
        asked = prepared(week(SICK_ANN, pinned=True))

        assert asked.displaced == ()
        assert asked.held_back == (
            "Ann has time off on Fri Mar 6. Core 600009 on Fri Mar 6 9:45 AM stays: it is pinned.",
        )
        assert [row.day for row in asked.problem.assignments if row.pinned] == [FRIDAY]

    def test_work_left_to_people_stays_and_is_told(self) -> None:
        alone = core(1, auto_schedule=False, condition=Condition.SCHEDULED)
        row = at(alone, SICK_ANN, FRIDAY, published=True)

        assert "turned off for it" in prepared(world([row], people=(SICK_ANN,), **WEEK)).held_back[0]


class TestFreeze:
    def at_days(self, near: int, **more: Any) -> Prepared:
        """Ann is off on a day that lies so many days ahead."""
        problem = week(SICK_ANN)
        return prepared(replace(problem, today=FRIDAY - timedelta(days=near)), **more)

    @pytest.mark.parametrize(("near", "moves"), [(3, False), (4, True)])
    def test_the_next_three_days_are_not_touched(self, near: int, moves: bool) -> None:
        asked = self.at_days(near)
        assert [one.row.day for one in asked.displaced] == ([FRIDAY] if moves else [])
        assert bool(asked.held_back) is not moves

    @pytest.mark.parametrize(("near", "moves"), [(0, False), (1, True), (3, True)])
    def test_when_asked_they_are_but_never_today(self, near: int, moves: bool) -> None:
        assert bool(self.at_days(near, touch_frozen=True).displaced) is moves

    def test_published_work_of_the_frozen_days_stays_published(self) -> None:
        asked = self.at_days(3)
        assert all(row.published for row in asked.problem.assignments if row.day <= FRIDAY)

    def test_when_asked_a_place_is_found_the_very_next_day(self) -> None:
        last_chance = core(1, days=5, condition=Condition.SCHEDULED)
        row = at(last_chance, SICK_ANN, FRIDAY, published=True)
        problem = world([row], people=(SICK_ANN, BOB), **WEEK | {"today": FRIDAY - timedelta(days=1)})
        _, solution = solved(problem, touch_frozen=True)

        (move,) = (line for line in solution.assignments if line.kind is ProposalKind.MOVE)
        assert (move.employee_id, move.day) == (BOB.id, FRIDAY)


def test_a_closed_day_empties_itself() -> None:
    closed = replace(STORE, holidays={FRIDAY: "Inventory"})
    row = replace(booked(1, ANN, FRIDAY), store=closed)
    _, solution = solved(world([row], people=(ANN, BOB), stores=(closed, OTHER_STORE), **WEEK))

    (move,) = solution.assignments
    assert move.kind is ProposalKind.MOVE
    assert move.day != FRIDAY


def test_a_window_that_crossmark_moved_takes_the_booking_along() -> None:
    later = core(1, start=FRIDAY + timedelta(days=1), days=7, condition=Condition.SCHEDULED)
    row = at(later, ANN, FRIDAY, published=True)

    assert [one.row.event.id for one in prepared(world([row], **WEEK)).displaced] == [1]


def test_whatever_was_set_aside_by_hand_was_meant() -> None:
    never_fridays = replace(ANN, weekly={0: ((0, 1440),)})
    asked = prepared(world([booked(1, never_fridays, FRIDAY)], people=(never_fridays,), **WEEK))

    assert (asked.displaced, asked.held_back) == ((), ())


class TestGivingWay:
    def urgent(self, **more: Any) -> Problem:
        """One person, one day: new work of the highest priority wants the place of a booking."""
        alone = person(1, "Ann", weekly={4: ((0, 1440),)})
        later = core(1, days=14, priority=5, condition=Condition.SCHEDULED)
        wanted = core(2, days=7, priority=1)
        return world([at(later, alone, FRIDAY, published=True)], events=[wanted], people=(alone,), **WEEK | more)

    def test_new_work_takes_the_place_in_one_proposal_of_both_changes(self) -> None:
        asked, solution = solved(self.urgent())

        (swap,) = solution.assignments
        assert (swap.kind, swap.event_id, swap.schedule_id) == (ProposalKind.SWAP, 2, 101)
        assert swap.reason.startswith("Takes the place of Core 600001, which is due 7 days later.")
        (left,) = solution.unassigned
        assert left.reason.startswith("Gives way to Core 600002.")
        changes = metrics_of(asked.standing, [1], solution, 0.0)["changes"]
        assert changes == {"moved": 0, "new": 1, "lost": 1, "untouched": 0}

    def test_not_a_fourth_time(self) -> None:
        problem = self.urgent()
        row = problem.assignments[0]
        often = replace(row.event, bumps=3)
        tired = replace(problem, events=problem.events | {1: often}, assignments=(replace(row, event=often),))
        _, solution = solved(tired)
        assert [line.event_id for line in solution.unassigned] == [2]

    def test_not_at_all_where_a_manager_wants_published_work_to_stay(self) -> None:
        _, solution = solved(self.urgent(rules=RuleSettings(bump_posted=False)))
        assert [line.event_id for line in solution.unassigned] == [2]

    def test_not_within_two_days_of_the_due_date(self) -> None:
        problem = self.urgent()
        row = problem.assignments[0]
        soon = replace(row.event, due=FRIDAY)
        near = replace(
            problem,
            today=FRIDAY - timedelta(days=1),
            events=problem.events | {1: soon},
            assignments=(replace(row, event=soon),),
        )
        _, solution = solved(near, touch_frozen=True)
        assert [line.event_id for line in solution.unassigned] == [2]


class TestPutBack:
    """A plan that moves what could have stayed."""

    def moved(self, row: Assignment, **place: Any) -> PlannedAssignment:
        there = {"employee_id": BOB.id, "day": row.day, "start": row.start} | place
        given = {"event_id": row.event.id, "reason": "", "kind": ProposalKind.MOVE, "schedule_id": row.schedule_id}
        return PlannedAssignment(**there | given)

    def test_two_people_who_traded_places_for_nothing_trade_back(self) -> None:
        asked = prepared(world([booked(1, ANN, FRIDAY), booked(2, BOB, FRIDAY)], **WEEK))
        first, second = asked.standing.assignments

        lines = put_back(asked, [self.moved(first), self.moved(second, employee_id=ANN.id)])

        assert [(line.kind, line.employee_id) for line in lines] == [
            (ProposalKind.KEEP, ANN.id),
            (ProposalKind.KEEP, BOB.id),
        ]

    def test_what_made_room_for_new_work_does_not_go_back(self) -> None:
        asked = prepared(world([booked(1, ANN, FRIDAY)], events=[core(2, days=7)], **WEEK))
        row = asked.standing.assignments[0]
        new = PlannedAssignment(2, ANN.id, FRIDAY, row.start, "")

        assert put_back(asked, [self.moved(row), new])[0].kind is ProposalKind.MOVE

    def test_a_core_does_not_go_back_without_its_visit(self) -> None:
        visit = event(3, EventType.SUPERVISOR, days=7, event_number="600001", condition=Condition.SCHEDULED)
        rows = [booked(1, ANN, FRIDAY), at(visit, CARL, FRIDAY, "12:00", published=True)]
        asked = prepared(world(rows, **WEEK))
        core_row, visit_row = asked.standing.assignments
        monday = {"day": MONDAY}
        lines = [self.moved(core_row, **monday), self.moved(visit_row, employee_id=CARL.id, **monday)]

        assert {line.day for line in put_back(asked, lines)} == {FRIDAY}
        pinned_visit = replace(lines[1], kind=ProposalKind.NEW)
        assert put_back(asked, [lines[0], pinned_visit])[0].day == MONDAY

    def test_what_cannot_stay_is_not_put_back(self) -> None:
        asked = prepared(week(SICK_ANN))
        row = asked.displaced[0].row

        assert put_back(asked, [self.moved(row)])[0].employee_id == BOB.id


def test_what_shared_people_do_elsewhere_stays() -> None:
    elsewhere = replace(booked(1, ANN, FRIDAY), store=OTHER_STORE)
    asked = prepared(world([elsewhere, booked(2, ANN, MONDAY)], **WEEK))

    assert [row.published for row in asked.problem.assignments] == [True, False]
