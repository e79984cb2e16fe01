"""A Crossmark sandbox of any size, in a process of its own: for benchmarks and gates."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.crossmark_records import SCHEMA
from app.sandbox.storage import Storage
from app.vocabulary import Condition, EventType, Title

ZONE = ZoneInfo("America/Indiana/Indianapolis")
STORES = 5
DAYS_BACK, DAYS_AHEAD = 20, 60
_STARTS = ("09:45", "10:30", "11:15", "12:00")
_MINUTES = 390


def fill(folder: Path, *, events: int, people: int, booked: float) -> None:
    """`booked` is the share of the events that somebody has; nobody has two on one day."""
    today = datetime.now(ZONE).date()
    storage = Storage(folder / "crossmark.sqlite3", SCHEMA)
    with storage.transaction() as db:
        db.execute("INSERT INTO origin VALUES (?, ?)", (1, today.isoformat()))
        db.executemany("INSERT INTO stores VALUES (?, ?, ?, ?)", [_store(number) for number in range(STORES)])
        db.executemany("INSERT INTO reps VALUES (?, ?, ?, ?, ?, ?, ?)", [_rep(number) for number in range(people)])
        db.executemany(
            "INSERT INTO mplans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', 0)",
            [_mplan(number, today, number < events * booked) for number in range(events)],
        )
        db.executemany(
            "INSERT INTO bookings (schedule_event_id, mplan_id, rep_id, location_id, start, finish, local_start)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [booking(number, people, _day(number, today)) for number in range(int(events * booked))],
        )
    storage.close()


def _store(number: int) -> tuple[str, ...]:
    return _location(number), f"{7000 + number}", f"SAM'S CLUB #{7000 + number}", str(ZONE)


def _location(number: int) -> str:
    return f"{160000 + number % STORES}"


def _rep(number: int) -> tuple[object, ...]:
    name = f"Person {chr(65 + number % 26)}{number:04d}"
    stores = f'["{7000 + number % STORES}"]'
    return f"{200000 + number}", f"US{300000 + number}", name, Title.SPECIALIST.value, 1, stores, "[]"


def _day(number: int, today: date) -> date:
    return today + timedelta(days=number % (DAYS_BACK + DAYS_AHEAD) - DAYS_BACK)


def _mplan(number: int, today: date, is_booked: bool) -> tuple[object, ...]:
    first = _day(number, today)
    name = f"{600000 + number}-ABCD-Sample Item {number}-V2-CORE"
    condition = (Condition.SCHEDULED if is_booked else Condition.UNSTAFFED).value
    window = first.isoformat(), (first + timedelta(days=6)).isoformat()
    kind = EventType.CORE.value
    return (
        f"{31200000 + number}",
        name,
        f"{600000 + number}",
        f"Sample Item {number}",
        kind,
        _location(number),
        *window,
        _MINUTES,
        condition,
    )


def booking(number: int, people: int, day: date) -> tuple[object, ...]:
    """One after the other, each person of the store gets one event a day at most."""
    turn = number // (DAYS_BACK + DAYS_AHEAD)
    rep = (turn * STORES + number % STORES) % people
    local = datetime.combine(day, datetime.strptime(_STARTS[turn % 4], "%H:%M").time(), ZONE)  # noqa: DTZ007  # wall time
    ends = local + timedelta(minutes=_MINUTES)
    return (
        44000000 + number,
        f"{31200000 + number}",
        f"{200000 + rep}",
        _location(number),
        local.isoformat(),
        ends.isoformat(),
        local.replace(tzinfo=None).isoformat(),
    )


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a sandbox that serves the folder; it ends with the block."""
    # It stands for a machine elsewhere, so it must not take the processors away from what is measured.
    command = ["nice", "-n", "19", sys.executable, "-m", "app.sandbox.crossmark", "--port", "0", "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if ": " not in line:
            raise RuntimeError("the sandbox did not start")
        yield line.split(": ", 1)[1].strip()
    finally:
        process.terminate()
        process.communicate(timeout=20)


#: What a process of the product has to be told.
OWN_NAMES = frozenset(
    {
        "DATABASE_URL",
        "DATA_DIR",
        "EXTERNAL_API_BASE_URL",
        "EXTERNAL_API_USERNAME",
        "EXTERNAL_API_PASSWORD",
    }
)


def environment(address: str, database_url: str, folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """For a process of the product that talks to it."""
    return {
        **os.environ,
        **settings,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "EXTERNAL_API_BASE_URL": address,
        "EXTERNAL_API_USERNAME": CROSSMARK_USER,
        "EXTERNAL_API_PASSWORD": SANDBOX_PASSWORD,
    }
