from __future__ import annotations

from threading import Barrier

import pytest

from app.services.side_by_side import side_by_side


def test_the_results_come_in_the_order_of_the_things() -> None:
    with side_by_side(lambda number: number * number, [3, 1, 2], at_once=3) as found:
        assert list(found) == [9, 1, 4]


def test_the_waits_happen_at_the_same_time() -> None:
    both_are_there = Barrier(2)

    with side_by_side(lambda _one: both_are_there.wait(timeout=30), ["left", "right"], at_once=2) as found:
        assert sorted(found) == [0, 1]


def test_what_goes_wrong_is_raised_where_the_result_is_taken() -> None:
    with side_by_side(lambda number: 1 // number, [1, 0], at_once=1) as found:
        assert next(found) == 1
        with pytest.raises(ZeroDivisionError):
            next(found)
