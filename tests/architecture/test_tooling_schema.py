"""The short way to see that a database needs no migration must never be wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from scripts import _schema
from scripts._product import ROOT

VERSIONS = ROOT / "migrations/versions"


@pytest.fixture
def head() -> str:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None
    return head


def database(folder: Path, *revisions: str) -> Path:
    file = folder / "app.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.executemany("INSERT INTO alembic_version VALUES (?)", [(revision,) for revision in revisions])
        connection.commit()
    return file


def test_a_database_at_the_head_needs_nothing(tmp_path: Path, head: str) -> None:
    assert _schema.is_current(database(tmp_path, head), VERSIONS)


@pytest.mark.parametrize("revisions", [("0001",), (), ("0001", "0002")])
def test_any_other_is_left_to_the_migration_command(tmp_path: Path, revisions: tuple[str, ...]) -> None:
    assert not _schema.is_current(database(tmp_path, *revisions), VERSIONS)


def test_no_database_and_no_database_file_are_left_to_it_too(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"not a database at all, but long enough to look like one" * 40)

    assert not _schema.is_current(tmp_path / "missing.db", VERSIONS)
    assert not _schema.is_current(garbage, VERSIONS)
