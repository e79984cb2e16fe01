"""Who carried more than a fair share before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.services.scheduling.fairness import Load, Work, balances, loads
from app.services.scheduling.problem import Balance
from app.vocabulary import EventType
from tests.unit.services.scheduling.builders import ANN, BOB, LEA, MONDAY, person

CLOSING = 18 * 60
SATURDAY = MONDAY + timedelta(days=5)


def work(
    who: int, day: date = MONDAY, end: int = 16 * 60, minutes: int = 390, type: EventType = EventType.CORE
) -> Work:
    return Work(who, day, end, minutes, type)


def test_a_day_counts_once_however_much_was_done_on_it() -> None:
    twice = [work(1, SATURDAY, CLOSING, 60), work(1, SATURDAY, CLOSING + 30, 30)]

    assert loads(twice, CLOSING) == {1: Load(minutes=90, weekend_days=1, closings=1)}


def test_a_closing_ends_with_the_last_slot_or_later() -> None:
    found = loads([work(1, end=CLOSING - 1), work(2, end=CLOSING)], CLOSING)

    assert (found[1].closings, found[2].closings) == (0, 1)


def test_juicer_days_are_counted_of_any_juicer_work() -> None:
    days = [work(1, MONDAY, type=EventType.JUICER), work(1, MONDAY, type=EventType.JUICER), work(1, SATURDAY)]

    assert loads(days, CLOSING)[1].juicer_days == 1


def test_what_one_has_above_the_mean_another_has_below() -> None:
    carried = {ANN.id: Load(weekend_days=6), BOB.id: Load(weekend_days=2)}

    found = balances([ANN, BOB], carried)

    assert (found[ANN.id].weekend_days, found[BOB.id].weekend_days) == (2, -2)


def test_people_of_another_title_or_store_are_no_equals() -> None:
    far = person(9, store_ids=frozenset({2}))
    carried = {ANN.id: Load(closings=8)}

    assert set(balances([ANN, LEA, far], carried).values()) == {Balance()}


def test_who_left_is_nobodys_measure() -> None:
    gone = replace(BOB, active=False)

    assert balances([ANN, gone], {ANN.id: Load(closings=8)})[ANN.id] == Balance()


def test_hours_are_shared_by_what_was_agreed() -> None:
    half, whole = replace(ANN, target_minutes_week=600), replace(BOB, target_minutes_week=1200)
    as_agreed = {ANN.id: Load(minutes=6_000), BOB.id: Load(minutes=12_000)}

    assert {balance.hours for balance in balances([half, whole], as_agreed).values()} == {0}
    evenly = balances([half, whole], {ANN.id: Load(minutes=9_000), BOB.id: Load(minutes=9_000)})
    assert (evenly[ANN.id].hours, evenly[BOB.id].hours) == (50, -50)


def test_hours_are_shared_evenly_where_nothing_was_agreed() -> None:
    found = balances([ANN, replace(BOB, target_minutes_week=600)], {ANN.id: Load(minutes=1_200)})

    assert (found[ANN.id].hours, found[BOB.id].hours) == (10, -10)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_the_balances_of_equals_even_out(counts: list[int]) -> None:
    people = [person(number) for number in range(len(counts))]

    found = balances(people, {number: Load(closings=count) for number, count in enumerate(counts)})

    assert abs(sum(balance.closings for balance in found.values())) <= len(people) / 2
