"""One migrated database per engine and test process; every test begins with it empty."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import text

from app import create_app
from app.db import db
from tests.servers import throwaway_postgres

ENGINES = ("sqlite", "postgresql")
SECRET_KEY = "not a secret: " + "x" * 40
ENCRYPTION_KEY = "YSBrZXkgZm9yIHRlc3RzLCAzMiBieXRlcyBsb25nISE="

#: Truncating all tables takes fifty times longer than deleting the few rows there are. As replica, neither foreign keys
#: nor the guard of the change record look; only a superuser may be that. A table may hold rows whose ids were given, so
#: its sequence does not tell whether it is empty.
_EMPTY_TABLES = """
DO $$
DECLARE used text; filled boolean;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR used IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', used) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %I', used); END IF;
    END LOOP;
    FOR used IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        PERFORM setval(format('%I', used)::regclass, 1, false);
    END LOOP;
END $$
"""

SETTINGS = {
    "APP_ENV": "testing",
    "SECRET_KEY": SECRET_KEY,
    "SETTINGS_ENCRYPTION_KEY": ENCRYPTION_KEY,
    "REDIS_URL": "",
    "LOG_LEVEL": "ERROR",
    # A name that says what happened when a test reaches for the network.
    "EXTERNAL_API_BASE_URL": "",
    "WALMART_EDR_BASE_URL": "",
}


@contextmanager
def server_address() -> Iterator[str]:
    """The PostgreSQL server that `scripts/test` started, or one of our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with throwaway_postgres() as url:
        yield url


@contextmanager
def database(engine: str, server: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database that ends with the block."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'test.db'}"
        return
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield f"{server.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def migrated_app(url: str, folder: Path) -> Flask:
    app = create_app({**SETTINGS, "DATABASE_URL": url, "DATA_DIR": str(folder)})
    with app.app_context():
        upgrade(directory="migrations")
        with db.engine.begin() as connection:  # tests begin with nothing, also where a migration brings rows
            connection.execute(text("DELETE FROM optimisation_configs"))
        if url.startswith("sqlite"):
            keep_template(folder)
    return app


def keep_template(folder: Path) -> None:
    db.engine.dispose()
    shutil.copy(folder / "test.db", folder / "empty.db")


def empty(app: Flask, folder: Path) -> None:
    """Back to the schema without a row."""
    with app.app_context():
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            for leftover in folder.glob("test.db*"):
                leftover.unlink()
            shutil.copy(folder / "empty.db", folder / "test.db")
            return
        with db.engine.begin() as connection:
            connection.execute(text(_EMPTY_TABLES))
