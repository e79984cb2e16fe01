"""Measures what the manager's pages cost the server: its CPU time, the queries and the size that goes over the wire.

scripts/bench pages [--events 60000] [--engine sqlite|postgresql] [--tenfold] [--json FILE]

Each row says the bound beside what was measured. `--tenfold` asks everything again with ten times the history.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.db import db
from scripts.bench_pages_world import Scale, World, add_history, furnish
from tests import databases
from tests.conftest import PASSWORD, csrf
from tests.functional.statements import counted

REPEATS = 9
MOST_QUERIES = 12
MOST_COMPRESSED_BYTES = 150 * 1024
MOST_TENFOLD = 1.2
SMALL, LARGE = Scale(people=60, in_view=300), Scale(people=300, in_view=1500)
#: Fifty rows each, or as many as there are.
LISTS = (
    "/events",
    "/employees",
    "/time-off",
    "/unscheduled",
    "/schedules/unreported",
    "/attendance",
    "/rotations",
    "/history",
    "/sync",
)
Figures = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A page and how many milliseconds of the server it may cost with few and with many people."""

    name: str
    path: str
    small_ms: int
    large_ms: int


def pages(world: World) -> tuple[Page, ...]:
    day, sunday = world.first_day, world.first_day + timedelta(days=6)
    dragged = f"/schedules/verdicts?event_id={world.open_event_id}&first={day}&last={sunday}"
    return (
        Page("dashboard", "/", 15, 15),
        Page("day", f"/day/{day}", 12, 12),
        *(Page(path.strip("/"), path, 12, 12) for path in LISTS),
        Page("candidates", f"/schedules/new?event={world.open_event_id}", 20, 20),
        Page("drag feedback", dragged, 100, 100),
        Page("week", f"/calendar?view=week&date={day}", 25, 110),
        Page("month", f"/calendar?view=month&date={day}", 25, 110),
        Page("timeline", f"/calendar?view=timeline&date={day}", 25, 110),
        Page("list", f"/calendar?view=list&date={day}", 25, 110),
    )


@contextmanager
def furnished(engine: str, server: str, scale: Scale, events: int) -> Iterator[tuple[Flask, World]]:
    """An application of its own on a database with so many events."""
    with tempfile.TemporaryDirectory() as folder, databases.database(engine, server, Path(folder)) as url:
        app = databases.migrated_app(url, Path(folder))
        with app.app_context(), closing(db.engine.connect()) as connection:
            world = furnish(connection, scale, events)
            connection.commit()
        yield app, world
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def signed_in(app: Flask, world: World) -> FlaskClient:
    client = app.test_client()
    client.post("/login", data={"username": world.username, "password": PASSWORD, **csrf(client)})
    return client


def measure(client: FlaskClient, page: Page) -> tuple[float, int, int]:
    """Milliseconds of CPU, queries, bytes after compression."""

    def ask() -> bytes:
        answer = client.get(page.path)
        if answer.status_code != 200:
            raise RuntimeError(f"{page.path} answered {answer.status_code}")
        return bytes(answer.data)

    compressed = len(gzip.compress(ask(), compresslevel=6))
    spent = statistics.median(_cpu(ask) for _ in range(REPEATS)) * 1000
    return spent, counted(client.application, ask), compressed


def _cpu(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def figures(engine: str, server: str, scale: Scale, events: int, *, tenfold: bool) -> list[Figures]:
    with furnished(engine, server, scale, events) as (app, world):
        client = signed_in(app, world)
        asked = pages(world)
        found = [measure(client, page) for page in asked]
        later: list[float | None] = [None] * len(asked)
        if tenfold:
            with app.app_context(), closing(db.engine.connect()) as connection:
                add_history(connection, world, events * 9)
                connection.commit()
            later = [measure(client, page)[0] for page in asked]
    return [
        {
            "engine": engine,
            "people": scale.people,
            "in_view": scale.in_view,
            "events": events,
            "page": page.name,
            "cpu_ms": round(spent, 1),
            "bound_ms": page.small_ms if scale == SMALL else page.large_ms,
            "queries": queries,
            "compressed_bytes": size,
            "tenfold": None if more is None else round(more / spent, 2),
        }
        for page, (spent, queries, size), more in zip(asked, found, later, strict=True)
    ]


def line(row: Figures) -> str:
    """One row of the table; `!` stands at each figure above its bound."""
    grown = row["tenfold"]
    more = "" if grown is None else f" {grown:5.2f}{_mark(grown, MOST_TENFOLD)} {MOST_TENFOLD:4}"
    return (
        f"{row['engine']:10} {row['people']:4} x {row['in_view']:<5} {row['page']:20} "
        f"{row['cpu_ms']:7.1f}{_mark(row['cpu_ms'], row['bound_ms'])} {row['bound_ms']:4} "
        f"{row['queries']:7}{_mark(row['queries'], MOST_QUERIES)} {MOST_QUERIES:3} "
        f"{row['compressed_bytes'] / 1024:7.1f}{_mark(row['compressed_bytes'], MOST_COMPRESSED_BYTES)} "
        f"{MOST_COMPRESSED_BYTES // 1024:4}{more}"
    )


def _mark(figure: float, bound: float) -> str:
    return "!" if figure > bound else " "


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench pages", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--engine", choices=databases.ENGINES, action="append", help="only this one")
    parser.add_argument("--scale", choices=("small", "large"), action="append", help="only this one")
    parser.add_argument("--tenfold", action="store_true", help="again with ten times the history")
    parser.add_argument("--json", type=Path, default=Path("bench-results/pages.json"), help="where the figures go")
    chosen = parser.parse_args(arguments)
    scales = [{"small": SMALL, "large": LARGE}[name] for name in chosen.scale or ("small", "large")]
    print("`!` = above the bound that stands to the right of it; CPU of the web process, without the database server")
    head = ("engine", "people x view", "page", "CPU ms", "max", "queries", "max", "KiB gz", "max")
    print("{:10} {:12} {:20} {:>7} {:>5} {:>7} {:>4} {:>7} {:>5}".format(*head) + (" tenfold  max" * chosen.tenfold))
    rows = []
    with databases.server_address() as server:
        for engine in chosen.engine or databases.ENGINES:
            for scale in scales:
                found = figures(engine, server, scale, chosen.events, tenfold=chosen.tenfold)
                rows += found
                print("\n".join(line(row) for row in found), flush=True)
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
