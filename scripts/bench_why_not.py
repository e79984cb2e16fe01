"""Measures how long the question "why does nobody do this event?" takes in a large store, on both doors.

scripts/bench why-not [--people 300] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.db import db
from app.models.change import begin_change
from app.vocabulary import Title
from tests import databases
from tests.conftest import PASSWORD, csrf
from tests.factories import Make
from tests.functional.statements import counted

REPEATS = 7
CORES_A_DAY = 40
TITLES = (Title.SPECIALIST, Title.SPECIALIST, Title.SPECIALIST, Title.LEAD, Title.JUICER, Title.CLUB_SUPERVISOR)
Figures = dict[str, Any]


def monday_ahead() -> date:
    today = date.today()  # noqa: DTZ011  # only to be well ahead of now
    return today + timedelta(days=21 - today.weekday())


def furnish(make: Make, people: int) -> int:
    """A store whose people are mostly away or busy; the id of an event that nobody has."""
    dice, monday = random.Random(1), monday_ahead()  # noqa: S311  # repeatable, not secret
    store = make.store()
    staff = [make.employee(stores=(store,), title=TITLES[number % len(TITLES)]) for number in range(people)]
    for person in dice.sample(staff, people // 3):
        make.time_off(employee=person, starts_on=monday, ends_on=monday + timedelta(days=6))
    for number in range(7):
        day = monday + timedelta(days=number)
        for person in dice.sample(staff, min(CORES_A_DAY, people)):
            event = make.event(store=store, start_date=day, due_date=day + timedelta(days=2))
            make.schedule(event=event, employee=person, day=day)
    return int(make.event(store=store, start_date=monday, due_date=monday + timedelta(days=7)).id)


def measure(client: FlaskClient, path: str) -> Figures:
    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    ask()
    walls, cpus = zip(*(_timed(ask) for _ in range(REPEATS)), strict=True)
    return {
        "path": path,
        "ms": round(statistics.median(walls) * 1000),
        "cpu_ms": round(statistics.median(cpus) * 1000),
        "statements": counted(client.application, ask),
        "bytes": len(client.get(path).data),
    }


def _timed(call: Callable[[], None]) -> tuple[float, float]:
    began, worked = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - began, time.process_time() - worked


def figures(people: int, folder: Path) -> list[Figures]:
    with databases.database("sqlite", "", folder) as url:
        app = databases.migrated_app(url, folder)
        with app.app_context():
            engine = db.engine
        with Session(engine, expire_on_commit=True) as session:
            begin_change(session)
            make = Make(session)
            event_id = furnish(make, people)
            user = make.user(password=PASSWORD)
            username = str(user.username)
        client = app.test_client()
        client.post("/login", data={"username": username, "password": PASSWORD, **csrf(client)})
        return [
            measure(client, f"/api/v1/events/{event_id}/why-not"),
            measure(client, f"/unscheduled/{event_id}/why-not"),
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/bench why-not", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--json", type=Path, default=Path("bench-results/why-not.json"), help="where the figures go")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        rows = figures(chosen.people, Path(folder))
    print(f"{'address':36} {'ms':>6} {'CPU ms':>7} {'queries':>8} {'KiB':>6}")
    for row in rows:
        print(f"{row['path']:36} {row['ms']:6} {row['cpu_ms']:7} {row['statements']:8} {row['bytes'] // 1024:6}")
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps({"people": chosen.people, "figures": rows}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
