"""The roster that keeps seeded bookings within the rules: what fits beside what on one day and in one week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.sandbox.availability import Availability
from app.sandbox.event_press import EventPress, Kind
from app.sandbox.products import PRODUCTS
from app.sandbox.roster import Roster
from app.sandbox.seed import build_world
from app.sandbox.world import MPlan, Person
from app.vocabulary import EventSubtype, EventType, Title

MONDAY = date(2026, 3, 2)
TEN, NOON, FIVE = 600, 720, 1020
CORE, VISIT, KIOSK = EventType.CORE, EventType.SUPERVISOR, EventType.FREEOSK
JUICE, SURVEY = EventSubtype.JUICER_PRODUCTION, EventSubtype.JUICER_SURVEY


@pytest.fixture
def roster() -> Roster:
    return Roster(Availability((), (), (), ()))


@pytest.fixture
def lead() -> Person:
    first = build_world(1, MONDAY).people[0]
    return replace(first, title=Title.LEAD, weekly=None, max_days_week=3, max_minutes_week=2400)


def work(kind: Kind, store_number: str = "8801") -> MPlan:
    return EventPress().make(kind, PRODUCTS[0], store_number, (MONDAY, MONDAY + timedelta(days=6)))


@pytest.mark.parametrize(
    ("held", "held_at", "asked", "asked_at", "fits"),
    [
        (CORE, TEN, CORE, FIVE, False),
        (CORE, TEN, SURVEY, FIVE, False),
        (SURVEY, FIVE, CORE, TEN, False),
        (JUICE, 540, SURVEY, 540 + 540, True),
        (CORE, TEN, KIOSK, TEN, False),
        (CORE, TEN, KIOSK, TEN + 390, True),
        (KIOSK, TEN, CORE, TEN + 30, True),
        (KIOSK, TEN, CORE, TEN + 29, False),
        (CORE, TEN, VISIT, NOON, True),
        (VISIT, NOON, CORE, TEN, True),
        (VISIT, NOON, VISIT, NOON, False),
    ],
)
def test_what_fits_beside_what_on_one_day(
    roster: Roster, lead: Person, held: Kind, held_at: int, asked: Kind, asked_at: int, fits: bool
) -> None:
    roster.hold(lead, work(held), MONDAY, held_at)

    assert roster.is_free(lead, work(asked), MONDAY, asked_at) is fits


def test_a_club_supervisor_visits_several_tables_at_noon(roster: Roster, lead: Person) -> None:
    supervisor = replace(lead, title=Title.CLUB_SUPERVISOR)
    roster.hold(supervisor, work(VISIT), MONDAY, NOON)

    assert roster.is_free(supervisor, work(VISIT), MONDAY, NOON)


def test_a_fourth_day_is_too_many_for_three_days_a_week(roster: Roster, lead: Person) -> None:
    for day in range(3):
        roster.hold(lead, work(KIOSK), MONDAY + timedelta(days=day), TEN)

    assert roster.is_free(lead, work(KIOSK), MONDAY + timedelta(days=2), NOON)
    assert not roster.is_free(lead, work(KIOSK), MONDAY + timedelta(days=3), TEN)
    assert roster.is_free(lead, work(KIOSK), MONDAY + timedelta(days=6), TEN)  # Sunday begins another week


@pytest.mark.parametrize(("most", "fits"), [(780, True), (779, False)])
def test_hours_of_a_week_are_not_exceeded(roster: Roster, lead: Person, most: int, fits: bool) -> None:
    person = replace(lead, max_minutes_week=most)
    roster.hold(person, work(CORE), MONDAY, TEN)

    assert roster.is_free(person, work(CORE), MONDAY + timedelta(days=1), TEN) is fits


def test_nobody_works_in_a_store_that_is_not_theirs(roster: Roster, lead: Person) -> None:
    assert not roster.is_free(lead, work(CORE, "8803"), MONDAY, TEN)


def test_cores_are_counted_by_the_week(roster: Roster, lead: Person) -> None:
    roster.hold(lead, work(CORE), MONDAY, TEN)
    roster.hold(lead, work(CORE), MONDAY + timedelta(days=6), TEN)

    assert roster.cores_in_week(lead, MONDAY) == 1
