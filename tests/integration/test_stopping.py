"""SIGTERM to the real server: it says `stopping`, still answers for a while, and ends with 0."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from app.db import db
from scripts._data_folder import free_port
from scripts._product import ROOT
from tests import databases

#: gunicorn's own settings, but a pause between "no more" and the end as in production.
_SETTINGS = """
with open("gunicorn.conf.py", encoding="utf-8") as file:
    exec(file.read())
drain_seconds = 6.0
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    app = databases.migrated_app(f"sqlite:///{tmp_path / 'test.db'}", tmp_path)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    (tmp_path / "server.py").write_text(_SETTINGS, encoding="utf-8")
    settings = {
        **databases.SETTINGS,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'test.db'}",
        "DATA_DIR": str(tmp_path),
        "WEB_CONCURRENCY": "1",
    }
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", str(tmp_path / "server.py"), "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen([*command, "app.wsgi:app"], cwd=ROOT, env={**os.environ, **settings}) as process:
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def state(address: str) -> str:
    """What it says of itself; blank while nobody answers."""
    try:
        return str(requests.get(f"{address}/health/ready", timeout=60).json()["status"])
    except requests.ConnectionError:
        return ""


def until(address: str, wanted: str) -> None:
    ends = time.monotonic() + 120
    while state(address) != wanted:
        assert time.monotonic() < ends, f"it never was {wanted!r}"
        time.sleep(0.05)


def test_it_says_that_it_stops_and_answers_until_it_does(server: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = server
    until(address, "ready")

    process.send_signal(signal.SIGTERM)

    until(address, "stopping")
    assert requests.get(f"{address}/login", timeout=60).status_code == 200
    assert requests.get(f"{address}/health/live", timeout=60).status_code == 200
    assert process.wait(timeout=120) == 0
