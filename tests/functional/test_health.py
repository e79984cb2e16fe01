"""What load balancers and people on call are told."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.blueprints import health as pages
from app.config import VERSION
from app.db import db
from app.models import Breaker, Job, OutboxItem, SyncRun
from app.models.columns import utc_now
from app.queries import health as queries
from app.services import health
from app.vocabulary import BreakerState, JobKind, OutboxOperation
from tests.factories import MONDAY


@pytest.fixture(autouse=True)
def _never_remembered(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    monkeypatch.setattr(pages, "FRESH_SECONDS", -1.0)
    app.extensions.pop("health", None)


@pytest.fixture
def database_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any) -> Any:
        raise OperationalError("SELECT 1", {}, ConnectionRefusedError())

    monkeypatch.setattr(queries, "is_behind", refuse)


def told(client: FlaskClient, status: int = 200) -> Any:
    answer = client.get("/health")
    assert answer.status_code == client.get("/health/ready").status_code == status
    return answer.json


def test_all_is_well_and_nobody_has_to_sign_in(client):
    assert client.get("/health/live").json == {"status": "alive"}
    assert client.get("/health/ready").json == {"status": "ready"}
    assert told(client) == {
        "status": "ready",
        "database": "up",
        "redis": "embedded",
        "queue": 0,
        "last_sync": None,
        "last_backup": None,
        "version": VERSION,
    }


def test_the_version_is_that_of_the_package():
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == VERSION


def test_without_database_it_lives_but_is_not_ready(client, database_down):
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").json == {"status": "down"}
    found = told(client, 503)
    assert (found["status"], found["database"], found["queue"]) == ("down", "down", None)


def test_a_database_behind_the_code_is_not_ready(app, client):
    try:
        _set_revision(app, "0001")
        assert told(client, 503)["status"] == "migrating"
    finally:
        _set_revision(app, _head())


def test_a_database_ahead_of_the_code_serves_it(app, client):
    try:
        _set_revision(app, "9999")
        assert told(client)["status"] == "ready"
    finally:
        _set_revision(app, _head())


def test_a_queue_that_stands_still_is_told(client, session):
    job = {"kind": JobKind.PACKET, "key": "1", "payload": {}}
    session.add(Job(**job, run_at=utc_now() - timedelta(minutes=9)))
    session.commit()
    assert (told(client)["status"], told(client)["queue"]) == ("ready", 1)

    session.add(Job(**{**job, "key": "2"}, run_at=utc_now() - timedelta(minutes=11)))
    session.commit()

    assert (told(client)["status"], told(client)["queue"]) == ("degraded: queue", 2)


def test_a_redis_that_is_gone_only_degrades(client, monkeypatch):
    monkeypatch.setattr(queries, "redis_state", lambda url: "down")

    assert (told(client)["status"], told(client)["redis"]) == ("degraded: queue", "down")


@pytest.mark.parametrize(("hours", "status"), [(25, "ready"), (27, "degraded: sync")])
def test_a_sync_that_is_too_old_is_told(client, session, hours, status):
    at = utc_now() - timedelta(hours=hours)
    session.add(SyncRun(source="crossmark", status="completed", started_at=at, finished_at=at))
    session.commit()

    assert told(client)["status"] == status
    assert told(client)["last_sync"] == at.isoformat()


def test_a_delivery_that_waits_for_too_long_is_told(client, make, session):
    store = make.store()
    booked = make.schedule(event=make.event(store=store), employee=make.employee(stores=(store,)), day=MONDAY)
    wanted = {"operation": OutboxOperation.BOOK, "schedule_id": booked.id, "event_id": booked.event_id, "payload": {}}
    long_ago = utc_now() - timedelta(minutes=11)
    session.add(OutboxItem(**wanted, next_try_at=long_ago, created_at=long_ago))
    session.commit()

    assert told(client)["status"] == "degraded: crossmark"


def test_a_system_that_is_left_alone_only_degrades(client, session):
    session.add(Breaker(name="crossmark", state=BreakerState.OPEN))
    session.commit()

    assert told(client)["status"] == "degraded: crossmark"


@pytest.mark.parametrize(("free", "status"), [(6, "ready"), (4, "degraded: disk")])
def test_a_full_disk_only_degrades(client, monkeypatch, free, status):
    disk = SimpleNamespace(used=100 - free, free=free)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: disk)

    assert told(client)["status"] == status


def test_a_process_that_ends_takes_no_more_requests(app, client):
    app.extensions[pages.STOPPING] = True
    try:
        assert told(client, 503)["status"] == "stopping"
        assert client.get("/health/ready").json == {"status": "stopping"}
        assert client.get("/health/live").status_code == 200
    finally:
        del app.extensions[pages.STOPPING]


def test_whoever_asks_often_does_not_load_the_database(app, client, monkeypatch):
    monkeypatch.setattr(pages, "FRESH_SECONDS", 60.0)
    looked: list[str] = []
    monkeypatch.setattr(queries, "redis_state", lambda url: looked.append(url) or "embedded")

    for _ in range(5):
        client.get("/health/ready")

    assert len(looked) == 1


def _head() -> str:
    _known, heads = queries._revisions("migrations")
    return next(iter(heads))


def _set_revision(app: Flask, revision: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
