"""Measures the engine on weeks of the demo world, beside what the waves of the rulebook make of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.sandbox.seed import DEFAULT_SEED, build_world
from app.services.scheduling.engine import solve
from app.services.scheduling.engine_opening import open_up
from app.services.scheduling.engine_plan import Plan
from app.services.scheduling.engine_solution import Solution
from app.services.scheduling.explanation import try_days
from app.services.scheduling.problem import Problem
from scripts._engine_problems import made_up, week_of

MADE_UP = ((3, 60, 400, 4),)
"""Stores, people, events, weeks."""


@dataclass(frozen=True)
class Row:
    instance: str
    seats: int
    greedy_assigned: int
    greedy_value: int
    greedy_s: float
    assigned: int
    value: int
    bound: int
    proven: bool
    left: int
    left_with_a_free_place: int
    """Events that are left although somebody could do them beside this plan. Must be 0."""
    wishes: dict[str, int]
    status: str
    seconds: float
    phases: dict[str, float]


def measure(name: str, problem: Problem, seconds: float) -> Row:
    greedy = solve(problem, mode="greedy")
    greedy_s = greedy.metrics.wall_s.get("greedy", 0.0)
    began = time.perf_counter()
    best = solve(problem, time_limit_s=seconds)
    spent = time.perf_counter() - began
    figures = best.metrics
    return Row(
        instance=name,
        seats=figures.total,
        greedy_assigned=greedy.metrics.assigned,
        greedy_value=greedy.metrics.coverage_value,
        greedy_s=round(greedy_s, 2),
        assigned=figures.assigned,
        value=figures.coverage_value,
        bound=figures.bound,
        proven=figures.proven,
        left=len(best.unassigned),
        left_with_a_free_place=_free_places(problem, best),
        wishes=dict(figures.objective),
        status=best.status,
        seconds=round(spent, 2),
        phases={phase: round(took, 2) for phase, took in figures.wall_s.items()},
    )


def _free_places(problem: Problem, solution: Solution) -> int:
    plan = Plan(open_up(problem).problem)
    for line in solution.assignments:
        plan.add(problem.assignment(line.event_id, line.employee_id, line.day, line.start))
    left = (problem.events[item.event_id] for item in solution.unassigned)
    return sum(any(day.free for day in try_days(plan, event)) for event in left)


def weeks_of(today: date, weeks: int) -> Iterator[tuple[str, Problem]]:
    world = build_world(DEFAULT_SEED, today)
    monday = today - timedelta(days=today.weekday())
    for number in range(weeks):
        first = monday + timedelta(days=7 * number)
        yield f"demo week of {first}", week_of(world, first)
    yield f"demo, {weeks} weeks at once", week_of(world, monday, 7 * weeks)
    for stores, people, events, length in MADE_UP:
        yield f"{stores} stores, {people} people, {events} events", made_up(stores, people, events, length)


def problems_of(rows: Sequence[Row]) -> list[str]:
    """What must never be: an event is left that somebody could do, or the waves cover more."""
    left = [f"{row.instance}: an event is left that somebody could do" for row in rows if row.left_with_a_free_place]
    return left + [f"{row.instance}: the waves cover more" for row in rows if row.value < row.greedy_value]


def table(rows: Sequence[Row]) -> str:
    head = (
        f"{'instance':34} {'seats':>6} {'waves':>6} {'engine':>6} {'proven':>6} {'left':>5} {'free':>5} {'wishes':>8} "
    )
    head += f"{'s':>7}"
    lines = [
        f"{row.instance:34} {row.seats:6} {row.greedy_assigned:6} {row.assigned:6} {'yes' if row.proven else 'no':>6} "
        f"{row.left:5} {row.left_with_a_free_place:5} {sum(row.wishes.values()):8} {row.seconds:7.2f}"
        for row in rows
    ]
    return "\n".join([head, *lines]) if rows else ""
