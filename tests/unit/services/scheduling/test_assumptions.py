"""How the problem of a week changes under assumptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.services.scheduling import availability, engine
from app.services.scheduling.assumptions import IMAGINED_TYPES, Assumption, AssumptionKind, assume
from app.services.scheduling.problem import RotationSlot, TimeOff
from app.vocabulary import EventType, RotationKind
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    CARL,
    FRIDAY,
    JUNE,
    LEA,
    MONDAY,
    OTHER_STORE,
    STORE,
    at,
    core,
    world,
)

SUNDAY = MONDAY + timedelta(days=6)
WEEK = {"today": MONDAY - timedelta(days=7), "first_day": MONDAY, "last_day": SUNDAY}
ANN_OUT = Assumption(AssumptionKind.ABSENT, 1, FRIDAY, SUNDAY, employee_id=ANN.id, name="Ann")


def more(of_type: EventType, count: int = 5) -> Assumption:
    return Assumption(AssumptionKind.MORE_EVENTS, 1, MONDAY, SUNDAY, event_type=of_type, count=count)


def day(kind: AssumptionKind) -> Assumption:
    return Assumption(kind, 1, SUNDAY, SUNDAY)


def there(problem: Any, person_id: int, when: Any = SUNDAY) -> bool:
    return availability.resolve(problem, problem.employees[person_id], problem.stores[1], when).is_valid


@pytest.mark.parametrize(
    ("assumption", "words"),
    [
        (ANN_OUT, "Ann is out from Fri Mar 6 to Sun Mar 8."),
        (replace(ANN_OUT, last=FRIDAY), "Ann is out on Fri Mar 6."),
        (more(EventType.CORE), "5 more Core events."),
        (day(AssumptionKind.OPEN_DAY), "Sun Mar 8 is open."),
        (day(AssumptionKind.CLOSED_DAY), "Sun Mar 8 is closed."),
    ],
)
def test_an_assumption_is_told_and_stored_without_loss(assumption: Assumption, words: str) -> None:
    assert assumption.words == words
    assert Assumption.from_data(assumption.as_data()) == assumption


def test_nothing_assumed_changes_nothing() -> None:
    problem = world([at(core(), ANN, FRIDAY)], **WEEK)
    assert assume(problem, []) == problem


def test_who_is_out_is_away_and_so_are_the_bookings_seen() -> None:
    assumed = assume(world([at(core(), ANN, FRIDAY)], **WEEK), [ANN_OUT])

    assert not there(assumed, ANN.id)
    assert there(assumed, ANN.id, FRIDAY - timedelta(days=1))
    assert assumed.assignments[0].employee is assumed.employees[ANN.id]


def test_somebody_who_is_not_there_at_all_cannot_be_out() -> None:
    problem = world([], **WEEK)
    assert assume(problem, [replace(ANN_OUT, employee_id=99)]).employees == problem.employees


def test_an_opened_day_lifts_the_holiday_and_asks_those_who_only_do_not_work_then() -> None:
    closed = replace(STORE, holidays={SUNDAY: "Founders Day"})
    weekdays = replace(ANN, weekly={0: ((0, 1440),)})
    away = replace(BOB, weekly={0: ((0, 1440),)}, time_off=(TimeOff(SUNDAY, SUNDAY),))
    said_no = replace(LEA, dates={SUNDAY: False})
    problem = world([], people=(weekdays, away, said_no), stores=(closed, OTHER_STORE), **WEEK)

    assumed = assume(problem, [day(AssumptionKind.OPEN_DAY)])

    assert not there(problem, ANN.id)
    assert [there(assumed, person.id) for person in (weekdays, away, said_no)] == [True, False, False]


def test_a_closed_day_is_a_holiday_of_this_store_only() -> None:
    assumed = assume(world([at(core(), ANN, SUNDAY)], **WEEK), [day(AssumptionKind.CLOSED_DAY)])

    assert not there(assumed, BOB.id)
    assert SUNDAY in assumed.assignments[0].store.holidays
    assert assumed.stores[2].holidays == {}


def test_imagined_events_never_meet_a_real_number() -> None:
    assumed = assume(world([], events=[core(7)], **WEEK), [more(EventType.CORE, 2), more(EventType.JUICER, 1)])

    assert sorted(assumed.events) == [-3, -2, -1, 7]
    assert assumed.events[-3].type is EventType.JUICER


@pytest.mark.parametrize("of_type", IMAGINED_TYPES)
def test_every_imagined_type_can_be_planned(of_type: EventType) -> None:

    grid = {(1, RotationKind.JUICER, weekday): RotationSlot(JUNE.id) for weekday in range(7)}
    problem = world([], people=(ANN, BOB, LEA, CARL, JUNE), rotations=grid, **WEEK)

    solution = engine.solve(assume(problem, [more(of_type, 3)]), time_limit_s=5)

    assert len(solution.assignments) == 3
