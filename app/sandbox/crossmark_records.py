"""What the Crossmark sandbox remembers, and how it is filled from the invented world at the first start."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

from app.sandbox.ledger import SCHEMA as LEDGER_SCHEMA
from app.sandbox.seed import build_world
from app.sandbox.world import Booking, DemoWorld, MPlan, Person
from app.vocabulary import TimeOffStatus

SCHEMA = (
    LEDGER_SCHEMA
    + """
CREATE TABLE IF NOT EXISTS origin (seed INTEGER NOT NULL, today TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stores (location_id TEXT PRIMARY KEY, number TEXT, name TEXT, timezone TEXT);
CREATE TABLE IF NOT EXISTS reps (
    rep_id TEXT PRIMARY KEY, employee_id TEXT, name TEXT, title TEXT, shows_role INTEGER, store_numbers TEXT, away TEXT
);
CREATE TABLE IF NOT EXISTS mplans (
    mplan_id TEXT PRIMARY KEY, name TEXT, number TEXT, product TEXT, type TEXT, location_id TEXT,
    start_date TEXT, end_date TEXT, minutes INTEGER, condition TEXT, tools TEXT, reissued INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS bookings (
    schedule_event_id INTEGER PRIMARY KEY AUTOINCREMENT, mplan_id TEXT NOT NULL, rep_id TEXT NOT NULL,
    location_id TEXT NOT NULL, start TEXT NOT NULL, finish TEXT NOT NULL, local_start TEXT NOT NULL,
    account TEXT, sequence INTEGER, active INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX IF NOT EXISTS bookings_of_plan ON bookings (mplan_id, active);
CREATE INDEX IF NOT EXISTS bookings_by_time ON bookings (local_start);
CREATE TABLE IF NOT EXISTS missing_tools (number TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS sessions (session TEXT PRIMARY KEY, account TEXT, started REAL NOT NULL);
"""
)
_CLEARINGS = (
    "DELETE FROM origin",
    "DELETE FROM stores",
    "DELETE FROM reps",
    "DELETE FROM mplans",
    "DELETE FROM bookings",
    "DELETE FROM missing_tools",
    "DELETE FROM sessions",
    "DELETE FROM ledger",
)


def origin_of(db: sqlite3.Connection) -> tuple[int, date] | None:
    """Seed and day of the first start."""
    row = db.execute("SELECT seed, today FROM origin").fetchone()
    return (int(row["seed"]), date.fromisoformat(row["today"])) if row else None


def fill(db: sqlite3.Connection, seed: int, today: date) -> None:
    """Replace everything by the world of that seed and day."""
    world = build_world(seed, today)
    for clearing in _CLEARINGS:
        db.execute(clearing)
    db.execute("INSERT INTO origin VALUES (?, ?)", (seed, today.isoformat()))
    db.executemany(
        "INSERT INTO stores VALUES (?, ?, ?, ?)", [(s.location_id, s.number, s.name, s.timezone) for s in world.stores]
    )
    locations = {store.number: store.location_id for store in world.stores}
    db.executemany("INSERT INTO reps VALUES (?, ?, ?, ?, ?, ?, ?)", [_rep(person, world) for person in world.people])
    db.executemany(
        "INSERT INTO mplans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        [_mplan(plan, locations[plan.store_number]) for plan in world.mplans],
    )
    places = {plan.mplan_id: locations[plan.store_number] for plan in world.mplans}
    db.executemany(
        "INSERT INTO bookings (schedule_event_id, mplan_id, rep_id, location_id, start, finish, local_start)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [_booking(booking, places[booking.mplan_id]) for booking in world.bookings],
    )
    db.executemany("INSERT INTO missing_tools VALUES (?)", [(number,) for number in sorted(world.missing_tools)])


def _rep(person: Person, world: DemoWorld) -> tuple[object, ...]:
    away = [
        (off.starts_on.isoformat(), off.ends_on.isoformat())
        for off in world.time_off
        if off.employee_id == person.employee_id and off.status is TimeOffStatus.APPROVED and off.starts_minute is None
    ]
    stores = json.dumps(person.store_numbers)
    return (
        person.rep_id,
        person.employee_id,
        person.name,
        person.title.value,
        person.role_on_wire,
        stores,
        json.dumps(away),
    )


def _mplan(plan: MPlan, location_id: str) -> tuple[object, ...]:
    return (
        plan.mplan_id,
        plan.name,
        plan.number,
        plan.product,
        (plan.subtype or plan.type).value,
        location_id,
        plan.start_date.isoformat(),
        plan.due_date.isoformat(),
        plan.minutes,
        plan.condition.value,
        json.dumps(plan.sales_tools),
    )


def _booking(booking: Booking, location_id: str) -> tuple[object, ...]:
    return (
        int(booking.schedule_event_id),
        booking.mplan_id,
        booking.rep_id,
        location_id,
        booking.starts_at.isoformat(),
        booking.ends_at.isoformat(),
        booking.starts_at.replace(tzinfo=None).isoformat(),
    )
