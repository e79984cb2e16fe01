"""The numbers a run strives for: their defaults, their limits, and what the engine makes of them."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from app.services.scheduling.engine import solve
from app.services.scheduling.engine_wishes import seat_value
from app.services.scheduling.weights import MOST_POINTS, Weights
from app.vocabulary import RotationKind
from tests.unit.services.scheduling.builders import ANN, FRIDAY, LEA, core, world

NOTHING = Weights(**{item.name: 0 for item in fields(Weights)})


def test_a_configuration_is_read_as_it_was_stored() -> None:
    weights = Weights(late_day=7, priority_5=1)

    assert Weights.from_settings(weights.as_settings()) == weights


def test_what_a_configuration_leaves_out_keeps_its_default_and_strange_keys_are_left_alone() -> None:
    assert Weights.from_settings({"late_day": 7, "colour": "red"}) == Weights(late_day=7)


@pytest.mark.parametrize("points", [-1, MOST_POINTS + 1, 1.5, "7", None, True])
def test_a_weight_that_cannot_be_used_is_named(points: object) -> None:
    with pytest.raises(ValueError, match="The weight late_day must be a whole number"):
        Weights.from_settings({"late_day": points})


def test_priorities_beyond_the_five_count_as_the_nearest() -> None:
    weights = Weights()

    assert (weights.empty_seat(0), weights.empty_seat(9)) == (weights.priority_1, weights.priority_5)


def test_each_rotation_has_its_own_weight() -> None:
    weights = Weights(rotation_juicer=1, rotation_primary_lead=2)

    assert [weights.rotation(kind) for kind in (RotationKind.JUICER, RotationKind.PRIMARY_LEAD)] == [1, 2]


def test_without_any_weight_work_is_still_given_out() -> None:
    problem = world(events=[core(1), core(2)], weights=NOTHING)

    solution = solve(problem)

    assert solution.metrics.assigned == 2
    assert solution.metrics.proven
    assert seat_value(problem, core(1)) == 1


@pytest.mark.parametrize(("points", "chosen"), [(1, LEA.id), (0, ANN.id)])
def test_the_staffing_order_counts_as_much_as_its_weight(points: int, chosen: int) -> None:
    """Ann would rather work than Lea, who would like Fridays off."""
    rests = replace(LEA, preferred_days_off=frozenset({FRIDAY.weekday()}))
    weights = replace(NOTHING, title_order=points * 100, preferred_day_off=1, late_day=1)

    solution = solve(world(events=[core(1, start=FRIDAY, days=1)], people=(ANN, rests), weights=weights))

    assert [line.employee_id for line in solution.assignments] == [chosen]
