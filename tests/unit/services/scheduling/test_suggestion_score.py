"""Points of a suggestion and the reasons a manager reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.services.scheduling.suggestion_score import score
from app.vocabulary import EventType
from tests.unit.services.scheduling.builders import ANN, CARL, FRIDAY, JUNE, LEA, at, core, event, juicer, person, world

DAY = timedelta(days=1)


def test_a_free_expert_of_the_title_gets_everything() -> None:
    found = score(world(), at(juicer(), JUNE), past_events=11)
    assert found.points == 25 + 30 + 15 + 10 + 10
    assert found.reasons == (
        "Juicer Barista: made for Juicer events",
        "nothing else that day",
        "has done more than 10 Juicer events",
        "nothing else that week",
    )


def test_who_only_may_gets_less_and_who_may_not_gets_no_title_points() -> None:
    base = 25 + 15 + 10
    assert score(world(), at(core(), ANN)).points == base + 20
    assert score(world(), at(event(type=EventType.FREEOSK), LEA)).points == base + 30
    assert score(world(), at(juicer(), CARL)).points == base


def test_experience_is_told_as_far_as_it_is_counted() -> None:
    assert "has done 10 Core events" in score(world(), at(core()), past_events=10).reasons


@pytest.mark.parametrize(("past", "points"), [(0, 0), (1, 3), (5, 3), (6, 7), (10, 7), (11, 10)])
def test_experience_counts_in_steps(past: int, points: int) -> None:
    assert score(world(), at(core()), past_events=past).points - score(world(), at(core())).points == points


@pytest.mark.parametrize(("events", "points"), [(0, 15), (1, 10), (2, 5), (3, 5)])
def test_a_full_day_counts_less(events: int, points: int) -> None:
    visits = [at(event(9 + n, EventType.SUPERVISOR, minutes=1), LEA, clock=f"12:0{n}") for n in range(events)]
    assert score(world(visits), at(core(), LEA)).points == 25 + 20 + points + 10


def test_the_lighter_week_wins_and_the_target_is_the_measure() -> None:
    full = person(target_minutes_week=390)
    half = person(target_minutes_week=780)
    earlier = [core(2)]
    points = [score(world([at(earlier[0], who, FRIDAY - DAY)]), at(core(), who)).points for who in (full, half, ANN)]
    assert points == [60, 65, 68]
    assert "6 h 30 min that week so far" in score(world([at(core(2), ANN, FRIDAY - DAY)]), at(core())).reasons


def test_the_schedule_that_is_moved_does_not_count_against_its_person() -> None:
    assert score(world([at(core())]), at(core(), clock="10:30")).points == score(world(), at(core())).points
