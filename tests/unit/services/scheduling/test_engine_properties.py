"""What holds for any instance, by the word of the judge, which shares nothing with the engine."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.services.scheduling import engine, engine_courses, files
from app.services.scheduling.engine_solution import Solution
from scripts._engine_repairs import disturb
from scripts.bench_instances import PROFILES, Size, instance_text
from scripts.bench_judge import Verdict, judge

World = dict[str, Any]
SECONDS = 20.0

sizes = st.builds(
    Size,
    stores=st.integers(1, 3),
    employees=st.integers(1, 18),
    events=st.integers(1, 50),
    weeks=st.integers(2, 3),
    profile=st.sampled_from(PROFILES),
    seed=st.integers(0, 10_000),
    floaters=st.sampled_from((0.0, 0.2, 1.0)),
)
few = settings(max_examples=25, deadline=None, derandomize=True)


def made(size: Size) -> World:
    found: World = json.loads(instance_text(size))
    return found


def planned(world: World, **more: Any) -> tuple[World, Solution]:
    task = files.read(json.dumps(world))
    solution = engine.solve(task.problem, **{"time_limit_s": SECONDS, "explain": False, **more})
    return json.loads(files.solution_text(task, solution)), solution


def verdict_of(world: World, **more: Any) -> tuple[Verdict, Solution]:
    plan, solution = planned(world, **more)
    return judge(world, plan), solution


def tightened(world: World, seed: int) -> World:
    """With limits that bind: those of invented people are seldom reached."""
    dice = Random(seed)
    for person in world["employees"]:
        person.update(
            max_days_week=dice.choice((1, 2, 4)),
            max_consecutive_days=dice.choice((1, 2, 5)),
            min_rest_minutes=dice.choice((720, 960, 1140)),
            max_minutes_week=dice.choice((400, 1200, 2400)),
        )
    return world


@few
@given(sizes, st.integers(0, 10_000))
def test_a_plan_breaks_no_rule_and_costs_what_the_engine_says(size: Size, seed: int) -> None:
    verdict, solution = verdict_of(tightened(made(size), seed))

    assert verdict.broken == ()
    assert verdict.assigned == solution.metrics.assigned
    # The judge rounds the wages of all down to a dollar.
    assert verdict.objective <= solution.metrics.points < verdict.objective + 1.01
    assert solution.metrics.points_bound <= solution.metrics.points + 0.01


@few
@given(sizes, st.integers(0, 10_000))
@example(Size(stores=2, employees=1, events=21, weeks=2, profile="base", seed=0, floaters=1.0), 3)  # waves that clash
def test_a_plan_made_week_by_week_and_store_by_store_breaks_no_rule(size: Size, seed: int) -> None:
    world = tightened(made(size), seed)

    waves, _ = verdict_of(world, mode="greedy")
    with patch.multiple(engine_courses, AT_ONCE=0, AT_ONCE_AT_LAST=0):
        verdict, solution = verdict_of(world)

    assert verdict.broken == ()
    assert verdict.coverage_points <= waves.coverage_points
    assert verdict.objective <= solution.metrics.points < verdict.objective + 1.01
    assert solution.metrics.points_bound <= solution.metrics.points + 0.01


@few
@given(sizes)
def test_the_waves_break_no_rule_and_are_never_better(size: Size) -> None:
    world = made(size)

    waves, _ = verdict_of(world, mode="greedy")
    searched, solution = verdict_of(world)

    assert waves.broken == ()
    assert solution.metrics.points_bound <= searched.objective + 1 <= waves.objective + 1
    assert searched.coverage_points <= waves.coverage_points


@few
@given(sizes, st.integers(0, 10_000))
def test_another_person_never_lowers_coverage(size: Size, seed: int) -> None:
    world = made(size)
    others = made(Size(**{**vars(size), "seed": seed, "employees": size.employees + 1}))
    newcomer = {**others["employees"][-1], "id": "newcomer"}

    before, first = verdict_of(world)
    after, second = verdict_of({**world, "employees": [*world["employees"], newcomer]})

    assert first.metrics.proven
    assert second.metrics.proven
    assert after.coverage_points <= before.coverage_points


@few
@given(sizes)
def test_a_disturbed_plan_keeps_what_is_locked_and_every_rule(size: Size) -> None:
    world = made(size)
    plan, _ = planned(world)
    disturbed = disturb(world, plan, seed=size.seed)

    verdict, _ = verdict_of(dict(disturbed.instance))

    # A locked check-in may lose the Core of somebody who fell ill; what is locked stays all the same.
    assert set(verdict.kinds()) <= {"pairing"}


@pytest.mark.parametrize("at_once", [0, 10_000])
def test_a_repeat_is_the_same_byte_for_byte(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planned as a whole, and store by store, however many searches there are at a time."""
    for name in ("AT_ONCE", "AT_ONCE_AT_LAST"):
        monkeypatch.setattr(f"app.services.scheduling.engine_courses.{name}", at_once)
    world = made(Size(stores=4, employees=40, events=160, weeks=2, seed=3, floaters=0.4))

    first, second = (planned(world, work_limit_s=20, workers=workers)[0] for workers in (1, 2))

    assert json.dumps(first) == json.dumps(second)
    assert judge(world, first).broken == ()
