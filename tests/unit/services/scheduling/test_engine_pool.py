"""Searches on threads: answered as they end, faults included, and none begun after a stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from app.services.scheduling.engine_pool import Pool

SOON_S = 5.0


@pytest.fixture
def pool() -> Iterator[Pool[str]]:
    pool: Pool[str] = Pool(2)
    yield pool
    pool.stop(SOON_S)


def test_an_answer_comes_with_the_number_of_its_task(pool: Pool[str]) -> None:
    pool.start(7, lambda: "done")

    assert pool.answer(SOON_S) == (7, "done")


def test_without_an_answer_in_time_there_is_none(pool: Pool[str]) -> None:
    assert pool.answer(0.01) is None


def test_two_tasks_run_side_by_side(pool: Pool[str]) -> None:
    met = threading.Barrier(2, timeout=SOON_S)

    def meet() -> str:
        met.wait()
        return "met"

    pool.start(1, meet)
    pool.start(2, meet)

    assert {pool.answer(SOON_S), pool.answer(SOON_S)} == {(1, "met"), (2, "met")}


def test_what_a_task_raises_is_raised_by_whoever_asks(pool: Pool[str]) -> None:
    def fail() -> str:
        raise LookupError("no such store")

    pool.start(1, fail)

    with pytest.raises(LookupError, match="no such store"):
        pool.answer(SOON_S)


def test_nothing_is_begun_after_a_stop() -> None:
    pool: Pool[str] = Pool(1)
    entered, go_on, begun = threading.Event(), threading.Event(), threading.Event()

    def wait() -> str:
        entered.set()
        go_on.wait(SOON_S)
        return "first"

    def begin() -> str:
        begun.set()
        return "second"

    pool.start(1, wait)
    assert entered.wait(SOON_S)
    pool.start(2, begin)
    pool.stop(0.01)
    go_on.set()

    assert pool.answer(SOON_S) == (1, "first")
    assert pool.answer(0.2) is None
    assert not begun.is_set()
