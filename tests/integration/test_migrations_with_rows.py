"""Each migration alone, down and up again, with a row in every table: none is lost, and the shape comes back."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.db import db
from tests import databases
from tests.factories import every_table

#: Oldest first.
REVISIONS = [step.revision for step in ScriptDirectory("migrations").walk_revisions()][::-1]


@pytest.fixture(params=databases.ENGINES)
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else ""
    with databases.database(request.param, server, tmp_path) as url:
        app = create_app({**databases.SETTINGS, "DATABASE_URL": url, "DATA_DIR": str(tmp_path)})
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def filled_app(bare_app: Flask) -> Flask:
    upgrade(directory="migrations")
    with db.engine.begin() as connection:
        every_table.fill(connection)
    return bare_app


def counted() -> dict[str, int]:
    db.engine.dispose()  # what a connection remembers of a table is not true any more
    with db.engine.connect() as connection:
        return every_table.counted(connection)


def shape() -> dict[str, Any]:
    """Columns, keys, indexes and triggers by table. Columns are compared by name: batch mode may change their order."""
    db.engine.dispose()
    looked = inspect(db.engine)
    return {
        name: {
            "columns": sorted((one["name"], str(one["type"]), one["nullable"]) for one in looked.get_columns(name)),
            "indexes": sorted(str(one["name"]) for one in looked.get_indexes(name)),
            "unique": sorted(str(one["name"]) for one in looked.get_unique_constraints(name)),
            "checks": sorted(str(one["name"]) for one in looked.get_check_constraints(name)),
            "foreign": sorted(
                (*one["constrained_columns"], one["referred_table"]) for one in looked.get_foreign_keys(name)
            ),
            "triggers": triggers_of(name),
        }
        for name in looked.get_table_names()
    }


def triggers_of(table: str) -> list[str]:
    postgres = "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal"
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    with db.engine.connect() as connection:
        asked = postgres if connection.dialect.name == "postgresql" else sqlite
        return sorted(connection.scalars(text(asked), {"table": table}))


def test_every_table_has_its_row(filled_app: Flask) -> None:
    assert set(counted().values()) == {1}


@pytest.mark.parametrize("place", range(1, len(REVISIONS)), ids=REVISIONS[1:])
def test_a_step_taken_back_and_again_keeps_rows_and_shape(filled_app: Flask, place: int) -> None:
    """Down to the step before this one, up to it and on to the newest."""
    before = shape()

    downgrade(directory="migrations", revision=REVISIONS[place - 1])
    kept = counted()
    upgrade(directory="migrations", revision=REVISIONS[place])
    upgrade(directory="migrations")

    assert set(kept.values()) <= {1}
    assert "schedules" in kept
    assert kept.items() <= {name: count for name, count in counted().items() if count}.items()
    assert shape() == before


def test_everything_can_be_taken_back(filled_app: Flask) -> None:
    downgrade(directory="migrations", revision="base")

    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def test_two_that_migrate_at_once_take_turns(bare_app: Flask) -> None:
    """As two containers do that start together."""
    db.engine.dispose()
    forked = multiprocessing.get_context("fork")
    both = [forked.Process(target=_upgrade, args=(bare_app,)) for _ in range(2)]

    for process in both:
        process.start()
    for process in both:
        process.join(timeout=60)

    assert [process.exitcode for process in both] == [0, 0]
    assert "schedules" in counted()


def _upgrade(app: Flask) -> None:
    with app.app_context():
        upgrade(directory="migrations")


def with_another_step(folder: Path, doing: str) -> str:
    """A copy of the migrations with one more at the end."""
    copy = folder / "migrations"
    shutil.copytree("migrations", copy)
    names = f"from alembic import op\n\nrevision = 'another'\ndown_revision = {REVISIONS[-1]!r}\n"
    (copy / "versions" / "another.py").write_text(f"{names}\n\ndef upgrade():\n    {doing}\n", encoding="utf-8")
    return str(copy)


def test_a_step_that_fails_leaves_nothing_behind(bare_app: Flask, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        upgrade(directory=with_another_step(tmp_path, "1 / 0"))

    assert counted() == {}


def test_a_step_that_orphans_rows_is_refused(filled_app: Flask, tmp_path: Path) -> None:
    """SQLite does not look at references while tables are re-created; PostgreSQL refuses the statement itself."""
    with pytest.raises((SystemExit, IntegrityError)):
        upgrade(directory=with_another_step(tmp_path, "op.execute('DELETE FROM stores')"))

    assert counted()["stores"] == 1
