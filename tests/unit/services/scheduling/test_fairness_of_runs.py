"""A run takes into account what people carried in the quarter before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.services.scheduling.engine import solve
from app.services.scheduling.problem import Balance
from app.services.scheduling.weights import Weights
from tests.unit.services.scheduling.builders import ANN, BOB, FRIDAY, MONDAY, at, core, world

SATURDAY = FRIDAY + timedelta(days=1)
EVENT = core(1, start=SATURDAY, days=1)


def who(problem) -> set[int]:
    return {line.employee_id for line in solve(problem, time_limit_s=5).assignments}


def test_the_weekend_goes_to_whoever_had_fewer() -> None:
    people = (ANN, BOB)
    for tired, fresh in ((ANN, BOB), (BOB, ANN)):
        problem = world(events=[EVENT], people=people, carried={tired.id: Balance(weekend_days=4)})

        assert who(problem) == {fresh.id}


def test_hours_carried_count_on_any_day() -> None:
    friday = core(1, start=FRIDAY, days=1)
    for tired, fresh in ((ANN, BOB), (BOB, ANN)):
        problem = world(events=[friday], people=(ANN, BOB), carried={tired.id: Balance(hours=40)})

        assert who(problem) == {fresh.id}


def test_whoever_closed_most_begins_first() -> None:
    events = [core(1, start=FRIDAY, days=1), core(2, start=FRIDAY, days=1)]
    for tired in (ANN, BOB):
        problem = world(events=events, people=(ANN, BOB), carried={tired.id: Balance(closings=5)})

        lines = sorted(solve(problem, time_limit_s=5).assignments, key=lambda line: line.start)

        assert lines[0].employee_id == tired.id
        assert lines[0].start < lines[1].start


def test_nothing_is_carried_where_it_weighs_nothing() -> None:
    weightless = Weights(carried_weekend_day=0, carried_juicer_day=0, carried_hours=0, carried_closing=0)
    plain = world(events=[EVENT], people=(ANN, BOB), weights=weightless)
    carried = replace(plain, carried={ANN.id: Balance(40, 4, 4, 4), BOB.id: Balance(0, 0, 0, 0)})

    assert solve(plain, time_limit_s=5).assignments[0].employee_id == who(carried).pop()


def test_released_work_leaves_a_place_that_is_lost() -> None:
    """Ann is off by now: her published Core moves to Bob, where an unreleased one would stay and wait for people."""
    off = replace(ANN, dates={FRIDAY: False})
    standing = replace(at(core(1, start=MONDAY, days=14), off), schedule_id=7, released=True)
    problem = world([standing], people=(off, BOB))

    (line,) = solve(problem, time_limit_s=5).assignments

    assert (line.schedule_id, line.employee_id) == (7, BOB.id)
