"""When people are away: time off, single dates and semesters that change the weekly pattern."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from app.sandbox.dice import stream
from app.sandbox.world import AvailabilityOverride, DateAvailability, Person, TimeOff
from app.vocabulary import TimeOffStatus, Title

_REASONS = ("Vacation", "Family visit", "Dentist", "Moving house", "Wedding", "School conference", "Personal day")


def build_time_off(seed: int, today: date, people: tuple[Person, ...]) -> tuple[TimeOff, ...]:
    """About half of the team is away once within the twelve weeks; leaders stay this week and the next days."""
    return tuple(
        off for person in people for off in _time_off_of(stream(seed, "off", person.employee_id), today, person)
    )


def _time_off_of(dice: random.Random, today: date, person: Person) -> Iterator[TimeOff]:
    if dice.random() < 0.5 or not person.active:
        return
    starts_on = today + timedelta(days=dice.randrange(-40, 40))
    length = dice.choice((1, 1, 2, 3, 5))
    if person.title in {Title.CLUB_SUPERVISOR, Title.LEAD} and abs((starts_on - today).days) <= 5:
        starts_on += timedelta(days=12)
    if length == 1 and dice.random() < 0.3:
        yield TimeOff(person.employee_id, starts_on, starts_on, 13 * 60, 16 * 60, "Dentist", TimeOffStatus.APPROVED)
        return
    status = TimeOffStatus.APPROVED
    if starts_on > today + timedelta(days=7):
        status = dice.choice((TimeOffStatus.APPROVED, TimeOffStatus.APPROVED, TimeOffStatus.REQUESTED))
    if dice.random() < 0.04:
        status = TimeOffStatus.DENIED
    ends_on = starts_on + timedelta(days=length - 1)
    yield TimeOff(person.employee_id, starts_on, ends_on, None, None, dice.choice(_REASONS), status)


def build_date_availability(seed: int, today: date, people: tuple[Person, ...]) -> tuple[DateAvailability, ...]:
    """One person in five said yes or no for a single date of the next four weeks."""
    dice = stream(seed, "dates")
    entries = []
    for person in people:
        day = today + timedelta(days=dice.randrange(2, 28))
        available = dice.random() < 0.4
        if dice.random() < 0.2 and person.active:
            reason = "Can help out" if available else "Cannot come in"
            entries.append(DateAvailability(person.employee_id, day, available, reason))
    return tuple(entries)


def build_overrides(seed: int, today: date, people: tuple[Person, ...]) -> tuple[AvailabilityOverride, ...]:
    """Students whose semester closes some weekdays, and one seasonal worker who opens the weekend."""
    dice = stream(seed, "overrides")
    specialists = [person for person in people if person.title is Title.SPECIALIST and person.active]
    students = dice.sample(specialists, 5)
    entries = []
    for place, person in enumerate(students):
        starts_on = today + timedelta(days=dice.randrange(-20, 10))
        weekdays: list[bool | None] = [None] * 7
        if place == 0:
            weekdays[5] = weekdays[6] = True
        else:
            for weekday in dice.sample(range(5), 2):
                weekdays[weekday] = False
        reason = "Seasonal weekends" if place == 0 else "College semester"
        ends_on = starts_on + timedelta(days=60)
        entries.append(AvailabilityOverride(person.employee_id, starts_on, ends_on, tuple(weekdays), reason))
    return tuple(entries)
