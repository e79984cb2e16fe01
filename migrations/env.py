"""How Alembic reaches the application's database; used by `flask db ...` and by nothing else.

All steps of a call are one transaction on both databases, and a second process that migrates at the same time waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from alembic import context
from flask import current_app
from sqlalchemy import Connection

target_db = current_app.extensions["migrate"].db
#: Names this application's migrations among the advisory locks of the server.
_LOCK = 7_240_113


def run_migrations() -> None:
    options = current_app.extensions["migrate"].configure_args
    with target_db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        with _sqlite(connection) if is_sqlite else nullcontext():
            context.configure(
                connection=connection, target_metadata=target_db.metadata, transactional_ddl=True, **options
            )
            with context.begin_transaction():
                if not is_sqlite:
                    _wait_for_turn(connection)
                context.run_migrations()
                if is_sqlite:
                    _check_foreign_keys(connection)


def _wait_for_turn(connection: Connection) -> None:
    """Steps may take long, but wait at most five seconds for a table instead of holding up everybody behind them."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")


@contextmanager
def _sqlite(connection: Connection) -> Iterator[None]:
    """Batch mode drops and re-creates a table that others refer to; the references are checked at the end instead."""
    connection.execution_options(sqlite_begin="IMMEDIATE")
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction, so it comes before
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise SystemExit(f"The migration would leave {len(broken)} rows without what they refer to: {broken[:5]}")


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; --sql is not supported.")
run_migrations()
