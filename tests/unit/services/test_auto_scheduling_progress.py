"""What a run says while it works, and the fingerprint of what it saw."""

from __future__ import annotations

from datetime import date

import pytest

from app.services import auto_scheduling
from app.services.auto_scheduling import _Teller
from app.services.jobs import JobCancelled
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


def test_progress_says_how_many_places_there_are() -> None:
    heard = Heard()

    _Teller(heard, 60).tell(0.5, "40 of 60 places filled")

    assert heard.told == [(pytest.approx(0.5), "60 places to fill. 40 of 60 places filled")]


def test_the_same_words_are_not_written_again_and_again() -> None:
    heard = Heard()
    teller = _Teller(heard, 60)

    for _ in range(50):
        teller.tell(0.1, "Looking for people")

    assert len(heard.told) == 1


def test_a_cancel_is_heard_while_nothing_new_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auto_scheduling, "_ASK_EVERY_S", 0.0)

    class Cancelled(Heard):
        def report(self, fraction: float, message: str) -> None:
            self.cancelled = True
            raise JobCancelled

    assert _Teller(Cancelled(), 60).should_stop()


def problem(*store_ids: int) -> Problem:
    person = Employee(7, "Ann Ames", Title.LEAD, frozenset(store_ids))
    stores = {number: Store(number, f"Club {number}", "UTC") for number in store_ids}
    return Problem(MONDAY, MONDAY, MONDAY, stores, {7: person}, {})


def test_the_fingerprint_does_not_hang_on_order() -> None:
    assert inputs_hash(problem(1, 2, 33)) == inputs_hash(problem(33, 2, 1))


def test_the_fingerprint_tells_different_inputs_apart() -> None:
    assert inputs_hash(problem(1, 2)) != inputs_hash(problem(1, 3))
