"""The database: declarative base, UTC column type and the only place that commits.

SQLite takes its write lock at the start of a write transaction (BEGIN IMMEDIATE), because upgrading a read lock
ignores the busy timeout and fails at once; readers stay deferred so that they never wait for a writer.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from app.errors import Busy, Collided, DoubleBooked

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
#: Name of the exclusion constraint (PostgreSQL) and text of the trigger (SQLite).
NO_DOUBLE_BOOKING = "no_double_booking"
EXCLUSION_VIOLATION = "23P01"
#: Deadlock and serialization failure: the other writer went through, so there is nothing to wait for.
COLLISION_STATES = {"40P01", "40001"}
#: Lock not available: nobody's fault either, but the time to wait for it is already spent.
BUSY_STATES = {"55P03"}
TRIES = 5
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 2.0

_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=30000",
    "cache_size=-20000",
)
_WRITING = "inside transaction()"
_AFTER_COMMIT = "after commit"
_READ = "read in this transaction"

Result = TypeVar("Result")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python; timestamptz in PostgreSQL, sortable UTC text in SQLite. Refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stored_enum(kind: type[StrEnum]) -> Enum:
    """An enum stored by its value as text, so that a new value needs no migration."""
    return Enum(
        kind, native_enum=False, create_constraint=False, length=40, values_callable=lambda e: [m.value for m in e]
    )


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})


def engine_options(url: str) -> dict[str, Any]:
    """Pool and time-outs; a statement that hangs must not take a web thread with it."""
    # What was refused is logged; the values that went with it (names, hashes of passwords) are not.
    discreet = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return {**discreet, "connect_args": {"timeout": 30}}
    timeouts = "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
    return {
        **discreet,
        "pool_size": 5,
        "max_overflow": 5,
        "pool_timeout": 5,
        "pool_pre_ping": True,
        "pool_recycle": 1800,
        "connect_args": {"options": timeouts, "connect_timeout": 5},
    }


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # the driver must not open transactions behind SQLAlchemy's back
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def transaction() -> Iterator[Session]:
    """One use case, one transaction: commits at the end, rolls back on any error, then runs `after_commit` work.

    Whatever was read before on this session is forgotten first, so that decisions rest on what is true under the
    lock. Raises DoubleBooked when the database refuses an overlap, Collided when it let another writer through instead
    (see again_after_collision) and Busy when it could not be reached in time.
    """
    session = db.session()
    if session.info.get(_WRITING):
        raise RuntimeError("transactions do not nest: pass the session on instead")
    session.rollback()
    session.info[_WRITING] = True
    session.info[_AFTER_COMMIT] = []
    try:
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        yield session
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise _explained(error) from error
    except OperationalError as error:
        session.rollback()
        raise _refusal(error) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_WRITING, None)
        work = session.info.pop(_AFTER_COMMIT, [])
    for call in work:
        call()


def read_once(session: Session, key: str, read: Callable[[], Result]) -> Result:
    """What `read` gives, the same until this transaction ends; within `transaction()`, which writes, it is read anew.

    A page asks several services, and each of them asks for the settings.
    """
    if session.info.get(_WRITING):
        return read()
    begun, found = session.info.get(_READ, (None, {}))
    if begun is None or begun is not session.get_transaction():
        found = {}
    if key not in found:
        found[key] = read()
        session.info[_READ] = session.get_transaction(), found
    result: Result = found[key]
    return result


def again_after_collision(unit: Callable[[], Result]) -> Result:
    """Do the whole unit of work again, from fresh reads, while another writer was let through instead.

    The unit must have no effect outside its transaction before it commits. Raises Collided when the last try met
    somebody, too.
    """
    for tried in range(1, TRIES):
        try:
            return unit()
        except Collided:
            longest = min(_FIRST_PAUSE_SECONDS * 2**tried, _LONGEST_PAUSE_SECONDS)
            time.sleep(random.uniform(0, longest))  # noqa: S311  # spreads the writers, keeps no secret
    return unit()


def after_commit(session: Session, call: Callable[[], object]) -> None:
    """Run `call` once this transaction is safely committed; never when it is rolled back."""
    session.info[_AFTER_COMMIT].append(call)


def is_double_booking(error: IntegrityError) -> bool:
    """True when the overlap constraint (PostgreSQL) or trigger (SQLite) refused a row."""
    state = getattr(error.orig, "sqlstate", None)
    return state == EXCLUSION_VIOLATION or NO_DOUBLE_BOOKING in str(error.orig)


def _explained(error: IntegrityError) -> Exception:
    if is_double_booking(error):
        return DoubleBooked(
            "That employee was booked for an overlapping time a moment ago. Reload to see it, then pick another time "
            "or person."
        )
    return error


def _refusal(error: OperationalError) -> Exception:
    state = getattr(error.orig, "sqlstate", None)
    words = "Somebody else was writing at the same moment. Please try again."
    if state in COLLISION_STATES:
        return Collided(words)
    if state in BUSY_STATES or "database is locked" in str(error.orig):
        return Busy(words)
    return error
