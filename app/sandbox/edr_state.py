"""The EDR sandbox's bookkeeping: how far each sign-in has come, codes, tokens and reports."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from dataclasses import dataclass
from datetime import date

from app.sandbox.edr_wire import browse_rows, report_json
from app.sandbox.ledger import SCHEMA as LEDGER_SCHEMA
from app.sandbox.seed import build_world
from app.sandbox.storage import Storage

SCHEMA = (
    LEDGER_SCHEMA
    + """
CREATE TABLE IF NOT EXISTS origin (seed INTEGER NOT NULL, today TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reports (demo_id TEXT PRIMARY KEY, day TEXT, stores TEXT, class_code INTEGER, report TEXT,
    browse TEXT);
CREATE TABLE IF NOT EXISTS signins (
    session TEXT PRIMARY KEY, account TEXT, stage TEXT NOT NULL, started REAL NOT NULL,
    code TEXT, code_sent REAL, wrong_codes INTEGER NOT NULL DEFAULT 0, token TEXT, token_used REAL
);
CREATE TABLE IF NOT EXISTS text_messages (id INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT, code TEXT, sent REAL);
CREATE TABLE IF NOT EXISTS locks (
    account TEXT PRIMARY KEY, wrong_passwords INTEGER NOT NULL, locked_until REAL NOT NULL
);
"""
)
_CLEARINGS = (
    "DELETE FROM origin",
    "DELETE FROM reports",
    "DELETE FROM signins",
    "DELETE FROM text_messages",
    "DELETE FROM locks",
    "DELETE FROM ledger",
)
MAX_WRONG_CODES = 3
MAX_WRONG_PASSWORDS = 5
_KEEP_MESSAGES = 20


@dataclass(frozen=True)
class SignIn:
    """`stage` is new, password, code_sent or validated."""

    session: str
    account: str | None
    stage: str
    code: str | None
    code_sent: float | None
    wrong_codes: int


@dataclass(frozen=True)
class TextMessage:
    code: str
    sent: float
    valid: bool


@dataclass(frozen=True)
class Lifetimes:
    """Seconds. `token` slides with use; `signin` is how long the cookies alone can fetch a new token."""

    token: float = 600.0
    signin: float = 3600.0
    code: float = 300.0
    lock: float = 900.0


class EdrState:
    def __init__(self, storage: Storage, lifetimes: Lifetimes) -> None:
        self._storage = storage
        self._lifetimes = lifetimes

    def start(self, seed: int, today: date) -> None:
        """Fill at the first start only."""
        with self._storage.transaction() as db:
            if db.execute("SELECT 1 FROM origin").fetchone() is None:
                _fill(db, seed, today)

    def reset(self, seed: int | None, today: date | None) -> None:
        with self._storage.transaction() as db:
            first = db.execute("SELECT seed, today FROM origin").fetchone()
            _fill(db, first["seed"] if seed is None else seed, today or date.fromisoformat(first["today"]))

    def open_signin(self) -> str:
        session = secrets.token_hex(16)
        with self._storage.transaction() as db:
            db.execute("INSERT INTO signins (session, stage, started) VALUES (?, 'new', ?)", (session, time.time()))
        return session

    def signin(self, session: str | None) -> SignIn | None:
        row = self._storage.row("SELECT * FROM signins WHERE session = ?", (session or "",))
        if row is None or time.time() - row["started"] > self._lifetimes.signin:
            return None
        return SignIn(
            row["session"], row["account"], row["stage"], row["code"], row["code_sent"], int(row["wrong_codes"])
        )

    def forget(self, session: str | None) -> None:
        with self._storage.transaction() as db:
            db.execute("DELETE FROM signins WHERE session = ?", (session or "",))

    def accept_password(self, session: str, account: str) -> None:
        with self._storage.transaction() as db:
            db.execute(
                "UPDATE signins SET account = ?, stage = 'password', code = NULL, wrong_codes = 0, token = NULL"
                " WHERE session = ?",
                (account, session),
            )
            db.execute("DELETE FROM locks WHERE account = ? AND locked_until = 0", (account,))

    def send_code(self, session: str) -> None:
        """Each new code replaces the one before."""
        code = f"{secrets.randbelow(1_000_000):06d}"
        with self._storage.transaction() as db:
            db.execute(
                "UPDATE signins SET stage = 'code_sent', code = ?, code_sent = ? WHERE session = ?",
                (code, time.time(), session),
            )
            db.execute("INSERT INTO text_messages (session, code, sent) VALUES (?, ?, ?)", (session, code, time.time()))

    def check_code(self, signin: SignIn, code: str) -> bool:
        """A wrong code is counted; the third one locks the account for a while."""
        fresh = signin.code_sent is not None and time.time() - signin.code_sent <= self._lifetimes.code
        right = fresh and signin.code is not None and secrets.compare_digest(signin.code, code)
        with self._storage.transaction() as db:
            if right:
                db.execute("UPDATE signins SET stage = 'validated', code = NULL WHERE session = ?", (signin.session,))
                return True
            wrong = signin.wrong_codes + 1
            db.execute("UPDATE signins SET wrong_codes = ? WHERE session = ?", (wrong, signin.session))
            if wrong >= MAX_WRONG_CODES:
                db.execute("UPDATE signins SET stage = 'new', code = NULL WHERE session = ?", (signin.session,))
                self._lock(db, signin.account or "")
        return False

    def count_wrong_password(self, account: str) -> None:
        with self._storage.transaction() as db:
            db.execute(
                "INSERT INTO locks VALUES (?, 1, 0) ON CONFLICT (account)"
                " DO UPDATE SET wrong_passwords = wrong_passwords + 1",
                (account,),
            )
            row = db.execute("SELECT wrong_passwords FROM locks WHERE account = ?", (account,)).fetchone()
            if row["wrong_passwords"] >= MAX_WRONG_PASSWORDS:
                self._lock(db, account)

    def is_locked(self, account: str | None) -> bool:
        row = self._storage.row("SELECT locked_until FROM locks WHERE account = ?", (account or "",))
        return row is not None and row["locked_until"] > time.time()

    def issue_token(self, session: str) -> str:
        token = secrets.token_urlsafe(24)
        with self._storage.transaction() as db:
            db.execute("UPDATE signins SET token = ?, token_used = ? WHERE session = ?", (token, time.time(), session))
        return token

    def use_token(self, token: str) -> SignIn | None:
        """The sign-in it belongs to; using it keeps it alive."""
        with self._storage.transaction() as db:
            row = db.execute("SELECT session, token_used FROM signins WHERE token = ?", (token,)).fetchone()
            if row is None or time.time() - row["token_used"] > self._lifetimes.token:
                return None
            db.execute("UPDATE signins SET token_used = ? WHERE token = ?", (time.time(), token))
        return self.signin(row["session"])

    def expire_token(self, token: str) -> None:
        with self._storage.transaction() as db:
            db.execute("UPDATE signins SET token = NULL WHERE token = ?", (token,))

    def messages(self) -> list[TextMessage]:
        """Newest first. Only the newest code of a sign-in that waits for one is valid."""
        rows = self._storage.rows(
            "SELECT m.*, s.code AS waiting FROM text_messages m LEFT JOIN signins s USING (session)"
            " ORDER BY m.id DESC LIMIT ?",
            (_KEEP_MESSAGES,),
        )
        now = time.time()
        return [
            TextMessage(
                row["code"], row["sent"], row["waiting"] == row["code"] and now - row["sent"] <= self._lifetimes.code
            )
            for row in rows
        ]

    def report(self, demo_id: str) -> object:
        """None for an event number without report."""
        row = self._storage.row("SELECT report FROM reports WHERE demo_id = ?", (demo_id,))
        return json.loads(row["report"]) if row else None

    def browse(self, first: str, last: str, store_number: str | None, classes: frozenset[int]) -> list[object]:
        rows = self._storage.rows(
            "SELECT * FROM reports WHERE day BETWEEN ? AND ? ORDER BY day, demo_id", (first, last)
        )
        return [
            element
            for row in rows
            if row["class_code"] in classes and (store_number is None or store_number in json.loads(row["stores"]))
            for element in json.loads(row["browse"])
        ]

    def _lock(self, db: sqlite3.Connection, account: str) -> None:
        until = time.time() + self._lifetimes.lock
        db.execute(
            "INSERT INTO locks VALUES (?, 0, ?) ON CONFLICT (account)"
            " DO UPDATE SET wrong_passwords = 0, locked_until = excluded.locked_until",
            (account, until),
        )


def _fill(db: sqlite3.Connection, seed: int, today: date) -> None:
    for clearing in _CLEARINGS:
        db.execute(clearing)
    db.execute("INSERT INTO origin VALUES (?, ?)", (seed, today.isoformat()))
    db.executemany(
        "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                report.demo_id,
                report.day.isoformat(),
                json.dumps(report.store_numbers),
                report.class_code,
                json.dumps(report_json(report)),
                json.dumps(browse_rows(report)),
            )
            for report in build_world(seed, today).reports
        ],
    )
