"""What a run says while it works, and the fingerprint of what it saw."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.auto_scheduling import _Teller
from app.services.run_metrics import inputs_hash
from app.services.scheduling.problem import Employee, Problem, Store
from app.vocabulary import Title

MONDAY = date(2026, 3, 2)


class Heard:
    cancelled = False

    def __init__(self) -> None:
        self.told: list[tuple[float, str]] = []

    def report(self, fraction: float, message: str) -> None:
        self.told.append((fraction, message))


@pytest.mark.parametrize(
    ("stores", "message", "words"),
    [
        (3, "Part 2 of 3: Looking for people", "60 places to fill. Store 2 of 3: Looking for people"),
        (3, "Part 1 of 1: Looking for people", "60 places to fill. Looking for people"),
        (3, "Part 1 of 2: Looking for people", "60 places to fill. Part 1 of 2: Looking for people"),
    ],
)
def test_progress_counts_stores_where_each_part_is_one(stores: int, message: str, words: str) -> None:
    heard = Heard()

    _Teller(heard, 60, stores).tell(0.5, message)

    assert heard.told == [(pytest.approx(0.5), words)]


def test_the_same_words_are_not_written_again_and_again() -> None:
    heard = Heard()
    teller = _Teller(heard, 60, 1)

    for _ in range(50):
        teller.tell(0.1, "Part 1 of 1: Looking for people")

    assert len(heard.told) == 1


def problem(*store_ids: int) -> Problem:
    person = Employee(7, "Ann Ames", Title.LEAD, frozenset(store_ids))
    stores = {number: Store(number, f"Club {number}", "UTC") for number in store_ids}
    return Problem(MONDAY, MONDAY, MONDAY, stores, {7: person}, {})


def test_the_fingerprint_does_not_hang_on_order() -> None:
    assert inputs_hash(problem(1, 2, 33)) == inputs_hash(problem(33, 2, 1))


def test_the_fingerprint_tells_different_inputs_apart() -> None:
    assert inputs_hash(problem(1, 2)) != inputs_hash(problem(1, 3))
