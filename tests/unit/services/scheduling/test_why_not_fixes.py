"""Fixes for an event that nobody does: each kind where it helps, and every one of them holds when it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.scheduling.constraint_validator import check_plan
from app.services.scheduling.problem import Assignment, Employee, Event, Problem, TimeOff
from app.services.scheduling.repair import Repair, RepairKind, applied
from app.services.scheduling.rules.violation import Mode
from app.services.scheduling.why_not import why_not
from app.services.scheduling.why_not_fixes import fixes
from app.vocabulary import Severity, Title
from tests.unit.services.scheduling.builders import ANN, BOB, FRIDAY, JUNE, MONDAY, at, core, juicer, person, world

DAY = timedelta(days=1)


def fixes_of(problem: Problem, work: Event) -> tuple[Repair, ...]:
    return fixes(problem, why_not(problem, work))


def the(found: tuple[Repair, ...], kind: RepairKind) -> Repair:
    return next(repair for repair in found if repair.kind is kind)


def rules_of(repair: Repair) -> set[str]:
    return {violation.rule for violation in repair.violations}


def test_overtime_for_somebody_who_has_reached_a_limit() -> None:
    tired = replace(ANN, max_minutes_week=60)
    work = core(1, start=FRIDAY, days=1)
    overtime = the(fixes_of(world(events=[work], people=(tired,)), work), RepairKind.OVERTIME)
    assert overtime.summary == "Overtime for Ann: Core 600001 on Fri Mar 6 at 9:45 AM with Ann."
    assert rules_of(overtime) == {"max_weekly_minutes"}
    assert overtime.needs == ""


def test_a_day_that_only_automatic_scheduling_leaves_alone() -> None:
    soon = core(1, due=MONDAY + 2 * DAY)
    by_hand = the(fixes_of(world(events=[soon], people=(ANN,)), soon), RepairKind.BY_HAND)
    assert (by_hand.changes[0].day, by_hand.changes[0].employee) == (MONDAY, ANN)


def test_another_start_for_somebody_who_is_busy_at_the_usual_ones() -> None:
    work = juicer(1, start=FRIDAY, days=1, minutes=60)
    problem = world([at(juicer(2, start=FRIDAY, minutes=60), JUNE, clock="09:00")], events=[work], people=(JUNE,))
    other = the(fixes_of(problem, work), RepairKind.OTHER_TIME)
    assert other.changes[0].start == 8 * 60
    assert rules_of(other) == {"one_juicer_a_day", "proximity"}


def test_somebody_gives_up_other_work() -> None:
    work = juicer(1, start=FRIDAY, days=1)
    problem = world([at(core(2, start=FRIDAY), JUNE)], events=[work], people=(JUNE, BOB))
    give_up = the(fixes_of(problem, work), RepairKind.HAND_OVER)
    assert give_up.summary == "Bob takes Core 600002, June does Juicer 600001."


def test_a_less_urgent_event_gives_its_place() -> None:
    urgent = core(1, start=FRIDAY, days=1, priority=1)
    problem = world([at(core(2), ANN)], events=[urgent], people=(ANN,))
    bump = the(fixes_of(problem, urgent), RepairKind.BUMP)
    assert bump.bumped == (2,)
    assert [change.event.id for change in bump.changes] == [1, 2]


def test_a_person_is_asked_to_give_up_time_off_and_only_then_it_can_be_done() -> None:
    off = replace(ANN, time_off=(TimeOff(FRIDAY, FRIDAY),))
    work = core(1, start=FRIDAY, days=1)
    ask = the(fixes_of(world(events=[work], people=(off,)), work), RepairKind.ASK)
    assert ask.needs == "Ann has to agree: Ann has time off on Fri Mar 6."


def test_a_longer_window_is_crossmarks_to_give() -> None:
    off = replace(ANN, time_off=(TimeOff(FRIDAY, FRIDAY),))
    work = core(1, start=FRIDAY, days=1)
    longer = the(fixes_of(world(events=[work], people=(off,)), work), RepairKind.EXTEND)
    assert longer.changes[0].day == FRIDAY + DAY
    assert longer.needs == "Crossmark has to move the due date to Sun Mar 8 or later."


def test_a_person_who_usually_is_not_there_may_be_asked() -> None:
    seldom = replace(ANN, weekly={0: ((0, 1440),)})
    work = core(1, start=FRIDAY, days=1)
    ask = the(fixes_of(world(events=[work], people=(seldom,)), work), RepairKind.ASK)
    assert (ask.summary, ask.needs) == ("Ask Ann: Core 600001 on Fri Mar 6 at 9:45 AM with Ann.", "")
    assert rules_of(ask) == {"weekly_availability"}


def test_when_somebody_is_free_nothing_else_is_offered() -> None:
    work = core(1, start=FRIDAY, days=1)
    found = fixes_of(world(events=[work], people=(ANN, BOB)), work)
    assert {repair.kind for repair in found} == {RepairKind.OTHER_EMPLOYEE}
    assert [repair.changes[0].employee.name for repair in found] == ["Ann", "Bob"]


def test_the_cheapest_comes_first() -> None:
    tired = replace(ANN, max_minutes_week=60)
    work = core(1, start=FRIDAY, days=1)
    costs = [repair.cost for repair in fixes_of(world(events=[work], people=(tired,)), work)]
    assert costs == sorted(costs)
    assert len(costs) > 1


@st.composite
def tight_weeks(draw: st.DrawFn) -> tuple[Problem, Event]:
    """Few people with hours, limits and days off, some of them booked, and one more Core."""
    people = [draw(_person(number)) for number in range(1, draw(st.integers(1, 4)) + 1)]
    rows: list[Assignment] = []
    for number in range(2, draw(st.integers(2, 7))):
        who, day = draw(st.sampled_from(people)), MONDAY + draw(st.integers(3, 8)) * DAY
        if all((row.employee.id, row.day) != (who.id, day) for row in rows):
            priority, bumps = draw(st.integers(1, 5)), draw(st.integers(0, 3))
            rows.append(
                at(core(number, priority=priority, bumps=bumps), who, day, draw(st.sampled_from(("09:45", "11:00"))))
            )
    work = core(1, start=MONDAY + draw(st.integers(0, 6)) * DAY, days=draw(st.integers(0, 4)), priority=2)
    return world(rows, events=[work], people=people), work


@st.composite
def _person(draw: st.DrawFn, number: int) -> Employee:
    first = MONDAY + draw(st.integers(0, 7)) * DAY
    return person(
        number,
        f"P{number}",
        draw(st.sampled_from((Title.SPECIALIST, Title.LEAD))),
        max_minutes_week=draw(st.sampled_from((None, 400, 800))),
        max_days_week=draw(st.sampled_from((None, 1, 2))),
        weekly=draw(st.sampled_from((None, {4: ((0, 1440),), 5: ((0, 1440),)}))),
        time_off=draw(st.sampled_from(((), (TimeOff(first, first + DAY),)))),
    )


@settings(max_examples=60, deadline=None)
@given(tight_weeks())
def test_every_fix_holds_when_it_is_done(week: tuple[Problem, Event]) -> None:
    problem, work = week
    before = {_broken(one) for one in _hard(problem)}
    for repair in fixes_of(problem, work):
        afterwards = applied(problem, repair)
        assert {_broken(one) for one in _hard(afterwards)} <= before
        assert len(afterwards.by_event.get(work.id, ())) == 1
        assert all(problem.events[number].bumps < problem.rules.max_bumps_per_event for number in repair.bumped)


def _hard(problem: Problem) -> list[object]:
    found = check_plan(problem, problem.assignments, mode=Mode.MANUAL)
    return [violation for violation in found if violation.severity is Severity.HARD]


def _broken(violation: object) -> tuple[object, ...]:
    return violation.rule, violation.event_id, violation.employee_id, violation.day  # type: ignore[attr-defined]


def test_what_comes_to_the_same_is_offered_once() -> None:
    """Ann usually is there on Saturdays only, and Monday is too soon: asking her and booking by hand are one thing."""
    seldom = replace(ANN, weekly={5: ((0, 1440),)})
    work = core(1, start=MONDAY, days=2)

    found = fixes_of(world(events=[work], people=(seldom,)), work)

    places = [[(change.employee.id, change.day, change.start) for change in fix.changes] for fix in found]
    assert [(ANN.id, MONDAY, 585)] in places
    assert all(places.count(place) == 1 for place in places)
