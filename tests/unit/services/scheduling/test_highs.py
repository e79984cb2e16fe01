"""The solver behind its C interface: what it finds, proves, begins from and is stopped by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import pytest

from app.services.scheduling import highs
from app.services.scheduling.highs import Highs, Outcome, Pulse, SolverMissing
from app.services.scheduling.matrix import Matrix

EXACT = 1e-9


def knapsack(worths: Sequence[float], weights: Sequence[float], most: float) -> tuple[Matrix, list[float]]:
    """Costs are negative, because the solver looks for the least."""
    matrix = Matrix()
    chosen = [matrix.unknown() for _ in worths]
    matrix.limit(list(zip(chosen, weights, strict=True)), most)
    return matrix, [-worth for worth in worths]


def hard(items: int) -> tuple[Matrix, list[float]]:
    """Several knapsacks at once, which take a while."""
    dice, matrix = Random(1), Matrix()
    chosen = [matrix.unknown() for _ in range(items)]
    for _ in range(10):
        weights = [dice.randint(100, 999) for _ in chosen]
        matrix.limit(list(zip(chosen, weights, strict=True)), sum(weights) // 2)
    return matrix, [-float(dice.randint(100, 999)) for _ in chosen]


def solved(
    matrix: Matrix,
    costs: Sequence[float],
    *,
    constant: float = 0.0,
    start: Mapping[int, float] | None = None,
    stop_after: int | None = None,
    seconds: float = 30.0,
) -> tuple[Outcome, list[float], list[Pulse]]:
    """Also the objectives of the plans found on the way, and the pulses."""
    found: list[float] = []
    pulses: list[Pulse] = []

    def stop(pulse: Pulse) -> bool:
        pulses.append(pulse)
        return stop_after is not None and len(pulses) > stop_after

    solver = Highs(matrix, costs, constant)
    try:
        outcome = solver.run(
            seconds=seconds,
            gap=EXACT,
            seed=1,
            start=start,
            stop_when=stop,
            on_better=lambda _values, objective: found.append(objective),
        )
    finally:
        solver.close()
    return outcome, found, pulses


def test_it_finds_the_best_and_proves_it() -> None:
    outcome, _, _ = solved(*knapsack([6, 5, 4], [5, 4, 3], 7), constant=100)

    assert outcome.values is not None
    assert [round(value) for value in outcome.values] == [0, 1, 1]
    assert outcome.objective == pytest.approx(91)
    assert outcome.bound == pytest.approx(91)
    assert outcome.proven


def test_without_any_plan_there_are_no_values() -> None:
    matrix = Matrix()
    matrix.at_least([(matrix.unknown(), 1)], 2)

    outcome, _, _ = solved(matrix, [1.0])

    assert outcome.values is None
    assert not outcome.proven


def test_what_is_no_whole_number_may_be_cut() -> None:
    matrix = Matrix()
    matrix.at_least([(matrix.unknown(3, whole=False), 2)], 3)

    outcome, _, _ = solved(matrix, [1.0])

    assert outcome.values is not None
    assert outcome.values[0] == pytest.approx(1.5)


def test_relaxed_it_answers_a_bound_and_no_plan() -> None:
    matrix, costs = knapsack([60, 100, 120], [10, 20, 30], 50)
    solver = Highs(matrix, costs, 0.0)
    try:
        outcome = solver.run(
            seconds=30,
            gap=EXACT,
            seed=1,
            relaxed=True,
            start=None,
            stop_when=lambda _: False,
            on_better=lambda *_: None,
        )
    finally:
        solver.close()

    assert outcome.values is None
    assert outcome.bound == pytest.approx(-240)  # whole ones reach 220


def test_a_wish_to_stop_ends_it_with_what_is_known() -> None:
    outcome, _, pulses = solved(*hard(80), stop_after=3)

    assert not outcome.proven
    assert outcome.bound <= outcome.objective
    assert len(pulses) < 50


def test_work_is_counted_upward() -> None:
    _, _, pulses = solved(*hard(40), stop_after=200)

    works = [pulse.work for pulse in pulses]
    assert works == sorted(works)
    assert works[-1] > 0


def test_a_given_plan_is_told_as_the_first_one() -> None:
    matrix, costs = hard(60)
    best, _, _ = solved(matrix, costs, stop_after=50)
    assert best.values is not None

    start = {number: float(round(value)) for number, value in enumerate(best.values)}
    _, found, _ = solved(matrix, costs, start=start, stop_after=0)

    assert found[0] <= best.objective + 0.5


def test_the_same_search_goes_the_same_way() -> None:
    first, second = (solved(*hard(40)) for _ in range(2))

    assert first[0] == second[0]
    assert first[1] == second[1]


def test_an_installation_without_the_solver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    highs._library.cache_clear()
    monkeypatch.setattr(highs.importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(SolverMissing, match="brings no HiGHS"):
        solved(*knapsack([1], [1], 1))
    highs._library.cache_clear()
