"""Copying a whole database while it is in use, and putting a copy back: SQLite by its online backup, PostgreSQL by
pg_dump and pg_restore. A copy shows one moment; its rows are counted in that same moment."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess  # nosec B404  # pg_dump and pg_restore are programs
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.db import Base
from app.errors import Invalid
from app.services.backup_archive import BrokenBackup
from app.wording import say

SQLITE, POSTGRES = "sqlite", "postgresql"
DATABASE = "database"
_DEBIAN_HOME = Path("/usr/lib/postgresql")


def engine_of(url: str) -> str:
    return make_url(url).get_backend_name()


def copy_out(url: str, target: Path) -> dict[str, int]:
    """Writes the copy to `target`; rows by table. Raises Invalid where the tools are missing."""
    return _dump_postgres(url, target) if engine_of(url) == POSTGRES else _copy_sqlite(url, target)


def _copy_sqlite(url: str, target: Path) -> dict[str, int]:
    with closing(sqlite3.connect(str(make_url(url).database))) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=2000, sleep=0.01)
    with _sqlite(target) as engine, engine.connect() as connection:
        return counted(connection)


def _dump_postgres(url: str, target: Path) -> dict[str, int]:
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        _tool("pg_dump", url, ["--format=custom", f"--snapshot={snapshot}", f"--file={target}"])
        return counted(connection)


def counted(connection: Connection) -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@contextmanager
def opened(url: str, copy: Path) -> Iterator[Engine]:
    """The copy as a database of its own that ends with the block. Raises BrokenBackup."""
    if engine_of(url) == SQLITE:
        with _sqlite(copy) as engine:
            _check_sqlite(engine)
            yield engine
        return
    with _scratch(url) as scratch:
        _tool("pg_restore", scratch, ["--no-owner", "--exit-on-error", str(copy)])
        engine = create_engine(scratch, poolclass=NullPool)
        yield engine


@contextmanager
def _sqlite(path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


def _check_sqlite(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            verdict = connection.scalar(text("PRAGMA integrity_check"))
            orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    except SQLAlchemyError as error:
        raise BrokenBackup(say("The database in the backup cannot be opened.")) from error
    if verdict != "ok" or orphans:
        raise BrokenBackup(say("The database in the backup is damaged."))


@contextmanager
def _scratch(url: str) -> Iterator[str]:
    """An empty database beside the real one."""
    name = f"verify_{uuid.uuid4().hex[:12]}"
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        try:
            yield _shown(make_url(url).set(database=name))
        finally:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


def put_back(url: str, copy: Path) -> None:
    """Everything that is in the database now is replaced."""
    if engine_of(url) == POSTGRES:
        _tool("pg_restore", url, ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(copy)])
        return
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(str(make_url(url).database))) as live:
        kept.backup(live)


def _tool(name: str, url: str, arguments: list[str]) -> None:
    """Runs a program of PostgreSQL; the password goes through its environment, where no list of processes shows it."""
    address = make_url(url)
    plain = address.set(drivername="postgresql", password=None)
    command = [_program(name), f"--dbname={_shown(plain)}", *arguments]
    secret = {"PGPASSWORD": address.password or ""}
    done = subprocess.run(  # noqa: S603  # nosec B603  # every word of the command is our own
        command, env=secret, capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
        raise BrokenBackup(say("%(name)s did not do it: %(reason)s", name=name, reason=reason[:300]))


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _program(name: str) -> str:
    """On PATH, else the newest one Debian keeps."""
    found = shutil.which(name)
    if found:
        return found
    kept = sorted(_DEBIAN_HOME.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not kept:
        raise Invalid(
            say("%(name)s is not installed here. Install the PostgreSQL client of the server's version.", name=name)
        )
    return str(kept[-1])
