"""Fixtures that every suite shares.

A test that asks for `app` (or anything built on it) runs twice: on SQLite and on a real PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy.orm import Session

from app.db import db, transaction
from app.extensions import celery
from app.models.change import begin_change
from app.services.actors import Actor
from app.vocabulary import Role
from tests import databases, factories

PASSWORD = "correct horse battery staple"
# No deadlines, and the same examples each time: whether a property test passes must not depend on how busy the machine
# is. `pytest --hypothesis-profile=default` looks for new examples.
settings.load_profile("ci")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with databases.server_address() as url:
        yield url


@pytest.fixture(scope="session", params=databases.ENGINES)
def _migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Path]]:
    folder = tmp_path_factory.mktemp(request.param)
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else ""
    with databases.database(request.param, server, folder) as url:
        app = databases.migrated_app(url, folder)
        yield app, folder
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(_migrated: tuple[Flask, Path], rung: list[str]) -> Flask:
    app, folder = _migrated
    databases.empty(app, folder)
    return app


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the tasks that were rung; no worker listens in tests."""
    names: list[str] = []
    monkeypatch.setattr(celery, "send_task", lambda name, *args, **options: names.append(name))
    return names


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """For arranging and looking: its writes are not recorded as changes. Commit before the code under test runs."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=True) as session:
        begin_change(session)
        yield session


@pytest.fixture
def make(session: Session) -> factories.Make:
    """`make.event(...)`, `make.employee(...)`: each committed at once."""
    return factories.Make(session)


@pytest.fixture
def transact(app: Flask, session: Session) -> Callable[[], AbstractContextManager[Session]]:
    """One transaction of the application, as a view opens it. `session` sees what it left."""
    looking = session

    @contextmanager
    def opened() -> Iterator[Session]:
        looking.rollback()
        with app.app_context(), transaction() as writing:
            yield writing
            looking.rollback()  # the block may have looked at arranged rows

    return opened


@pytest.fixture
def actor() -> Actor:
    """A manager of every store, without an account behind it."""
    return Actor(user_id=None, username="mia", display_name="Mia Manager", role=Role.MANAGER, store_ids=None)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, make: factories.Make) -> Callable[..., FlaskClient]:
    """A client signed in through the sign-in page; `store_ids` None means every store."""

    def signed_in(role: Role = Role.MANAGER, *, store_ids: list[int] | None = None, **fields: object) -> FlaskClient:
        user = make.user(role=role, all_stores=store_ids is None, password=PASSWORD, **fields)
        for store_id in store_ids or []:
            make.user_store(user_id=user.id, store_id=store_id)
        client = app.test_client()
        answer = client.post("/login", data={"username": user.username, "password": PASSWORD, **csrf(client)})
        assert answer.status_code == 302, answer.text
        return client

    return signed_in


def csrf(client: FlaskClient) -> dict[str, str]:
    """The token a form of this client's session has to carry."""
    page = client.get("/login")
    found = page.text.split('name="csrf_token"')
    return {"csrf_token": found[1].split('value="')[1].split('"')[0]} if len(found) > 1 else {}
