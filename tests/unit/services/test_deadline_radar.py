"""Work that waits against places that are free."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.queries.radar import Busy, Waiting
from app.services.deadline_radar import KINDS, Radar, Supply, radar
from app.vocabulary import EventType, Title

TODAY = date(2026, 3, 2)
FRIDAY = TODAY + timedelta(days=4)
CORE = KINDS[0]


def waits(number: int, due: date = FRIDAY, kind: EventType = EventType.CORE, *, one_day: bool = False) -> Waiting:
    return Waiting(kind, due, one_day, number)


def seen(*waiting: Waiting, people: int = 2, **more: object) -> Radar:
    supply = Supply([(Title.SPECIALIST, None, people)], more.pop("off", ()), more.pop("busy", ()), **more)  # type: ignore[arg-type]
    return radar(TODAY, waiting, supply)


def core(found: Radar) -> list[tuple[int, int]]:
    return [(load.waiting, load.places) for load in found.loads if load.kind is CORE]


def test_places_are_the_days_of_people_in_each_week() -> None:
    assert core(seen()) == [(0, 14), (0, 14), (0, 14)]


def test_work_counts_in_the_week_of_its_last_usable_day() -> None:
    on_the_border = waits(1, TODAY + timedelta(days=7))
    only_day = waits(1, TODAY + timedelta(days=7), one_day=True)
    assert [waiting for waiting, _ in core(seen(on_the_border, only_day))] == [1, 1, 0]


def test_days_off_closed_days_and_booked_people_leave_fewer_places() -> None:
    found = seen(
        off=[(Title.SPECIALIST, TODAY, TODAY + timedelta(days=1))],
        busy=[Busy(FRIDAY, Title.SPECIALIST, 2, 3)],
        holidays=frozenset({TODAY + timedelta(days=2)}),
    )
    assert core(found)[0] == (0, 14 - 2 - 2 - 2)
    assert found.booked == {FRIDAY: 3}


def test_a_weekday_pattern_counts_on_its_days_only() -> None:
    found = radar(TODAY, [], Supply([(Title.LEAD, 0, 1), (Title.LEAD, 4, 1)], [], []))
    assert core(found)[0] == (0, 2)


@pytest.mark.parametrize(("number", "missing"), [(8, 0), (9, 1)])
def test_what_has_no_place_until_its_deadline_expires(number: int, missing: int) -> None:
    """Two people from Monday to Thursday are eight places; the due day is a reserve."""
    [one] = seen(waits(number)).expiring
    assert (one.day, one.waiting, one.places, one.missing) == (FRIDAY - timedelta(days=1), number, 8, missing)
    assert one.sentence.startswith("1 Core event expires on Thu Mar 5 unless more people come" if missing else "8 Core")


def test_earlier_deadlines_use_places_before_later_ones() -> None:
    [one] = seen(waits(6), waits(5, FRIDAY + timedelta(days=1))).expiring
    assert (one.day, one.waiting, one.places, one.missing) == (FRIDAY, 11, 10, 1)


def test_nothing_is_said_about_deadlines_that_are_far_away() -> None:
    assert seen(waits(1, TODAY + timedelta(days=9))).expiring == ()


def test_what_is_missing_is_said_before_what_is_only_soon() -> None:
    found = seen(waits(1, TODAY + timedelta(days=1)), waits(3, FRIDAY, EventType.JUICER))
    assert [one.kind.name for one in found.expiring] == ["Juicer", "Core"]


def test_short_work_fits_beside_other_work() -> None:
    lead = Supply([(Title.LEAD, None, 1)], [], [Busy(TODAY, Title.LEAD, 1, 1)])
    short = [load for load in radar(TODAY, [], lead).loads if load.kind is KINDS[2]]
    assert short[0].places == 7 * 4
