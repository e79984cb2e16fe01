"""Searches that touch the same people wait for each other, and what they took is counted in work."""

from __future__ import annotations

import pytest

from app.services.scheduling.engine_tasks import (
    COVERAGE_PACE,
    ENTRIES_A_SECOND,
    STEPS_A_SECOND,
    USUAL_ENTRIES,
    Order,
    Task,
    pace,
    seconds_of,
)

NEIGHBOURS = {1: frozenset({2}), 2: frozenset({1, 3}), 3: frozenset({2}), 4: frozenset()}


def task(*stores: int, only_coverage: bool = False, alone: bool = False, is_part: bool = False) -> Task:
    return Task(frozenset(stores), 0.0, 1.0, only_coverage, alone, is_part)


def order(*tasks: Task) -> Order:
    return Order(tasks, NEIGHBOURS)


class TestOrder:
    def test_stores_that_share_nobody_begin_side_by_side(self) -> None:
        assert order(task(1), task(3), task(4)).startable() == [0, 1, 2]

    def test_a_store_waits_for_those_it_shares_people_with(self) -> None:
        waiting = order(task(1), task(2), task(3))

        assert waiting.startable() == [0]
        waiting.end(0, 1.0)
        assert waiting.startable() == [1]
        waiting.end(1, 1.0)
        assert waiting.startable() == [2]

    def test_weeks_of_one_store_follow_each_other(self) -> None:
        waiting = order(task(4), task(4))

        assert waiting.startable() == [0]
        waiting.end(0, 1.0)
        assert waiting.startable() == [1]

    def test_each_task_is_started_once(self) -> None:
        waiting = order(task(1), task(4))

        assert waiting.startable() == [0, 1]
        assert waiting.startable() == []

    def test_it_is_open_until_the_last_task_ended(self) -> None:
        waiting = order(task(1), task(4))
        waiting.startable()

        waiting.end(1, 1.0)
        assert waiting.is_open
        waiting.end(0, 1.0)
        assert not waiting.is_open

    def test_work_of_tasks_that_wait_adds_up(self) -> None:
        waiting = order(task(1), task(2), task(4))
        for number in range(3):
            waiting.end(number, 3.0)

        assert waiting.seconds(workers=2) == pytest.approx(6.0)

    def test_other_work_is_shared_out_to_the_workers(self) -> None:
        shared = order(task(1), task(3), task(4))
        for number in range(3):
            shared.end(number, 4.0)

        assert shared.seconds(workers=2) == pytest.approx(6.0)


class TestTask:
    @pytest.mark.parametrize(
        ("alone", "is_part", "kept"),
        [(False, False, True), (True, True, True), (False, True, True), (True, False, False)],
    )
    def test_a_plan_made_as_if_there_were_no_others_is_of_use_only_where_there_are_none(
        self, alone: bool, is_part: bool, kept: bool
    ) -> None:
        assert task(1, alone=alone, is_part=is_part).is_kept is kept


class TestPace:
    def test_a_small_matrix_has_the_usual_pace(self) -> None:
        assert pace(task(1), 10) == STEPS_A_SECOND

    def test_a_matrix_of_four_times_the_size_has_half_of_it(self) -> None:
        assert pace(task(1), 4 * USUAL_ENTRIES) == pytest.approx(STEPS_A_SECOND / 2)

    def test_coverage_alone_is_quicker(self) -> None:
        assert pace(task(1, only_coverage=True), 10) == pytest.approx(STEPS_A_SECOND * COVERAGE_PACE)

    def test_reading_the_matrix_counts_as_work(self) -> None:
        assert seconds_of(task(1), ENTRIES_A_SECOND, steps=0) == pytest.approx(1.0)
