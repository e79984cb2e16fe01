"""The judge of what really happened: one row per request, written with its effect and before its answer."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from app.sandbox.messages import Request
from app.sandbox.storage import Storage

SCHEMA = """
CREATE TABLE IF NOT EXISTS ledger (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL, monotonic REAL NOT NULL, connection INTEGER NOT NULL,
    session TEXT, account TEXT, operation TEXT NOT NULL,
    mplan_id TEXT, rep_id TEXT, start TEXT,
    body_hash TEXT, effect INTEGER NOT NULL, issued_id TEXT, fault TEXT, answer_sent INTEGER NOT NULL DEFAULT 0
);
"""


@dataclass(frozen=True)
class Entry:
    """What a request was about. `session` is a short fingerprint, never the cookie itself."""

    operation: str
    session: str | None = None
    account: str | None = None
    mplan_id: str | None = None
    rep_id: str | None = None
    start: str | None = None
    effect: bool = False
    issued_id: str | None = None
    fault: str | None = None
    secret_body: bool = False
    """A body with a password or code is not even hashed."""


@dataclass(frozen=True)
class LedgerRow:
    """As `GET /_ledger` shows it, with the wire's own spelling of the natural key."""

    sequence: int
    time: str
    monotonic: float
    connection: int
    session: str | None
    account: str | None
    operation: str
    mPlanID: str | None
    RepID: str | None
    Start: str | None
    body_hash: str | None
    effect_applied: bool
    id_issued: str | None
    fault: str | None
    response_sent: bool

    def as_json(self) -> dict[str, object]:
        return asdict(self)


class Ledger:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def record(self, request: Request, entry: Entry) -> int:
        with self._storage.transaction() as db:
            cursor = db.execute(
                "INSERT INTO ledger (time, monotonic, connection, session, account, operation, mplan_id, rep_id, start,"
                " body_hash, effect, issued_id, fault) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    datetime.now(UTC).isoformat(),
                    time.monotonic(),
                    request.connection,
                    entry.session,
                    entry.account,
                    entry.operation,
                    entry.mplan_id,
                    entry.rep_id,
                    entry.start,
                    None if entry.secret_body or not request.body else request.body_hash,
                    entry.effect,
                    entry.issued_id,
                    entry.fault,
                ),
            )
            return int(cursor.lastrowid or 0)

    def mark_fault(self, sequence: int, kind: str) -> None:
        with self._storage.transaction() as db:
            db.execute("UPDATE ledger SET fault = ? WHERE sequence = ?", (kind, sequence))

    def mark_sent(self, sequence: int) -> None:
        """Called when the whole answer is ready and its last bytes are about to leave."""
        with self._storage.transaction() as db:
            db.execute("UPDATE ledger SET answer_sent = 1 WHERE sequence = ?", (sequence,))

    def rows(self, after: int = 0) -> list[LedgerRow]:
        found = self._storage.rows("SELECT * FROM ledger WHERE sequence > ? ORDER BY sequence", (after,))
        return [
            LedgerRow(
                sequence=row["sequence"],
                time=row["time"],
                monotonic=row["monotonic"],
                connection=row["connection"],
                session=row["session"],
                account=row["account"],
                operation=row["operation"],
                mPlanID=row["mplan_id"],
                RepID=row["rep_id"],
                Start=row["start"],
                body_hash=row["body_hash"],
                effect_applied=bool(row["effect"]),
                id_issued=row["issued_id"],
                fault=row["fault"],
                response_sent=bool(row["answer_sent"]),
            )
            for row in found
        ]

    def clear(self) -> None:
        with self._storage.transaction() as db:
            db.execute("DELETE FROM ledger")
