"""The figures that two plans are compared by."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.services.run_scores import scores
from app.vocabulary import EventType
from tests.unit.services.scheduling.builders import ANN, BOB, FRIDAY, LEA, MONDAY, at, core, event, world


def of(rows, events=(), **more):
    return scores(world(rows, **more), [1], rows, events)


def test_places_with_and_without_people_are_counted() -> None:
    pair = replace(core(), headcount=2)
    found = of([at(pair, ANN, MONDAY)], [pair, core(2)])
    assert (found.staffed, found.open, found.coverage) == (1, 2, 1 / 3)


def test_only_what_cannot_wait_longer_expires() -> None:
    week = {"first_day": MONDAY, "last_day": MONDAY + timedelta(days=6)}
    soon, later = core(days=7), core(2, days=8)
    assert of([], [soon, later], **week).expiring == 1


def test_labour_is_paid_by_the_minute_and_once() -> None:
    paid = replace(ANN, wage_cents=1500)
    visit = event(2, EventType.SUPERVISOR)
    found = of([at(core(), paid, MONDAY), at(visit, paid, MONDAY, "12:00"), at(core(3), BOB, MONDAY)])
    assert (found.labour_cents, found.without_wage) == (1500 * 390 // 60, 1)


def test_days_that_somebody_would_rather_have_off_cost_preference() -> None:
    tired = replace(ANN, preferred_days_off=frozenset({0}))
    assert of([at(core(), tired, MONDAY), at(core(2), tired, FRIDAY)]).preference == 0.5
    assert of([]).preference == 1.0


def test_the_spread_is_that_of_one_title_in_one_week() -> None:
    rows = [at(core(), ANN, MONDAY), at(core(2), ANN, FRIDAY), at(core(3), LEA, MONDAY)]
    assert of(rows, people=(ANN, BOB, LEA)).core_spread == 2
    assert of(rows, people=(ANN, LEA)).core_spread == 0
    gone = replace(BOB, active=False)
    assert of(rows, people=(ANN, gone, LEA)).core_spread == 0
