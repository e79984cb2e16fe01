"""Rows and costs of a linear model, and what a literal and its negation add to them."""

from __future__ import annotations

import pytest

from app.services.scheduling.matrix import WITHOUT_LIMIT, Matrix


@pytest.fixture
def matrix() -> Matrix:
    """With two unknowns that are 0 or 1."""
    matrix = Matrix()
    matrix.unknown()
    matrix.unknown()
    return matrix


def test_unknowns_are_numbered_from_zero_on() -> None:
    matrix = Matrix()

    assert [matrix.unknown(), matrix.unknown(7), matrix.unknown(2.5, whole=False)] == [0, 1, 2]
    assert matrix.upper == [1, 7, 2.5]
    assert matrix.whole == [1, 1, 0]


def test_a_row_begins_where_the_one_before_it_ends(matrix: Matrix) -> None:
    matrix.limit([(0, 2), (1, 3)], 4)
    matrix.equal([(1, 1)], 1)

    assert matrix.row_starts == [0, 2]
    assert list(zip(matrix.columns, matrix.factors, strict=True)) == [(0, 2), (1, 3), (1, 1)]
    assert (matrix.least, matrix.most) == ([-WITHOUT_LIMIT, 1], [4, 1])


def test_at_least_has_no_upper_end(matrix: Matrix) -> None:
    matrix.at_least([(0, 1)], 1)

    assert (matrix.least, matrix.most) == ([1], [WITHOUT_LIMIT])


def test_the_same_unknown_twice_is_one_factor(matrix: Matrix) -> None:
    matrix.limit([(0, 2), (0, 3)], 4)

    assert (matrix.columns, matrix.factors) == ([0], [5])


def test_a_negated_unknown_moves_both_ends_of_its_row(matrix: Matrix) -> None:
    """2 (1 - x) + y = 2 is y - 2 x = 0."""
    matrix.equal([(~0, 2), (1, 1)], 2)

    assert (matrix.columns, matrix.factors) == ([0, 1], [-2, 1])
    assert (matrix.least, matrix.most) == ([0], [0])


def test_a_closed_unknown_stays_at_zero(matrix: Matrix) -> None:
    matrix.close(1)

    assert matrix.upper == [1, 0]


def test_costs_of_a_negated_unknown_are_owed_until_it_is_true(matrix: Matrix) -> None:
    costs, constant = matrix.costs([(0, 5), (~1, 3), (0, 1)])

    assert (costs, constant) == ([6, -3], 3)


@pytest.mark.parametrize(("values", "points"), [([0, 0], 3), ([1, 0], 8), ([0, 1], 0), ([1, 1], 5)])
def test_the_value_of_terms_is_what_the_costs_say(matrix: Matrix, values: list[float], points: float) -> None:
    terms = [(0, 5.0), (~1, 3.0)]
    costs, constant = matrix.costs(terms)

    assert matrix.value(terms, values) == points
    assert constant + sum(cost * value for cost, value in zip(costs, values, strict=True)) == points
