"""The database that `scripts/bench pages` asks: two stores, some people, a full week in sight and years behind it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, insert, text

from app.formatting import to_utc
from app.models import (
    Employee,
    EmployeeStore,
    Event,
    Schedule,
    Store,
    TimeOff,
    User,
    WeeklyAvailability,
)
from app.vocabulary import Condition, EventType, Role, ScheduleStatus, SyncState, TimeOffStatus, Title
from tests.conftest import PASSWORD
from tests.factories import ZONE

STORE = 1
BATCH = 5_000
HISTORY_A_DAY = 200
OPEN_SHARE = 20
"""One event of so many in sight has nobody."""
_TITLES = (Title.SPECIALIST, Title.SPECIALIST, Title.SPECIALIST, Title.LEAD, Title.JUICER, Title.CLUB_SUPERVISOR)
_TYPES = (EventType.CORE, EventType.CORE, EventType.SUPERVISOR, EventType.FREEOSK, EventType.DIGITALS, EventType.JUICER)
_WORDS = ("Sparkling", "Water", "Mango", "Salsa", "Harvest", "Cheddar", "Granola", "Cold", "Brew", "Maple", "Citrus")
#: Starts of one person's events of a day, far enough apart not to overlap.
_STARTS, _LENGTH = (585, 690, 795, 900, 1005), 90
#: Between the history and the week in sight, so that the month in sight holds that week alone.
_QUIET_DAYS = 56


@dataclass(frozen=True)
class Scale:
    """How much is on the screen at once; `in_view` is a multiple of OPEN_SHARE."""

    people: int
    in_view: int


@dataclass(frozen=True)
class World:
    scale: Scale
    first_day: date
    """Of the week in sight, a Monday."""
    open_event_id: int
    username: str
    events: int


def furnish(connection: Connection, scale: Scale, events: int) -> World:
    dice = random.Random(1)  # noqa: S311  # repeatable, not secret
    monday = _monday()
    _people(connection, scale, monday, dice)
    _week(connection, scale, monday, dice)
    world = World(scale, monday, open_event_id=scale.in_view, username="measure", events=scale.in_view)
    return add_history(connection, world, events - scale.in_view)


def add_history(connection: Connection, world: World, number: int) -> World:
    """So many done events more, each day before the last one."""
    dice = random.Random(world.events)  # noqa: S311  # repeatable, not secret
    for begin in range(world.events, world.events + number, BATCH):
        count = min(BATCH, world.events + number - begin)
        rows = list(_history(world, begin, count, dice))
        connection.execute(insert(Event), [event for event, _ in rows])
        connection.execute(insert(Schedule), [schedule for _, schedule in rows])
    if connection.dialect.name == "postgresql":  # as its autovacuum does; nobody does it for SQLite
        connection.execute(text("ANALYZE"))
    return World(world.scale, world.first_day, world.open_event_id, world.username, world.events + number)


def _monday() -> date:
    today = date.today()  # noqa: DTZ011  # only to be well ahead of now
    return today - timedelta(days=today.weekday())


def _people(connection: Connection, scale: Scale, monday: date, dice: random.Random) -> None:
    now = datetime.now(UTC)
    connection.execute(
        insert(Store),
        [
            {"id": n, "number": str(8134 + n), "name": f"Club {n}", "timezone": ZONE, "location_id": str(9000 + n)}
            for n in (STORE, STORE + 1)
        ],
    )
    ids = range(1, scale.people + 1)
    people = [
        {"id": n, "name": f"{_WORDS[n % 11]} Person {n}", "title": _TITLES[n % 6], "rep_id": str(50_000 + n)}
        for n in ids
    ]
    connection.execute(insert(Employee), people)
    connection.execute(insert(EmployeeStore), [{"employee_id": n, "store_id": STORE, "is_home": True} for n in ids])
    week = [
        {"employee_id": n, "weekday": day, "starts_minute": 360, "ends_minute": 1320}
        for n in ids
        for day in range(7)
        if day != n % 7
    ]
    connection.execute(insert(WeeklyAvailability), week)
    away = [
        {"employee_id": n, "starts_on": day, "ends_on": day + timedelta(days=1), "status": TimeOffStatus.APPROVED}
        for n in dice.sample(list(ids), scale.people // 10)
        for day in [monday + timedelta(days=dice.randrange(6))]
    ]
    connection.execute(insert(TimeOff), [row | {"created_at": now} for row in away])
    password = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    user = {"username": "measure", "display_name": "Measure", "role": Role.MANAGER, "all_stores": True}
    connection.execute(insert(User), [user | {"password_hash": password, "created_at": now}])


def _week(connection: Connection, scale: Scale, monday: date, dice: random.Random) -> None:
    """The events of the week in sight; nobody has the last one."""
    places = [
        (person, monday + timedelta(days=day), start)
        for start in _STARTS
        for person in range(1, scale.people + 1)
        for day in range(7)
        if day != person % 7
    ]
    events, schedules = [], []
    for number in range(1, scale.in_view + 1):
        person, day, start = places[number - 1]
        kind = dice.choice(_TYPES)
        if number % OPEN_SHARE == 0:
            events.append(_event(number, kind, day, Condition.UNSTAFFED, dice))
            continue
        events.append(_event(number, kind, day, Condition.SCHEDULED, dice))
        status = ScheduleStatus.DRAFT if number % 9 == 0 else ScheduleStatus.PUBLISHED
        schedules.append(_schedule(number, person, day, start, status))
    connection.execute(insert(Event), events)
    connection.execute(insert(Schedule), schedules)


def _history(world: World, begin: int, count: int, dice: random.Random) -> Iterator[tuple[dict[str, Any], Any]]:
    last = world.first_day - timedelta(days=_QUIET_DAYS)
    a_day = min(HISTORY_A_DAY, world.scale.people * len(_STARTS))
    for number in range(begin + 1, begin + count + 1):
        days, place = divmod(number - world.scale.in_view - 1, a_day)
        start, person = divmod(place, world.scale.people)
        day = last - timedelta(days=days)
        yield (
            _event(number, dice.choice(_TYPES), day, Condition.SUBMITTED, dice),
            _schedule(number, person + 1, day, _STARTS[start], ScheduleStatus.COMPLETED),
        )


def _event(number: int, kind: EventType, day: date, condition: Condition, dice: random.Random) -> dict[str, Any]:
    code = f"{600_000 + number % 300_000}"
    return {
        "id": number,
        "ref_num": str(70_000_000 + number),
        "external_id": str(70_000_000 + number),
        "event_number": code,
        "name": f"{code}-{kind.value.upper()}-{dice.choice(_WORDS)} {dice.choice(_WORDS)} {number}",
        "type": kind,
        "store_id": STORE,
        "start_date": day - timedelta(days=2),
        "due_date": day + timedelta(days=6),
        "duration_minutes": _LENGTH,
        "condition": condition,
    }


def _schedule(number: int, person: int, day: date, start: int, status: ScheduleStatus) -> dict[str, Any]:
    begin = to_utc(day, start, ZONE)
    return {
        "id": number,
        "event_id": number,
        "employee_id": person,
        "starts_at": begin,
        "ends_at": begin + timedelta(minutes=_LENGTH),
        "status": status,
        "sync_state": SyncState.SYNCED,
        "crossmark_id": str(40_000_000 + number),
    }
