"""Sends many bookings to a sandbox Crossmark while workers are killed or the sandbox is away, and counts what came.

The sandbox's ledger is the judge: exactly one effect for each booking, none twice, none missing.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import requests
from flask import Flask
from sqlalchemy import select, update

from app import create_app
from app.db import db, transaction
from app.models import Breaker, Employee, Event, OutboxItem, Schedule
from app.models.columns import utc_now
from app.queries.outbox import OPEN
from app.services import breakers, changes, outbox
from app.services.actors import system_actor
from app.services.outbox_claims import Pace
from app.vocabulary import BreakerState, OutboxState, ScheduleStatus, SyncState
from scripts import _large_crossmark
from scripts.bench_sync import sync
from tests import databases
from tests.nursery import Nursery

#: Short waits, so that a killed worker's item is soon taken up by the next one.
PACE = Pace(lease=3.0, window=0.5, between_reads=0.3, backoff=0.3)
_BOOKING = "scheduleMplanEvent"
_DRAIN_SECONDS = 600.0


@dataclass(frozen=True)
class Outcome:
    """`doubled` and `missing` by the ledger; `unsettled` of ours that are not delivered with Crossmark's own id."""

    wanted: int
    effects: int
    doubled: int
    missing: int
    unsettled: int
    kills: int
    drained_seconds: float
    """From the last kill, or from the return of the sandbox, until nothing waits any more."""

    @property
    def is_exact(self) -> bool:
        return self.effects == self.wanted and not (self.doubled or self.missing or self.unsettled)


@dataclass
class Stage:
    """A product and a sandbox with so many open events, and a booking of each waiting to be sent."""

    app: Flask
    environment: dict[str, str]
    address: str

    def queue(self, number: int) -> None:
        with self.app.app_context(), transaction() as session:
            events = list(session.scalars(select(Event).order_by(Event.id).limit(number)))
            people = {row.rep_id: row.id for row in session.scalars(select(Employee))}
            with changes.record(session, system_actor("command"), command="gate", summary="Booked for the gate"):
                for event in events:
                    session.add(_schedule(event, people))

    def change_some(self, every: int) -> tuple[int, int]:
        """Of each so many one is moved a week on, and the next one taken back; how many of both."""
        with self.app.app_context(), transaction() as session:
            rows = list(session.scalars(select(Schedule).order_by(Schedule.id)))
            moved, taken_back = rows[::every], rows[1::every]
            with changes.record(session, system_actor("command"), command="gate", summary="Changed for the gate"):
                for row in moved:
                    row.starts_at, row.ends_at = row.starts_at + timedelta(days=90), row.ends_at + timedelta(days=90)
                for row in taken_back:
                    row.status = ScheduleStatus.CANCELLED
        return len(moved), len(taken_back)

    def open_items(self) -> int:
        with self.app.app_context():
            try:
                states = outbox.waiting(db.session())
            finally:
                db.session.remove()
        return sum(states[state] for state in OPEN)

    def delivered(self) -> int:
        with self.app.app_context():
            try:
                return outbox.waiting(db.session())[OutboxState.DELIVERED]
            finally:
                db.session.remove()

    def wait_for_the_breaker(self) -> None:
        """Until the workers have understood that nobody answers."""
        ends = time.monotonic() + _DRAIN_SECONDS
        while not self._is_open() and time.monotonic() < ends:
            time.sleep(0.1)

    def _is_open(self) -> bool:
        with self.app.app_context(), transaction() as session:
            return any(row.state is BreakerState.OPEN for row in breakers.shown(session))

    def let_the_pause_pass(self) -> None:
        """As if the breaker's half minute, and the waits that it gave to items, were over: somebody asks once."""
        with self.app.app_context(), transaction() as session:
            session.execute(update(Breaker).values(probe_at=utc_now()))
            session.execute(update(OutboxItem).where(OutboxItem.state.in_(OPEN)).values(next_try_at=utc_now()))

    def drain(self) -> float:
        began = time.monotonic()
        while self.open_items():
            if time.monotonic() - began > _DRAIN_SECONDS:
                break
            time.sleep(0.2)
        return time.monotonic() - began

    def judged(self, wanted: int, kills: int, seconds: float) -> Outcome:
        ledger = requests.get(f"{self.address}/_ledger", timeout=60).json()
        rows = [row for row in ledger if row["operation"] == _BOOKING and row["effect_applied"]]
        keys = Counter((row["mPlanID"], row["RepID"], row["Start"]) for row in rows)
        doubled = sum(count - 1 for count in keys.values())
        issued = {row["id_issued"] for row in rows}
        with self.app.app_context(), transaction() as session:
            standing = session.scalars(select(Schedule).where(Schedule.status != ScheduleStatus.CANCELLED))
            unsettled = sum(
                row.sync_state is not SyncState.SYNCED or row.crossmark_id not in issued for row in standing
            )
            unsettled += session.query(OutboxItem).where(OutboxItem.state == OutboxState.NEEDS_REVIEW).count()
        return Outcome(wanted, len(rows), doubled, wanted - len(keys), unsettled, kills, round(seconds, 1))


