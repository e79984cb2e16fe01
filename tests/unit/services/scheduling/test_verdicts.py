"""What a drag is told beforehand is what checking each place says first: on random small weeks, at any hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.scheduling import constraint_validator
from app.services.scheduling.problem import Assignment, Employee, Problem, TimeOff
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.verdicts import Asked, Verdict, verdicts
from app.vocabulary import EventType, Severity
from tests.unit.services.scheduling.builders import ANN, BOB, CARL, JUNE, LEA, MONDAY, STORE, at, core, event, world

WEEK = [MONDAY + timedelta(days=number) for number in range(7)]
STARTS = tuple(sorted({*range(0, 24 * 60, 165), 585, 630}))  # two of the usual times among them
SPRING = date(2026, 3, 8)
RULES = ("allowed_time", "overlap", "weekly_availability", "rest_between_days", "title", "one_core_a_day", "proximity")

days = st.sampled_from(WEEK)
hours = st.integers(0, 95).map(lambda quarter: quarter * 15)
levels = st.sampled_from([Severity.HARD, Severity.SOFT, Severity.OFF])


@st.composite
def persons(draw: st.DrawFn, person: Employee) -> Employee:
    """With some of what keeps a person from working: hours, days, rest, a limit."""
    off = draw(st.lists(st.tuples(days, st.sampled_from([None, (540, 720)])), max_size=2))
    return replace(
        person,
        time_off=tuple(TimeOff(day, day, part) for day, part in off),
        weekly=draw(st.sampled_from([None, {0: ((480, 1020),), 2: ((600, 900),), 4: ((0, 1440),)}])),
        dates=draw(st.dictionaries(days, st.booleans(), max_size=2)),
        min_rest_minutes=draw(st.sampled_from([None, 600])),
        max_days_week=draw(st.sampled_from([None, 1])),
        adult_beverage_trained=draw(st.booleans()),
    )


@st.composite
def weeks(draw: st.DrawFn) -> Problem:
    people = [draw(persons(person)) for person in (ANN, BOB, LEA, CARL, JUNE)]
    rows: list[Assignment] = []
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from([EventType.CORE, EventType.JUICER, EventType.OTHER, EventType.SUPERVISOR]))
        work = event(number + 10, kind, days=draw(st.integers(0, 9)), event_number=str(600010 + number % 2))
        start = draw(hours.filter(lambda minutes: minutes not in range(120, 180)))  # not on the clock of spring
        rows.append(
            Assignment(work, draw(st.sampled_from(people)), STORE, draw(days), start, pinned=draw(st.booleans()))
        )
    wanted = core(1, start=draw(days), days=draw(st.integers(0, 6)), event_number="600010")
    severities = draw(st.dictionaries(st.sampled_from(RULES), levels, max_size=3))
    return world(rows, events=[wanted], people=people, rules=RuleSettings(severities=severities))


def first_said(problem: Problem, place: Assignment, ignoring: frozenset[int]) -> tuple[Severity, str]:
    """As saving by hand says it."""
    found = constraint_validator.check(problem, place, ignoring=ignoring)
    return (found[0].severity, found[0].message) if found else (Severity.OFF, "")


def place_of(problem: Problem, asked: Asked, told: Verdict) -> Assignment:
    place = problem.assignment(asked.event.id, told.employee_id, told.day, told.start)
    if asked.saved is None:
        return place
    return replace(place, schedule_id=asked.saved.schedule_id, pinned=asked.saved.pinned)


def assert_told_as_at_saving(problem: Problem, asked: Asked) -> None:
    found = list(verdicts(problem, asked, WEEK))
    assert found
    for told in found:
        expected = first_said(problem, place_of(problem, asked, told), asked.ignoring)
        assert (told.severity, told.reason) == expected, told


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(weeks())
def test_an_open_event_is_told_at_every_hour_as_at_saving(problem: Problem) -> None:
    assert_told_as_at_saving(problem, Asked(problem.events[1], starts=STARTS))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(weeks().filter(lambda problem: problem.assignments), st.booleans())
def test_a_schedule_is_told_as_at_saving_where_it_is_and_anywhere_else(problem: Problem, by_the_hour: bool) -> None:
    saved = problem.assignments[0]
    starts = tuple(sorted({*STARTS, saved.start})) if by_the_hour else ()
    assert_told_as_at_saving(problem, Asked(saved.event, saved, starts=starts))


def test_an_open_event_takes_the_start_against_which_least_stands() -> None:
    visit = event(2, EventType.OTHER, minutes=60)
    problem = world([at(visit, ANN, MONDAY, "09:45")], events=[core(1)], people=[ANN, BOB])

    by_person = {told.employee_id: told for told in verdicts(problem, Asked(problem.events[1]), [MONDAY])}

    assert (by_person[BOB.id].start, by_person[BOB.id].severity) == (585, Severity.OFF)
    assert by_person[ANN.id].start > 585


def test_an_hour_that_the_clocks_leave_out_is_no_place() -> None:
    problem = world(events=[core(1)], people=[ANN])

    told = list(verdicts(problem, Asked(problem.events[1], starts=(120, 150)), [SPRING]))

    assert {one.severity for one in told} == {Severity.HARD}
    assert "does not exist" in told[0].reason
