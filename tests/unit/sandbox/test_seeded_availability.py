"""The order of what decides whether somebody can work: holiday, time off, override, single date, weekly pattern."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.sandbox.availability import Availability
from app.sandbox.closings import company_holidays
from app.sandbox.seed import build_world
from app.sandbox.world import AvailabilityOverride, DateAvailability, Person, TimeOff, WeeklyRange
from app.vocabulary import TimeOffStatus

WEDNESDAY = date(2026, 3, 4)
MORNING = (9 * 60, 15 * 60)


@pytest.fixture
def anybody() -> Person:
    return replace(build_world(1, WEDNESDAY).people[0], weekly=None, terminated_on=None)


def availability(
    *,
    off: tuple[TimeOff, ...] = (),
    overrides: tuple[AvailabilityOverride, ...] = (),
    dates: tuple[DateAvailability, ...] = (),
) -> Availability:
    return Availability(company_holidays(WEDNESDAY), off, overrides, dates)


def time_off(person: Person, hours: tuple[int, int] | None = None, status: str = "approved") -> TimeOff:
    starts, ends = hours or (None, None)
    return TimeOff(person.employee_id, WEDNESDAY, WEDNESDAY, starts, ends, "", TimeOffStatus(status))


def override(person: Person, said: bool | None) -> AvailabilityOverride:
    return AvailabilityOverride(
        person.employee_id, WEDNESDAY, WEDNESDAY, (None, None, said, None, None, None, None), ""
    )


def test_somebody_without_entries_can_always_work(anybody: Person) -> None:
    assert availability().allows(anybody, WEDNESDAY, *MORNING)


def test_nobody_works_on_a_holiday(anybody: Person) -> None:
    assert not availability().allows(anybody, date(2026, 12, 25), *MORNING)


@pytest.mark.parametrize(("left_on", "works"), [(date(2026, 3, 4), False), (date(2026, 3, 5), True)])
def test_nobody_works_from_the_day_they_left(anybody: Person, left_on: date, works: bool) -> None:
    assert availability().allows(replace(anybody, terminated_on=left_on), WEDNESDAY, *MORNING) is works


@pytest.mark.parametrize(("hours", "works"), [(None, False), ((14 * 60, 16 * 60), False), ((15 * 60, 16 * 60), True)])
def test_time_off_blocks_its_day_or_only_its_hours(anybody: Person, hours: tuple[int, int] | None, works: bool) -> None:
    assert availability(off=(time_off(anybody, hours),)).allows(anybody, WEDNESDAY, *MORNING) is works


def test_time_off_that_was_denied_does_not_count(anybody: Person) -> None:
    assert availability(off=(time_off(anybody, status="denied"),)).allows(anybody, WEDNESDAY, *MORNING)


@pytest.mark.parametrize(("said", "works"), [(True, True), (False, False), (None, False)])
def test_an_override_beats_the_single_date(anybody: Person, said: bool | None, works: bool) -> None:
    never = DateAvailability(anybody.employee_id, WEDNESDAY, available=False, reason="")

    assert (
        availability(overrides=(override(anybody, said),), dates=(never,)).allows(anybody, WEDNESDAY, *MORNING) is works
    )


@pytest.mark.parametrize(("ends", "works"), [(15 * 60, True), (15 * 60 - 1, False)])
def test_the_whole_work_must_fit_the_weekly_hours(anybody: Person, ends: int, works: bool) -> None:
    person = replace(anybody, weekly=(WeeklyRange(2, 9 * 60, ends),))

    assert availability().allows(person, WEDNESDAY, *MORNING) is works


def test_a_yes_for_the_date_opens_a_closed_weekday(anybody: Person) -> None:
    person = replace(anybody, weekly=(WeeklyRange(0, 0, 24 * 60),))
    helps = DateAvailability(anybody.employee_id, WEDNESDAY, available=True, reason="")

    assert not availability().allows(person, WEDNESDAY, *MORNING)
    assert availability(dates=(helps,)).allows(person, WEDNESDAY, *MORNING)
