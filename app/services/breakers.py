"""The circuit breaker of each other system. Its state is a row, so that all processes together try once, not each.

Closed until five failures in a row, or half of the last twenty; then nobody asks for half a minute; then one process
asks once: an answer closes it, another failure keeps it open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import db
from app.integrations.errors import IntegrationError, Paused
from app.models import Breaker
from app.models.columns import utc_now
from app.queries import breakers as queries
from app.services import seats
from app.vocabulary import BreakerState

log = structlog.get_logger(__name__)
NAMES = {"crossmark": "Crossmark", "walmart_edr": "Walmart EDR"}


@dataclass(frozen=True)
class Fuse:
    """When it opens, and for how many seconds. A probe that never reports back holds the others up for `probe`."""

    in_a_row: int = 5
    of_last: int = 20
    share: float = 0.5
    pause: float = 30.0
    probe: float = 60.0


@dataclass(frozen=True)
class BreakerGate:
    """Writes on a connection of its own: its record must not depend on what becomes of the caller's transaction."""

    name: str
    engine: Engine
    fuse: Fuse
    seats: Path
    """Where seats are taken when the database is a file."""

    def seat(self) -> AbstractContextManager[None]:
        return seats.seat(self.name, NAMES[self.name], engine=self.engine, folder=self.seats)

    def enter(self) -> None:
        """Raises Paused."""
        with Session(self.engine) as session:
            row = queries.named(session, self.name)
            if row is None or row.state is BreakerState.CLOSED:
                return
        with self._writing() as row:
            now = utc_now()
            if row.state is BreakerState.CLOSED:
                return
            if row.probe_at is not None and row.probe_at > now:
                raise Paused(NAMES[self.name], (row.probe_at - now).total_seconds())
            row.state, row.probe_at = BreakerState.HALF_OPEN, now + timedelta(seconds=self.fuse.probe)

    def answered(self) -> None:
        with Session(self.engine) as session:
            row = queries.named(session, self.name)
            if row is None or (row.state is BreakerState.CLOSED and all(row.recent)):
                return
        with self._writing() as row:
            if row.state is not BreakerState.CLOSED:
                log.info("breaker closed", counterpart=self.name)
                row.recent = []
            row.recent = [*row.recent, 1][-self.fuse.of_last :]
            row.state, row.opened_at, row.probe_at, row.reason = BreakerState.CLOSED, None, None, ""

    def failed(self, error: IntegrationError) -> None:
        with self._writing() as row:
            row.recent = [*row.recent, 0][-self.fuse.of_last :]
            if row.state is BreakerState.CLOSED and not self._is_enough(row.recent):
                return
            now = utc_now()
            log.warning("breaker open", counterpart=self.name, reason=error.message)
            row.state, row.opened_at = BreakerState.OPEN, row.opened_at or now
            row.probe_at, row.reason = now + timedelta(seconds=self.fuse.pause), error.message

    def _is_enough(self, recent: list[int]) -> bool:
        in_a_row = len(recent) >= self.fuse.in_a_row and not any(recent[-self.fuse.in_a_row :])
        half = len(recent) >= self.fuse.of_last and recent.count(0) >= self.fuse.share * self.fuse.of_last
        return in_a_row or half

    @contextmanager
    def _writing(self) -> Iterator[Breaker]:
        """The row, locked; what the block changed is committed when it ends well."""
        writing = self.engine.connect().execution_options(sqlite_begin="IMMEDIATE")
        with writing as connection, connection.begin(), Session(connection) as session:
            yield _locked(session, self.name)
            session.flush()


def _locked(session: Session, name: str) -> Breaker:
    """The row, made when there is none yet; nobody else changes it until the transaction ends."""
    return queries.named(session, name, lock=True) or _made(session, name)


def _made(session: Session, name: str) -> Breaker:
    try:
        with session.begin_nested():
            row = Breaker(name=name, recent=[])
            session.add(row)
    except IntegrityError:  # another process was quicker
        found = queries.named(session, name, lock=True)
        if found is None:
            raise
        return found
    return row


def next_turn(session: Session, name: str, *, per_second: float) -> datetime:
    """When the caller may send: of all processes together so many a second. 0 = at once."""
    now = utc_now()
    if not per_second:
        return now
    row = _locked(session, name)
    turn = max(now, row.next_turn_at or now)
    row.next_turn_at = turn + timedelta(seconds=1 / per_second)
    return turn


def gate(name: str, fuse: Fuse | None = None) -> BreakerGate:
    folder: Path = current_app.extensions["settings"].data_dir
    return BreakerGate(name, db.engine, fuse or Fuse(), folder / "seats")


@dataclass(frozen=True)
class ShownBreaker:
    """`until`: when it is asked again; None while all is well."""

    name: str
    state: BreakerState
    since: datetime | None
    until: datetime | None
    reason: str


def shown(session: Session) -> list[ShownBreaker]:
    """Every other system, also one that was never asked."""
    rows = {row.name: row for row in queries.every(session)}
    return [_shown(name, rows.get(name)) for name in NAMES]


def _shown(name: str, row: Breaker | None) -> ShownBreaker:
    if row is None:
        return ShownBreaker(name, BreakerState.CLOSED, None, None, "")
    return ShownBreaker(name, row.state, row.opened_at, row.probe_at, row.reason)
