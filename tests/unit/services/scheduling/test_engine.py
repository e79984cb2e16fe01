"""The engine as its callers see it: what it keeps, what it fills first, how it repeats, stops and explains."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.services.scheduling import engine
from app.services.scheduling.constraint_validator import check_plan
from app.services.scheduling.engine import solve
from app.services.scheduling.engine_checks import BrokenPlan
from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.engine_plan import Plan
from app.services.scheduling.engine_search import Found, Search
from app.services.scheduling.engine_solution import PlannedAssignment, Solution, SolutionStatus
from app.services.scheduling.problem import Assignment, Event, Problem, RotationSlot, TimeOff
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules.violation import Mode
from app.services.scheduling.weights import Weights
from app.vocabulary import Condition, EventSubtype, EventType, ProposalKind, RotationKind, Severity, Title
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    CARL,
    FRIDAY,
    JUNE,
    LEA,
    MONDAY,
    OTHER_STORE,
    STORE,
    at,
    core,
    event,
    juicer,
    person,
    world,
)

SATURDAY, SUNDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
NEXT_MONDAY = MONDAY + timedelta(days=7)


def visit(id: int, number: str, **more: Any) -> Event:
    return event(id, EventType.SUPERVISOR, event_number=number, **more)


def rows(problem: Problem, solution: Solution) -> list[Assignment]:
    return [problem.assignment(p.event_id, p.employee_id, p.day, p.start) for p in solution.assignments]


def line_of(solution: Solution, event_id: int) -> PlannedAssignment:
    (line,) = (line for line in solution.assignments if line.event_id == event_id)
    return line


def assert_keeps_every_rule(problem: Problem, solution: Solution) -> None:
    moved = {line.schedule_id for line in solution.assignments}
    stays = [row for row in problem.assignments if row.schedule_id not in moved]
    found = check_plan(problem, [*stays, *rows(problem, solution)], mode=Mode.AUTOMATIC)
    planned = {line.event_id for line in solution.assignments}
    assert [item for item in found if item.severity is Severity.HARD and item.event_id in planned] == []


def busy_week(**more: Any) -> Problem:
    """More Cores than the four people can do, some in pairs, with lead work, juice and a little of everything."""
    cores = [core(number, days=6 + number % 5, priority=1 + number % 5) for number in range(1, 31)]
    visits = [visit(100 + number, str(600000 + number), days=12) for number in range(1, 8)]
    rest = [
        juicer(201, start=FRIDAY, days=3),
        juicer(202, EventSubtype.JUICER_SURVEY, start=FRIDAY, days=4),
        event(203, EventType.FREEOSK, start=FRIDAY, days=5),
        event(204, EventType.DIGITALS, start=FRIDAY, days=5, subtype=EventSubtype.DIGITAL_SETUP),
        event(205, EventType.DIGITALS, start=FRIDAY, days=5, subtype=EventSubtype.DIGITAL_TEARDOWN),
        event(206, EventType.OTHER, start=FRIDAY, days=5),
    ]
    rotations = {(1, RotationKind.PRIMARY_LEAD, day): RotationSlot(LEA.id) for day in range(7)}
    rotations |= {(1, RotationKind.JUICER, day): RotationSlot(JUNE.id) for day in range(7)}
    return world(events=[*cores, *visits, *rest], rotations=rotations, **more)


class TestWhatStays:
    def test_pinned_and_published_work_is_neither_moved_nor_crossed(self) -> None:
        pinned = at(core(1), ANN, FRIDAY, pinned=True, schedule_id=11)
        published = at(core(2), BOB, FRIDAY, published=True, schedule_id=12)
        problem = world([pinned, published], events=[core(3, start=FRIDAY, due=SATURDAY)], people=(ANN, BOB))

        solution = solve(problem)

        assert solution.assignments == ()
        assert [left.event_id for left in solution.unassigned] == [3]
        assert solution.unassigned[0].rule in {"overlap", "one_core_a_day"}

    def test_an_unpinned_draft_gives_way_to_what_could_not_be_placed_otherwise(self) -> None:
        draft = at(core(1), ANN, FRIDAY, schedule_id=11)
        urgent = core(2, start=FRIDAY, due=SATURDAY)
        problem = world([draft], events=[urgent], people=(ANN,))

        solution = solve(problem)

        moved = line_of(solution, 1)
        assert (moved.kind, moved.schedule_id) == (ProposalKind.MOVE, 11)
        assert moved.day != FRIDAY
        assert moved.reason.startswith("Moved")
        assert line_of(solution, 2).day == FRIDAY

    def test_a_good_draft_keeps_its_person_day_and_time(self) -> None:
        draft = at(core(1), BOB, SATURDAY, "11:00", schedule_id=11)

        line = line_of(solve(world([draft])), 1)

        assert (line.kind, line.employee_id, line.day, line.start) == (ProposalKind.KEEP, BOB.id, SATURDAY, 660)
        assert line.reason.startswith("Kept")

    def test_a_draft_at_an_unusual_time_was_meant_and_stays(self) -> None:
        unusual = at(core(1), ANN, FRIDAY, "08:00", schedule_id=11)
        problem = world([unusual], events=[core(2, start=FRIDAY, due=SATURDAY)], people=(ANN,))

        solution = solve(problem)

        assert solution.assignments == ()
        assert solution.unassigned[0].event_id == 2

    def test_drafts_outside_the_range_or_inside_the_notice_stay(self) -> None:
        soon = at(core(1), ANN, MONDAY + timedelta(days=1), schedule_id=11)
        later = at(core(2, days=30), ANN, MONDAY + timedelta(days=20), schedule_id=12)

        assert solve(world([soon, later])).assignments == ()

    def test_a_core_stays_where_its_published_visit_is(self) -> None:
        draft = at(core(1), ANN, FRIDAY, schedule_id=11)
        check_in = at(visit(2, "600001"), CARL, FRIDAY, "12:00", published=True, schedule_id=12)

        assert solve(world([draft, check_in])).assignments == ()


class TestRules:
    def test_a_busy_week_breaks_no_rule(self) -> None:
        problem = busy_week()

        solution = solve(problem, time_limit_s=10)

        assert solution.status is SolutionStatus.OPTIMAL
        assert solution.metrics.assigned > 30
        assert_keeps_every_rule(problem, solution)

    def test_rest_and_days_in_a_row_are_kept_in_a_busy_week(self) -> None:
        people = [replace(one, min_rest_minutes=960, max_consecutive_days=3) for one in (ANN, BOB, LEA, CARL, JUNE)]
        problem = busy_week(people=people)

        solution = solve(problem, time_limit_s=10)

        assert solution.assignments
        assert_keeps_every_rule(problem, solution)

    def test_a_rule_that_a_manager_made_soft_no_longer_stops_anything(self) -> None:
        cores = [core(number, start=FRIDAY, due=SATURDAY) for number in (1, 2)]
        strict = world(events=cores, people=(ANN,))
        soft = {"one_core_a_day": Severity.SOFT, "overlap": Severity.SOFT, "max_weekly_minutes": Severity.SOFT}
        lenient = replace(strict, rules=RuleSettings(severities=soft))

        assert solve(strict).metrics.assigned == 1
        assert solve(lenient).metrics.assigned == 2

    def test_a_rule_that_a_manager_made_hard_is_kept(self) -> None:
        problem = world(events=[core(1)], people=(CARL,))
        strict = replace(problem, rules=RuleSettings(severities={"club_supervisor_on_core": Severity.HARD}))

        assert solve(problem).metrics.assigned == 1
        assert solve(strict).unassigned[0].rule == "club_supervisor_on_core"

    def test_a_demanded_gap_is_kept(self) -> None:
        events = [core(1, start=FRIDAY, due=SATURDAY), event(2, EventType.OTHER, start=FRIDAY, due=SATURDAY)]
        rules = RuleSettings(other_time=960 + 60, severities={"proximity": Severity.HARD})
        problem = world(events=events, people=(CARL,), rules=rules)

        solution = solve(problem)

        assert solution.metrics.assigned == 1
        assert_keeps_every_rule(problem, solution)

    @pytest.mark.parametrize("day", [FRIDAY, MONDAY + timedelta(days=13)])
    def test_first_and_last_day_of_the_range_are_used(self, day: date) -> None:
        problem = world(events=[core(1, start=day, due=day)], first_day=FRIDAY)

        assert line_of(solve(problem), 1).day == day

    def test_nothing_is_planned_outside_the_range(self) -> None:
        problem = world(events=[core(1, start=SUNDAY, days=9)], first_day=FRIDAY, last_day=SATURDAY)

        solution = solve(problem)

        assert (solution.assignments, solution.unassigned) == ((), ())

    def test_what_is_not_asked_for_is_left_alone(self) -> None:
        events = [
            core(1, auto_schedule=False),
            core(2, condition=Condition.CANCELED),
            core(3, condition=Condition.STAFFED),
        ]

        solution = solve(world(events=events))

        assert (solution.metrics.total, solution.unassigned) == (0, ())

    def test_a_broken_plan_is_never_handed_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def wrong(opening: Opening, *_: object, **_more: object) -> Plan:
            plan = Plan(opening.problem)
            for number in (1, 2):
                plan.add(at(core(number), ANN, FRIDAY))
            return plan

        monkeypatch.setattr(engine, "_finished", wrong)

        with pytest.raises(BrokenPlan, match="overlap"):
            solve(world(events=[core(1), core(2)], people=(ANN,)))


class TestCoverage:
    def test_the_higher_priority_gets_the_only_place(self) -> None:
        low, high = core(1, start=FRIDAY, due=SATURDAY, priority=4), core(2, start=FRIDAY, due=SATURDAY, priority=1)

        solution = solve(world(events=[low, high], people=(ANN,)))

        assert [line.event_id for line in solution.assignments] == [2]

    def test_among_equals_the_one_that_is_due_first_gets_the_place(self) -> None:
        relaxed, urgent = core(1, days=20), core(2, days=5)

        solution = solve(world(events=[relaxed, urgent], people=(ANN,), last_day=FRIDAY))

        assert [line.event_id for line in solution.assignments] == [2]

    def test_more_is_covered_than_by_the_waves_and_the_proof_says_so(self) -> None:
        problem = busy_week()

        greedy, best = solve(problem, mode="greedy"), solve(problem, time_limit_s=10)

        assert best.metrics.coverage_value >= greedy.metrics.coverage_value
        assert best.metrics.proven
        assert best.metrics.bound == best.metrics.coverage_value

    def test_an_event_for_two_people_gets_both_at_one_time(self) -> None:
        problem = world(events=[core(1, headcount=2)])

        solution = solve(problem)

        first, second = solution.assignments
        assert first.employee_id != second.employee_id
        assert (first.day, first.start) == (second.day, second.start)

    def test_the_second_person_joins_the_one_who_is_fixed(self) -> None:
        there = at(core(1, headcount=2), ANN, SATURDAY, "10:30", published=True, schedule_id=11)

        line = line_of(solve(world([there])), 1)

        assert line.employee_id != ANN.id
        assert (line.day, line.start) == (SATURDAY, 630)

    def test_a_half_filled_event_is_reported_as_open(self) -> None:
        solution = solve(world(events=[core(1, headcount=2)], people=(ANN,)))

        assert len(solution.assignments) == 1
        assert [left.event_id for left in solution.unassigned] == [1]
        assert solution.metrics.coverage == 0.5

    def test_nothing_to_do_is_a_full_success(self) -> None:
        solution = solve(world())

        assert (solution.status, solution.assignments, solution.unassigned) == (SolutionStatus.OPTIMAL, (), ())
        assert (solution.metrics.coverage, solution.metrics.proven) == (1.0, True)

    def test_without_people_everything_is_explained(self) -> None:
        solution = solve(world(events=[core(1)], people=()))

        assert "demonstrator" in solution.unassigned[0].reason


class TestWishes:
    def test_the_rotation_person_runs_the_juice_station(self) -> None:
        other = person(6, "Jo", Title.JUICER)
        rotations = {(1, RotationKind.JUICER, day): RotationSlot(other.id) for day in range(7)}
        problem = world(events=[juicer(1)], people=(JUNE, other), rotations=rotations)

        solution = solve(problem)

        assert line_of(solution, 1).employee_id == other.id
        assert line_of(solution, 1).reason.startswith("Juicer rotation of")
        assert solution.metrics.rotations_respected == 1.0

    def test_the_primary_lead_demonstrates_in_the_first_slot(self) -> None:
        rotations = {(1, RotationKind.PRIMARY_LEAD, day): RotationSlot(LEA.id) for day in range(7)}
        cores = [core(number, start=FRIDAY, due=SATURDAY) for number in (1, 2, 3)]

        solution = solve(world(events=cores, rotations=rotations))

        starts = {line.employee_id: line.start for line in solution.assignments}
        assert starts[LEA.id] == 585
        assert len(set(starts.values())) == 3

    def test_leads_demonstrate_before_specialists_and_the_club_supervisor_last(self) -> None:
        cores = [core(number, start=FRIDAY, due=SATURDAY) for number in (1, 2)]

        solution = solve(world(events=cores, people=(CARL, ANN, LEA)))

        assert {line.employee_id for line in solution.assignments} == {LEA.id, ANN.id}

    def test_core_days_are_shared_evenly(self) -> None:
        cores = [core(number, start=SUNDAY, due=SUNDAY + timedelta(days=3)) for number in range(1, 7)]
        problem = world(events=cores, people=(ANN, BOB))

        solution = solve(problem)

        assert Counter(line.employee_id for line in solution.assignments) == {ANN.id: 3, BOB.id: 3}
        assert solution.metrics.balance == 0

    def test_set_ups_of_a_day_start_one_after_the_other(self) -> None:
        """Two on one day: 10:15 and 10:30; a fifth goes after the last slot, not to 10:15 again."""
        setups = [event(n, EventType.DIGITALS, start=FRIDAY, subtype=EventSubtype.DIGITAL_SETUP) for n in range(1, 6)]

        solution = solve(world(events=setups))

        assert sorted(line.start for line in solution.assignments) == [615, 630, 645, 660, 675]

    def test_a_wish_for_a_day_off_is_kept_where_somebody_else_can_come(self) -> None:
        would_rest = replace(ANN, preferred_days_off=frozenset({4}))

        solution = solve(world(events=[core(1, start=FRIDAY, due=SATURDAY)], people=(would_rest, BOB)))

        assert line_of(solution, 1).employee_id == BOB.id

    def test_hours_above_the_target_go_to_whoever_has_room(self) -> None:
        full = replace(ANN, target_minutes_week=60)

        solution = solve(world(events=[core(1)], people=(full, replace(BOB, target_minutes_week=600))))

        assert line_of(solution, 1).employee_id == BOB.id

    def test_a_teardown_is_for_the_second_lead(self) -> None:
        second = person(6, "Lou", Title.LEAD)
        rotations = {(1, RotationKind.PRIMARY_LEAD, day): RotationSlot(LEA.id) for day in range(7)}
        teardown = event(1, EventType.DIGITALS, start=FRIDAY, subtype=EventSubtype.DIGITAL_TEARDOWN)

        solution = solve(world(events=[teardown], people=(LEA, second, CARL), rotations=rotations))

        assert line_of(solution, 1).employee_id == second.id

    def test_points_are_named(self) -> None:
        solution = solve(busy_week(), time_limit_s=10)

        assert {"rotation", "title", "fairness", "late"} <= set(solution.metrics.objective)
        assert {"greedy", "together", "report"} <= set(solution.metrics.wall_s)

    def test_the_points_of_the_lines_are_those_of_the_solver(self) -> None:
        solution = solve(busy_week(), time_limit_s=20)

        assert solution.status is SolutionStatus.OPTIMAL
        assert solution.metrics.points == pytest.approx(solution.metrics.points_bound, abs=0.5)


class TestPairs:
    def test_the_visit_is_on_the_day_of_its_core_by_the_club_supervisor_at_noon(self) -> None:
        solution = solve(world(events=[core(1), visit(2, "600001")]))

        check_in = line_of(solution, 2)
        assert check_in.day == line_of(solution, 1).day
        assert (check_in.employee_id, check_in.start) == (CARL.id, 720)
        assert "Core 600001" in check_in.reason

    def test_several_visits_at_noon_are_one_round_of_the_club_supervisor(self) -> None:
        cores = [core(number, start=FRIDAY, due=SATURDAY) for number in (1, 2)]
        visits = [visit(10 + number, f"60000{number}") for number in (1, 2)]

        solution = solve(world(events=[*cores, *visits]))

        assert [line_of(solution, id).employee_id for id in (11, 12)] == [CARL.id, CARL.id]

    def test_a_visit_without_its_core_is_not_planned(self) -> None:
        solution = solve(world(events=[visit(2, "600001")]))

        assert solution.unassigned[0].rule == "pairing"
        assert "Core 600001" in solution.unassigned[0].reason

    def test_a_visit_joins_a_core_that_is_already_published(self) -> None:
        there = at(core(1), ANN, SATURDAY, published=True, schedule_id=11)

        assert line_of(solve(world([there], events=[visit(2, "600001")])), 2).day == SATURDAY

    def test_two_hours_after_the_core_where_that_is_the_policy(self) -> None:
        rules = RuleSettings(supervisor_time_policy="core_plus_2h")

        solution = solve(world(events=[core(1), visit(2, "600001")], rules=rules))

        assert line_of(solution, 2).start == line_of(solution, 1).start + 120


class TestWorkedExamples:
    """Of the rule book; today is Monday 2026-03-02."""

    def test_a_core_uses_empty_slots_only_from_the_fourth_day_on(self) -> None:
        problem = world(events=[core(1, start=date(2026, 3, 3), due=date(2026, 3, 9))])

        assert line_of(solve(problem), 1).day == date(2026, 3, 6)

    def test_a_core_with_nothing_but_short_notice_is_left_to_people(self) -> None:
        solution = solve(world(events=[core(1, due=date(2026, 3, 5))]))

        assert solution.unassigned[0].rule == "short_notice"

    def test_a_juicer_event_goes_to_the_next_day_when_its_person_is_off(self) -> None:
        thursday, friday = person(6, "Jo", Title.JUICER), JUNE
        off = replace(thursday, time_off=(TimeOff(date(2026, 3, 5), date(2026, 3, 5)),))
        rotations = {
            (1, RotationKind.JUICER, 3): RotationSlot(off.id),
            (1, RotationKind.JUICER, 4): RotationSlot(friday.id),
        }
        event_ = juicer(1, start=date(2026, 3, 4), days=4)

        line = line_of(solve(world(events=[event_], people=(off, friday), rotations=rotations)), 1)

        assert line.employee_id == friday.id

    @pytest.mark.parametrize(
        ("away", "expected"),
        [((), "Lea"), (("Lea",), "Lou"), (("Lea", "Lou"), "Carl"), (("Lea", "Lou", "Carl"), None)],
    )
    def test_a_kiosk_goes_down_the_chain_and_fails_when_all_are_off(
        self, away: tuple[str, ...], expected: str | None
    ) -> None:
        day = date(2026, 3, 10)
        staff = [LEA, person(6, "Lou", Title.LEAD), CARL, ANN]
        people = [replace(p, time_off=(TimeOff(day, day),)) if p.name in away else p for p in staff]
        rotations = {(1, RotationKind.PRIMARY_LEAD, 1): RotationSlot(LEA.id)}
        problem = world(events=[event(1, EventType.FREEOSK, start=day)], people=people, rotations=rotations)

        solution = solve(problem)

        names = [problem.employees[line.employee_id].name for line in solution.assignments]
        assert names == ([expected] if expected else [])
        if expected is None:
            assert solution.unassigned[0].rule == "time_off"

    def test_a_lead_may_interrupt_the_demo_for_a_kiosk(self) -> None:
        events = [core(1, start=FRIDAY, due=SATURDAY), event(2, EventType.FREEOSK, start=FRIDAY)]

        solution = solve(world(events=events, people=(LEA,)))

        assert solution.metrics.assigned == 2

    def test_nothing_is_planned_on_a_holiday(self) -> None:
        closed = replace(STORE, holidays={FRIDAY: "Founders Day"})
        events = [core(1, start=FRIDAY, due=SATURDAY), event(2, EventType.FREEOSK, start=FRIDAY)]

        solution = solve(world(events=events, stores=(closed,)))

        assert {left.rule for left in solution.unassigned} == {"holiday"}

    def test_an_event_of_one_day_may_use_its_due_date(self) -> None:
        assert line_of(solve(world(events=[core(1, start=FRIDAY, due=FRIDAY)])), 1).day == FRIDAY


class TestRun:
    def test_the_same_seed_gives_the_same_plan(self) -> None:
        first, second = (solve(busy_week(), seed=7, time_limit_s=10) for _ in range(2))

        assert first.assignments == second.assignments
        assert first.unassigned == second.unassigned

    def test_progress_climbs_from_0_to_1_and_says_what_happens(self) -> None:
        said: list[tuple[float, str]] = []

        solve(busy_week(), time_limit_s=10, on_progress=lambda share, message: said.append((share, message)))

        shares = [share for share, _ in said]
        assert shares == sorted(shares)
        assert (shares[0], shares[-1]) == (0.0, 1.0)
        assert all(message for _, message in said)

    def test_a_wish_to_stop_ends_the_run_within_a_second(self) -> None:
        asked_at: list[float] = []

        def stop() -> bool:
            asked_at.append(time.process_time())  # what others do on the machine is not our delay
            return True

        solution = solve(busy_week(), should_stop=stop)

        assert solution.status is SolutionStatus.CANCELLED
        assert time.process_time() - asked_at[0] < 1.0

    def test_a_stop_during_the_search_answers_the_best_plan_so_far(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.services.scheduling.engine_watch.SAY_EVERY_S", 0.0)
        monkeypatch.setattr("app.services.scheduling.engine_watch.ASK_EVERY_S", 0.0)
        problem = busy_week()
        said: list[str] = []

        solution = solve(
            problem,
            on_progress=lambda _share, message: said.append(message),
            should_stop=lambda: any("places filled" in message for message in said),
        )

        assert solution.status is SolutionStatus.CANCELLED
        assert solution.assignments
        assert_keeps_every_rule(problem, solution)
        assert all("stopped" in left.reason for left in solution.unassigned)

    def test_a_stop_before_there_is_any_plan_says_so(self) -> None:
        solution = solve(busy_week(), should_stop=lambda: True)

        assert solution.assignments == ()
        assert all("stopped" in left.reason for left in solution.unassigned)

    def test_what_progress_raises_ends_the_run_and_its_search(self) -> None:
        class JobCancelled(Exception):
            pass

        def refuse(share: float, _message: str) -> None:
            if share > 0.0:
                raise JobCancelled

        with pytest.raises(JobCancelled):
            solve(busy_week(), on_progress=refuse)
        assert not [thread for thread in threading.enumerate() if thread.name == "search"]

    def test_without_any_plan_in_time_the_waves_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        problem = busy_week()
        monkeypatch.setattr(Search, "run", lambda _search: Found(None, False, 0, 0, 0.0))

        solution = solve(problem)

        assert solution.status is SolutionStatus.FALLBACK
        assert solution.assignments == solve(problem, mode="greedy").assignments

    def test_an_unknown_mode_is_refused_by_name(self) -> None:
        with pytest.raises(ValueError, match="turbo"):
            solve(world(), mode="turbo")

    def test_alternatives_break_no_rule(self) -> None:
        problem = busy_week()

        solution = solve(problem, time_limit_s=10)

        offered = [(line, other) for line in solution.assignments for other in line.alternatives]
        assert offered
        assert all(len(line.alternatives) <= 3 for line in solution.assignments)
        for line, other in offered:
            rest = [row for row in rows(problem, solution) if row.event.id != line.event_id]
            place = problem.assignment(line.event_id, other.employee_id, other.day, other.start)
            found = check_plan(problem, [*rest, place], mode=Mode.AUTOMATIC)
            hard = [v for v in found if v.severity is Severity.HARD and v.event_id == line.event_id]
            assert hard == []

    def test_alternatives_say_what_they_would_cost(self) -> None:
        """Ann has the hours, Bob is over his target by the whole Core."""
        full = replace(BOB, target_minutes_week=0)
        problem = world(events=[core(1, start=FRIDAY, days=1)], people=(ANN, full), weights=Weights(title_order=0))

        (line,) = solve(problem, time_limit_s=5).assignments

        (other,) = [one for one in line.alternatives if one.employee_id == full.id]
        assert line.employee_id == ANN.id
        assert other.points == 390
        assert other.dearer == ("6 h 30 min over target",)


class TestSeveralStores:
    SHARED = person(6, "Eva", store_ids=frozenset({1, 2}))

    def problem(self) -> Problem:
        one = core(1, start=FRIDAY, due=SATURDAY)
        return world(events=[one, replace(one, id=2, store_id=2, event_number="600002")], people=(self.SHARED, ANN))

    def test_stores_that_share_people_are_planned_together(self) -> None:
        solution = solve(self.problem())

        assert {line.event_id: line.employee_id for line in solution.assignments} == {1: ANN.id, 2: self.SHARED.id}
        assert solution.metrics.proven

    def test_stores_that_are_planned_one_after_the_other_are_proven_together(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for size in ("AT_ONCE", "AT_ONCE_AT_LAST"):
            monkeypatch.setattr(f"app.services.scheduling.engine_courses.{size}", 0)
        only_eva = replace(self.problem(), employees={self.SHARED.id: self.SHARED})

        alone, both = solve(only_eva), solve(world(events=[core(1), core(2, store_id=2)]))

        assert alone.metrics.assigned == 1
        assert alone.metrics.proven
        assert alone.metrics.bound == alone.metrics.coverage_value
        assert both.metrics.proven
        assert OTHER_STORE.id in only_eva.stores
