"""Measures the auto-scheduler: the waves of the rulebook against the engine, on demo weeks and larger problems.

scripts/bench engine [--weeks 4] [--large] [--today 2026-03-02] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from app.sandbox.seed import DEFAULT_SEED, build_world
from app.services.scheduling.engine import solve
from app.services.scheduling.engine_opening import open_up
from app.services.scheduling.engine_plan import Plan
from app.services.scheduling.engine_solution import Solution
from app.services.scheduling.explanation import try_days
from app.services.scheduling.problem import Problem
from scripts.bench_world import made_up, week_of

LARGE = ((3, 60, 400, 4), (6, 120, 1_600, 4))
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


def instances(today: date, weeks: int, large: bool) -> Iterator[tuple[str, Problem]]:
    world = build_world(DEFAULT_SEED, today)
    monday = today - timedelta(days=today.weekday())
    for number in range(weeks):
        first = monday + timedelta(days=7 * number)
        yield f"demo week of {first}", week_of(world, first)
    yield f"demo, {weeks} weeks at once", week_of(world, monday, 7 * weeks)
    for stores, people, events, length in LARGE if large else ():
        yield f"{stores} stores, {people} people, {events} events", made_up(stores, people, events, length)


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
    return "\n".join([head, *lines])


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when a plan leaves an event that somebody could do, or covers less than the waves."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench engine", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 3, 2), help="day of the demo world")
    parser.add_argument("--weeks", type=int, default=4, help="demo weeks, from that of the day on")
    parser.add_argument("--large", action="store_true", help="also made-up problems of up to 1,600 events")
    parser.add_argument("--seconds", type=float, default=30.0, help="time limit of each run")
    parser.add_argument("--json", type=Path, default=Path("bench-results/engine.json"), help="where the figures go")
    chosen = parser.parse_args(arguments)
    rows = [
        measure(name, problem, chosen.seconds) for name, problem in instances(chosen.today, chosen.weeks, chosen.large)
    ]
    print(table(rows))
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    print(f"Figures: {chosen.json}")
    return int(any(row.left_with_a_free_place or row.value < row.greedy_value for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
