"""Measures a full sync of a large store group, one that finds nothing new, and the week page while a sync runs.

scripts/bench sync [--events 5000] [--people 500] [--database sqlite|postgresql] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.db import db, transaction
from app.models.change import begin_change
from app.services.actors import system_actor
from app.services.sync import request_sync, run_crossmark_sync
from app.vocabulary import JobState
from scripts import _large_crossmark
from tests import databases
from tests.conftest import PASSWORD, csrf
from tests.factories import Make

FULL_SECONDS, UNCHANGED_SECONDS, PAGE_RATIO = 20.0, 5.0, 1.3
_PAGES = 15
#: As app/worker.py does it.
NICENESS = 10
Figures = dict[str, Any]
#: Another process that syncs over and over, standing back as the worker does.
_SYNCING = """
import os
from app import create_app
from scripts.bench_sync import NICENESS, sync
os.nice(NICENESS)
app = create_app()
print("ready", flush=True)
while True:
    sync(app)
"""


class _Unwatched:
    cancelled = False

    def report(self, fraction: float, message: str) -> None:
        """Nobody looks."""


def sync(app: Flask) -> Figures:
    """One sync through its job, in the foreground."""
    from app.models import Job

    with app.app_context():
        with transaction() as session:
            job_id = request_sync(session, system_actor("command"), source="crossmark").job_id
        began, worked = time.perf_counter(), time.process_time()
        answer = run_crossmark_sync(job_id, {}, _Unwatched())
        figures = {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - worked}
        with transaction() as session:
            session.get_one(Job, job_id).state = JobState.DONE
    return {**figures, "counts": answer["counts"], "read": answer["read"]}


def measure(events: int, people: int, engine: str) -> list[Figures]:
    with tempfile.TemporaryDirectory(prefix="bench-sync-") as name:
        folder = Path(name)
        (folder / "crossmark").mkdir()
        _large_crossmark.fill(folder / "crossmark", events=events, people=people, booked=0.6)
        server = databases.server_address() if engine == "postgresql" else nullcontext("")
        with (
            server as address,
            databases.database(engine, address, folder) as url,
            _large_crossmark.running(folder / "crossmark") as crossmark,
        ):
            databases.migrated_app(url, folder)
            environment = _large_crossmark.environment(crossmark, url, folder, databases.SETTINGS)
            os.environ.update({name: environment[name] for name in environment.keys() - {"PATH"}})
            return _figures(create_app(), environment)


def _figures(app: Flask, environment: dict[str, str]) -> list[Figures]:
    first, again = sync(app), sync(app)
    page = _week_page(app)
    alone = _page_ms(page)
    with _syncing(environment):
        beside = _page_ms(page)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return [
        {"what": "full sync", **first, "limit": FULL_SECONDS},
        {"what": "unchanged sync", **again, "limit": UNCHANGED_SECONDS},
        {"what": "week page", "ms": alone},
        {"what": "week page while syncing", "ms": beside, "ratio": beside / alone, "limit": PAGE_RATIO},
    ]


def _week_page(app: Flask) -> Callable[[], None]:
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:
        begin_change(session)
        username = Make(session).user(password=PASSWORD).username
    client = app.test_client()
    client.post("/login", data={"username": username, "password": PASSWORD, **csrf(client)})

    def ask() -> None:
        answer = client.get("/calendar?view=week")
        if answer.status_code != 200:
            raise RuntimeError(f"the week page answered {answer.status_code}")

    ask()
    return ask


def _page_ms(ask: Callable[[], None]) -> float:
    walls = []
    for _ in range(_PAGES):
        began = time.perf_counter()
        ask()
        walls.append((time.perf_counter() - began) * 1000)
    return statistics.median(walls)


@contextmanager
def _syncing(environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", _SYNCING], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or process.stdout.readline().strip() != "ready":
            raise RuntimeError("the syncing process did not start")
        yield
    finally:
        process.kill()
        process.communicate()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench sync", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--database", choices=databases.ENGINES, default="sqlite")
    parser.add_argument("--json", type=Path, default=Path("bench-results/sync.json"), help="where the figures go")
    chosen = parser.parse_args(arguments)
    rows = measure(chosen.events, chosen.people, chosen.database)
    for row in rows:
        print(_line(row))
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 0 if all(_is_kept(row) for row in rows) else 1


def value_of(row: Figures) -> float:
    return float(next(row[name] for name in ("ratio", "seconds", "ms") if name in row))


def _is_kept(row: Figures) -> bool:
    return "limit" not in row or value_of(row) <= row["limit"]


def _line(row: Figures) -> str:
    words = f"{row['what']:26}"
    if "seconds" in row:
        words += f"{row['seconds']:8.2f} s {row['cpu_seconds']:8.2f} s CPU"
    else:
        words += f"{row['ms']:8.0f} ms"
    if "ratio" in row:
        words += f"  {row['ratio']:.2f} x"
    limit = f"  limit {row['limit']:g}: {'kept' if _is_kept(row) else 'MISSED'}" if "limit" in row else ""
    return words + limit


if __name__ == "__main__":
    raise SystemExit(main())
