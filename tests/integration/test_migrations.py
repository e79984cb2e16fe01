"""Migrations go up and down on both databases with data in place, and end where the models are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app import create_app
from app.db import db
from app.models import Proposal
from app.models.change import begin_change
from app.services import optimisation
from app.vocabulary import ProposalKind, ProposalStatus
from tests import databases
from tests.factories import MONDAY, Make

_HEAD = "0023"


@pytest.fixture(params=databases.ENGINES)
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """On a database of its own that no migration has touched."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else ""
    with databases.database(request.param, server, tmp_path) as url:
        app = create_app({**databases.SETTINGS, "DATABASE_URL": url, "DATA_DIR": str(tmp_path)})
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def test_models_and_migrations_agree(bare_app: Flask) -> None:
    upgrade(directory="migrations")

    with db.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), db.metadata)

    assert found == []


def test_four_configurations_are_there_to_begin_with(bare_app: Flask) -> None:
    upgrade(directory="migrations")

    with Session(db.engine) as session:
        configs = optimisation.every(session)
        assert [(config.name, config.is_default) for config in configs] == [
            ("Balanced", True),
            ("Cheap", False),
            ("Fair", False),
            ("Least change", False),
        ]
        for config in configs:
            assert set(config.weights) <= set(optimisation.WEIGHTS)
            optimisation.weights_of(config)


def test_there_is_one_head(bare_app: Flask) -> None:
    upgrade(directory="migrations")

    with db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == (_HEAD,)


def test_each_step_goes_up_and_down_with_data_in_place(bare_app: Flask) -> None:
    upgrade(directory="migrations")
    with Session(db.engine) as session:
        begin_change(session)
        make = Make(session)
        store = make.store()
        event = make.event(store=store)
        make.schedule(event=event, employee=make.employee(stores=(store,)), day=MONDAY)
        run = make.run(store=store)
        make.row(Proposal(run_id=run.id, event_id=event.id, kind=ProposalKind.NEW, status=ProposalStatus.PROPOSED))
    db.engine.dispose()

    downgrade(directory="migrations", revision="0001")
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM schedules")) == 1
        assert connection.scalar(text("SELECT count(*) FROM proposals")) == 1
    upgrade(directory="migrations")
    _assert_overlap_is_refused()
    downgrade(directory="migrations", revision="base")

    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def test_the_numbers_of_rules_move_to_the_rules_and_back(bare_app: Flask) -> None:
    held = {"max_core_per_day": "2", "max_work_days_per_week": "5", "juicer_excludes_core": "false", "dark": "true"}
    upgrade(directory="migrations", revision="0004")
    with db.engine.begin() as connection:
        for key, value in held.items():
            connection.execute(
                text("INSERT INTO settings (key, value, version, secret_set) VALUES (:key, :value, 1, 0)"),
                {"key": key, "value": value},
            )

    upgrade(directory="migrations", revision="0005")
    with db.engine.connect() as connection:
        moved = connection.execute(text("SELECT rule, severity_manual FROM rule_settings ORDER BY rule")).all()
        left = connection.scalars(text("SELECT key FROM settings")).all()
    downgrade(directory="migrations", revision="0004")

    assert [tuple(row) for row in moved] == [
        ("juicer_excludes_core", "off"),
        ("max_work_days", None),
        ("one_core_a_day", None),
    ]
    assert left == ["dark"]
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT key, value FROM settings"))
        assert {key: json.dumps(value) if not isinstance(value, str) else value for key, value in rows} == held


def _assert_overlap_is_refused() -> None:
    copied = (
        "event_id, employee_id, starts_at, ends_at, status, exclusive, pinned, sync_state, warnings, override_reason"
    )
    statement = text(
        f"INSERT INTO schedules ({copied}, note, version, created_at) SELECT {copied}, note, version, created_at "
        "FROM schedules"
    )
    with pytest.raises(IntegrityError, match="no_double_booking"), db.engine.begin() as connection:
        connection.execute(statement)


def test_the_record_of_changes_can_only_grow(bare_app: Flask) -> None:
    upgrade(directory="migrations")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO changes (sequence, at, actor, source, command, summary, reason, request_id, "
                "previous_hash, hash) "
                "VALUES (1, '2026-03-02 12:00:00', 'Mia', 'page', 'move', 'moved', '', '', '0', '1')"
            )
        )

    for statement in ("UPDATE changes SET summary = 'nothing happened'", "DELETE FROM changes"):
        with pytest.raises(DatabaseError, match="only ever added"), db.engine.begin() as connection:
            connection.execute(text(statement))