def keep_delivering() -> None:
    """A worker that never ends by itself."""
    while True:
        outbox.deliver_due(pace=PACE)
        time.sleep(0.2)


def prepare(url: str, folder: Path) -> None:
    """Migrations; no connection stays open."""
    app = databases.migrated_app(url, folder)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _schedule(event: Event, people: dict[str | None, int]) -> Schedule:
    """As the large sandbox would book it: nobody has two on one day."""
    number = int(event.ref_num) - 31200000
    booking = _large_crossmark.booking(number, len(people), event.start_date)
    starts_at = datetime.fromisoformat(str(booking[4]))
    ends_at = datetime.fromisoformat(str(booking[5]))
    return Schedule(event_id=event.id, employee_id=people[str(booking[2])], starts_at=starts_at, ends_at=ends_at)


@contextmanager
def staged(folder: Path, url: str, bookings: int) -> Iterator[Stage]:
    """A sandbox with as many events as bookings are wanted, synced into the database at `url`."""
    (folder / "crossmark").mkdir()
    people = max(20, bookings // 8)
    _large_crossmark.fill(folder / "crossmark", events=bookings, people=people, booked=0)
    with _large_crossmark.running(folder / "crossmark") as address:
        environment = _large_crossmark.environment(address, url, folder, databases.SETTINGS)
        app = create_app({name: environment[name] for name in _large_crossmark.OWN_NAMES | databases.SETTINGS.keys()})
        sync(app)
        stage = Stage(app, environment, address)
        yield stage
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def random_kills(folder: Path, url: str, *, bookings: int, kills: int, workers: int = 2, seed: int = 1) -> Outcome:
    """C2: all of them arrive once, however often workers are killed in the middle of it."""
    dice = random.Random(seed)  # noqa: S311  # repeatable, not secret
    with staged(folder, url, bookings) as stage:
        stage.queue(bookings)
        with Nursery(stage.environment) as nursery:
            done = 0
            alive = [nursery.spawn(keep_delivering) for _ in range(workers)]
            while done < kills and stage.open_items():
                # Spread over the whole of the work: the next kill when its share of the bookings has gone out.
                while stage.delivered() < done * bookings // (kills + 1) and stage.open_items():
                    time.sleep(0.02)
                time.sleep(dice.uniform(0.0, 0.2))
                nursery.kill(alive.pop(dice.randrange(len(alive))))
                alive.append(nursery.spawn(keep_delivering))
                done += 1
            seconds = stage.drain()
        return stage.judged(bookings, done, seconds)


def outage(folder: Path, url: str, *, bookings: int, workers: int = 3) -> Outcome:
    """D24: so much has piled up while Crossmark was away; some of it was changed or taken back since."""
    with staged(folder, url, bookings) as stage:
        stage.queue(bookings)
        _, taken_back = stage.change_some(every=10)
        with Nursery(stage.environment) as nursery:
            in_vain = nursery.spawn(keep_delivering, EXTERNAL_API_BASE_URL="http://127.0.0.1:9")
            stage.wait_for_the_breaker()
            nursery.kill(in_vain)
            stage.let_the_pause_pass()
            for _ in range(workers):
                nursery.spawn(keep_delivering)
            seconds = stage.drain()
        return stage.judged(bookings - taken_back, 0, seconds)


def plain(outcome: Outcome) -> dict[str, object]:
    return {**asdict(outcome), "exact": outcome.is_exact}
