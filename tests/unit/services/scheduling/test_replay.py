"""History judged anew: in order, beside what was allowed, by what was known beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.services.scheduling.constraint_validator import check
from app.services.scheduling.problem import Assignment, Problem, TimeOff
from app.services.scheduling.replay import Finding, replay
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules import max_work_days, overlap, pairing, short_notice, time_off
from app.services.scheduling.rules.violation import Mode, Rule
from app.vocabulary import AttendanceStatus, Condition, EventType, Severity
from tests.unit.services.scheduling.builders import ANN, BOB, FRIDAY, LEA, MONDAY, at, core, event, world

DAYS = [MONDAY + timedelta(days=n) for n in range(6)]


def judged(
    problem: Problem, *rules: Rule, mode: Mode = Mode.MANUAL, made_on: dict[int, date] | None = None, beside: int = 0
) -> tuple[Finding, ...]:
    """The first `beside` schedules are there already and are not judged."""
    asked = {"rules": rules} if rules else {}
    rows = problem.assignments
    return replay(problem, rows[beside:], rows[:beside], mode=mode, made_on=made_on or {}, **asked)


def places(found: tuple[Finding, ...]) -> list[tuple[int, date]]:
    return [(one.row.event.id, one.row.day) for one in found]


def week(**rules: object) -> Problem:
    """Ann works a Core on each of six days."""
    rows = [at(core(number + 1), ANN, day) for number, day in enumerate(DAYS)]
    return world(rows, rules=RuleSettings(severities={"max_work_days": Severity.HARD}, **rules))


def test_a_plan_that_keeps_the_rules_is_not_named() -> None:
    assert judged(world([at(core(1), ANN), at(core(2), BOB)])) == ()


def test_only_the_days_too_many_are_named() -> None:
    assert judged(week(max_work_days_per_week=6), max_work_days) == ()
    assert places(judged(week(max_work_days_per_week=4), max_work_days)) == [(5, DAYS[4]), (6, DAYS[5])]


def test_a_warning_takes_nothing_out_of_the_plan() -> None:
    problem = week(max_work_days_per_week=5)
    soft = replace(problem, rules=replace(problem.rules, severities={"max_work_days": Severity.SOFT}))

    assert [one.is_forbidden for one in judged(soft, max_work_days)] == [False]
    assert len(judged(replace(soft, rules=replace(soft.rules, max_work_days_per_week=4)), max_work_days)) == 2


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_that_collide_the_later_one_is_named(turned: bool) -> None:
    rows = [at(core(1), ANN, FRIDAY, "09:45"), at(core(2), ANN, FRIDAY, "10:30")]

    assert places(judged(world(rows[::-1] if turned else rows), overlap)) == [(2, FRIDAY)]


def test_what_was_forbidden_does_not_stand_in_the_way_of_what_follows() -> None:
    rows = [at(core(n), ANN, FRIDAY, clock) for n, clock in ((1, "08:00"), (2, "12:00"), (3, "15:00"))]

    assert places(judged(world(rows), overlap)) == [(2, FRIDAY)]


def test_what_was_there_before_counts_and_is_not_judged() -> None:
    assert places(judged(week(max_work_days_per_week=3), max_work_days, beside=3)) == [
        (place + 1, DAYS[place]) for place in (3, 4, 5)
    ]


def test_a_visit_is_judged_after_its_core_whatever_the_hour() -> None:
    visit = event(2, EventType.SUPERVISOR, event_number="600001")
    with_core = world([at(visit, LEA, FRIDAY, "08:00"), at(core(1), ANN, FRIDAY)])
    elsewhere = world([at(visit, LEA, MONDAY, "12:00"), at(core(1), ANN, FRIDAY)])

    assert judged(with_core, pairing) == ()
    (found,) = judged(elsewhere, pairing)
    assert found.violations[0].message == "Its Core 600001 is on Fri Mar 6."


def test_what_only_happened_afterwards_counts_for_nothing() -> None:
    called_in = replace(ANN, active=False, time_off=(TimeOff(FRIDAY, FRIDAY, absence=AttendanceStatus.CALLED_IN),))
    done = core(1, condition=Condition.SUBMITTED)

    assert judged(world([at(done, called_in)], people=(called_in, LEA))) == ()


def test_time_off_and_the_day_somebody_left_were_known() -> None:
    off = replace(ANN, time_off=(TimeOff(FRIDAY, FRIDAY),))
    left = replace(ANN, terminated_on=MONDAY)

    for person, rule in ((off, time_off.NAME), (left, "active_employee")):
        (found,) = judged(world([at(core(1), person)], people=(person, LEA)))
        assert [one.rule for one in found.violations] == [rule]


@pytest.mark.parametrize(
    ("made", "is_named"), [(FRIDAY - timedelta(days=3), False), (FRIDAY, True), (FRIDAY + timedelta(days=9), False)]
)
def test_notice_is_counted_from_the_day_on_which_it_was_made(made: date, is_named: bool) -> None:
    """Entered only after its day, it says nothing about notice."""
    problem = world([at(core(1), ANN, FRIDAY)], rules=RuleSettings(core_first_fill_offset=2))
    found = judged(problem, short_notice, mode=Mode.AUTOMATIC, made_on={problem.assignments[0].schedule_id or 0: made})

    assert bool(found) is is_named


def test_it_finds_what_the_validator_finds_on_a_single_schedule() -> None:
    """A Juicer's work by an Event Specialist at an odd time, asked by every rule."""
    wrong = at(event(1, EventType.JUICER), ANN, FRIDAY, "05:05")
    problem = world([wrong])
    candidate: Assignment = replace(problem.assignments[0], schedule_id=None)

    for mode in Mode:
        expected = check(replace(problem, assignments=()), candidate, mode=mode)
        (found,) = judged(problem, mode=mode)
        assert {one.rule for one in found.violations} == {one.rule for one in expected} != set()
