"""A repair: what is booked stays, and moves only where something would have no place otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.services.scheduling.engine import solve
from app.services.scheduling.engine_opening import open_up
from app.services.scheduling.engine_solution import Solution
from app.services.scheduling.engine_standing import Standing
from app.services.scheduling.engine_wishes import Duties
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.weights import Weights
from app.vocabulary import EventType, ProposalKind
from tests.unit.services.scheduling.builders import ANN, BOB, CARL, FRIDAY, LEA, at, core, event, world

SATURDAY = FRIDAY + timedelta(days=1)


def booked(one: Event, who: Employee = ANN, *, number: int, **more: object) -> Assignment:
    return replace(at(one, who, **more), schedule_id=number, released=True)  # type: ignore[arg-type]


def repair(rows: list[Assignment], **more: object) -> Problem:
    return replace(world(rows, **more), keeps_booked=True)  # type: ignore[arg-type]


def moved(solution: Solution) -> set[int]:
    return {line.event_id for line in solution.assignments if line.kind is not ProposalKind.KEEP}


def test_a_booking_stays_however_much_better_another_place_would_be() -> None:
    """A Core of the Club Supervisor, late in its window: from scratch nobody would plan it like that."""
    row = booked(core(1), CARL, number=7, day=FRIDAY + timedelta(days=3))
    weights = Weights(stability_changed=0, stability_retimed=0)

    assert moved(solve(repair([row], people=(ANN, CARL), weights=weights))) == set()


def test_only_what_lost_its_person_moves() -> None:
    off = replace(ANN, dates={FRIDAY: False})
    rows = [booked(core(1), off, number=7), booked(core(2), BOB, number=8)]

    solution = solve(repair(rows, people=(off, BOB, LEA)))

    assert moved(solution) == {1}
    assert len(solution.assignments) == 2


def test_a_booking_gives_way_where_new_work_has_no_other_place() -> None:
    """The new Core can only be done on Friday by Ann; her own can be done on Saturday as well."""
    new = core(2, start=FRIDAY, due=SATURDAY)
    row = booked(core(1, start=FRIDAY, days=4), ANN, number=7)

    solution = solve(repair([row], events=[new], people=(ANN,)))

    assert moved(solution) == {1, 2}
    assert {line.event_id: line.day == FRIDAY for line in solution.assignments} == {1: False, 2: True}
    assert solution.metrics.proven


def test_the_visit_goes_along_with_its_core() -> None:
    off = replace(ANN, dates={FRIDAY: False})
    rows = [
        booked(core(1), off, number=7),
        booked(event(2, EventType.SUPERVISOR, event_number="600001"), CARL, number=8, clock="12:00"),
    ]
    problem = repair(rows, people=(replace(off, dates={FRIDAY: False}), CARL))

    lines = solve(problem).assignments

    assert {line.event_id for line in lines} == {1, 2}
    assert len({line.day for line in lines}) == 1


@pytest.mark.parametrize("mode", ["normal", "greedy"])
def test_without_any_time_nothing_else_is_changed(mode: str) -> None:
    off = replace(ANN, dates={FRIDAY: False})
    rows = [booked(core(1), off, number=7), booked(core(2), BOB, number=8), booked(core(3), LEA, number=9)]

    solution = solve(repair(rows, people=(off, BOB, LEA, CARL)), mode=mode, time_limit_s=0.001)

    assert moved(solution) == {1}


def test_where_nothing_happened_nothing_is_searched() -> None:
    solution = solve(repair([booked(core(1), number=7)]))

    assert [line.kind for line in solution.assignments] == [ProposalKind.KEEP]
    assert set(solution.metrics.wall_s) == {"greedy", "report"}


def test_moving_is_dearer_than_every_wish_about_one_event_and_cheaper_than_any_empty_place() -> None:
    opening = open_up(repair([booked(core(1), number=7)]))
    weights = Standing.first(opening, Duties(opening.problem)).opening_of(frozenset({1})).problem.weights

    one_event = weights.rotation_juicer + weights.supervisor_on_core + weights.preferred_day_off
    assert one_event < weights.stability_changed < weights.priority_5
