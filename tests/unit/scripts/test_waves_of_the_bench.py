"""The engine beside the greedy waves: priority by priority, and each way to be worse is named."""

from __future__ import annotations

import json

import pytest

from app.services.scheduling import files
from scripts._engine_waves import Row, compared, first_plan, plan_of_waves, problems_of, table
from scripts.bench_instances import Size, instance_text
from scripts.bench_judge import judge

TIGHT = Size(stores=2, employees=12, events=90, weeks=2)
WAVES = {1: 1, 2: 2, 3: 3}


def row(*, first: dict[int, int] | None = None, last: dict[int, int] | None = None) -> Row:
    return Row("mid", WAVES, first or WAVES, last or WAVES)


def test_the_waves_and_the_first_plan_of_a_run_keep_every_rule_and_the_first_plan_is_never_worse() -> None:
    text = instance_text(TIGHT)
    instance, task = json.loads(text), files.read(text)

    plans = [judge(instance, plan) for plan in (plan_of_waves(task), first_plan(task))]
    found = compared("tight", instance, plans[1].empty)

    assert not any(plan.broken for plan in plans)
    assert sum(found.waves.values()) > 0
    assert found.waves == plans[0].empty
    assert found.first == plans[1].empty
    assert found.worse() == []


@pytest.mark.parametrize("last", [{1: 0, 2: 9, 3: 9}, {1: 1, 2: 1, 3: 4}, WAVES])
def test_a_last_plan_may_leave_more_of_a_lower_priority_when_it_does_more_of_a_higher_one(last: dict[int, int]) -> None:
    assert row(last=last).worse() == []


@pytest.mark.parametrize("last", [{1: 2, 2: 0, 3: 0}, {1: 1, 2: 3, 3: 0}, {1: 1, 2: 2, 3: 4}])
def test_a_last_plan_that_leaves_more_of_the_highest_priority_that_differs_is_worse(last: dict[int, int]) -> None:
    assert row(last=last).worse() == ["the last plan leaves more of the highest priority that differs"]


def test_a_first_plan_may_leave_no_more_of_any_priority() -> None:
    worse = row(first={1: 0, 2: 3, 3: 4})

    assert problems_of([row(), worse]) == [
        "mid beside the waves: the first plan leaves more of priority 2",
        "mid beside the waves: the first plan leaves more of priority 3",
    ]


def test_each_instance_says_what_is_left_by_priority() -> None:
    assert table([row(last={1: 0, 2: 0, 3: 4})]) == (
        "mid: left open by priority 1/2/3 by the greedy waves, 1/2/3 by the first plan, 0/0/4 by the last plan; "
        "worse than the waves: never"
    )
