"""How often a program may ask, and how that is told. Its own application: in the others the limiter is off."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from app import create_app
from app.db import db
from app.extensions import limiter
from tests.databases import SETTINGS
from tests.functional.api.program import V1, check_problem


@pytest.fixture
def limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    was = limiter.enabled
    url = f"sqlite:///{tmp_path / 'limited.db'}"
    app: Flask = create_app({**SETTINGS, "APP_ENV": "development", "DATABASE_URL": url, "DATA_DIR": str(tmp_path)})
    with app.app_context():
        upgrade(directory="migrations")
        limiter.reset()
    yield app.test_client()
    with app.app_context():
        limiter.reset()
        db.engine.dispose()
    limiter.enabled = was


def test_guessing_passwords_is_slowed_down_and_says_for_how_long(limited):
    form = {"grant_type": "client_credentials", "client_id": "1", "client_secret": "fst_guess"}
    answers = [limited.post(f"{V1}/oauth/token", data=form) for _ in range(31)]

    assert {answer.status_code for answer in answers[:30]} == {401}
    assert answers[0].headers["X-RateLimit-Limit"] == "30"
    assert answers[0].headers["X-RateLimit-Remaining"] == "29"
    assert int(answers[0].headers["X-RateLimit-Reset"]) > 0
    refused = answers[30]
    assert (refused.status_code, check_problem(refused)["code"]) == (429, "too_many_requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "Retry-After" not in answers[0].headers
