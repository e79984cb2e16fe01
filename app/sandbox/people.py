"""About sixty people over three stores, with titles, limits and the weekly pattern each can work."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from app.sandbox.dice import stream
from app.sandbox.names import NAMES
from app.sandbox.stores import STORES
from app.sandbox.world import Person, WeeklyRange
from app.vocabulary import Title

#: Heads per title, store by store.
_TEAMS = (
    ((Title.CLUB_SUPERVISOR, 2), (Title.LEAD, 5), (Title.JUICER, 4), (Title.SPECIALIST, 11)),
    ((Title.CLUB_SUPERVISOR, 1), (Title.LEAD, 4), (Title.JUICER, 3), (Title.SPECIALIST, 12)),
    ((Title.CLUB_SUPERVISOR, 1), (Title.LEAD, 4), (Title.JUICER, 3), (Title.SPECIALIST, 10)),
)
_FULL_DAY = (7 * 60, 22 * 60)
#: Hours in which a whole Core still fits; the later two only take the later or the earlier slots.
_SPECIALIST_HOURS = (_FULL_DAY, (9 * 60, 18 * 60 + 30), (8 * 60, 17 * 60), (11 * 60, 19 * 60))
_CORE_MINUTES = 390


def build_people(seed: int, today: date) -> tuple[Person, ...]:
    names = list(NAMES)
    stream(seed, "names").shuffle(names)
    emails = _emails(names)
    return tuple(
        _person(stream(seed, "person", index), index, place, names[index], emails[index], today)
        for index, place in enumerate(_places())
    )


def _places() -> Iterator[tuple[int, Title, int]]:
    """Store index, title and the running number of that title in the store."""
    for store, team in enumerate(_TEAMS):
        for title, heads in team:
            for number in range(heads):
                yield store, title, number


def _person(
    dice: random.Random, index: int, place: tuple[int, Title, int], name: str, email: str, today: date
) -> Person:
    store, title, number = place
    max_minutes, max_days = _limits(dice, title)
    leaver = (store, title, number) == (1, Title.SPECIALIST, 11)
    return Person(
        employee_id=f"US{200100 + index * 37:06d}",
        rep_id=str(181800 + index * 13),
        name=name,
        title=title,
        store_numbers=_stores_of(store, title, number),
        email=email,
        phone=f"317-555-01{index:02d}",
        adult_beverage_trained=title is Title.CLUB_SUPERVISOR or dice.random() < 0.6,
        hired_on=today - timedelta(days=dice.randrange(200, 2600)),
        terminated_on=today - timedelta(days=16) if leaver else None,
        max_minutes_week=max_minutes,
        target_minutes_week=int(max_minutes * 0.8) // 30 * 30,
        max_days_week=max_days,
        wage_cents=dice.randrange(1450, 2650, 25) if dice.random() < 0.5 else None,
        weekly=_weekly(dice, title, number),
        role_on_wire=index % 7 != 3,
    )


def _stores_of(store: int, title: Title, number: int) -> tuple[str, ...]:
    """Only the two stores of one time zone share people: two Specialists and a Lead of each."""
    home = STORES[store].number
    shares = (title is Title.SPECIALIST and number in {2, 5}) or (title is Title.LEAD and number == 3)
    if store == 2 or not shares:
        return (home,)
    return (home, STORES[1 - store].number)


def _limits(dice: random.Random, title: Title) -> tuple[int, int]:
    """Minutes and days a week at most."""
    if title is not Title.SPECIALIST:
        return 40 * 60, 5
    cores = dice.choice((3, 4, 4, 5))
    return cores * _CORE_MINUTES + 60, dice.choice((cores, 5, 6))


def _weekly(dice: random.Random, title: Title, number: int) -> tuple[WeeklyRange, ...] | None:
    if title is Title.CLUB_SUPERVISOR:
        return _ranges(set(range(7)) - ({6} if number == 0 else {2, 3}), _FULL_DAY)
    if title in {Title.LEAD, Title.JUICER}:
        first_off = (number * 2 + 1) % 7
        return _ranges(set(range(7)) - {first_off, (first_off + 1) % 7}, _FULL_DAY)
    if dice.random() < 0.25:
        return None
    hours = dice.choice(_SPECIALIST_HOURS)
    return _ranges({(number + step) % 7 for step in range(dice.choice((3, 4, 5)))}, hours)


def _ranges(weekdays: set[int], hours: tuple[int, int]) -> tuple[WeeklyRange, ...]:
    return tuple(WeeklyRange(weekday, *hours) for weekday in sorted(weekdays))


def _emails(names: list[str]) -> list[str]:
    emails: list[str] = []
    for name in names:
        plain = name.replace("Ł", "L").replace("ł", "l")
        plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
        local = re.sub(r"[^a-z]+", ".", plain)
        taken = sum(email.startswith((f"{local}@", f"{local}.2@")) for email in emails)
        emails.append(f"{local}{'.2' if taken else ''}@example.com")
    return emails
