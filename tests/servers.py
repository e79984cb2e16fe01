"""Throw-away PostgreSQL and Redis servers on free ports of this machine; they end with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from scripts._children import Child
from scripts._data_folder import free_port
from scripts._system import INITDB, POSTGRES, REDIS

_START_SECONDS = 120.0
_STOP_SECONDS = 60.0
_HOST = "127.0.0.1"
#: Speed is all that counts here: nothing has to survive a power cut.
_POSTGRES_SETTINGS = {
    "listen_addresses": _HOST,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "100",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """The URL of a server whose role may create databases; tests make their own there."""
    with _folder() as folder:
        owner = _owner_of(folder)
        data = folder / "data"
        initdb = [str(INITDB.path()), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run([*initdb, "--no-sync"], user=owner, cwd=folder, stdout=subprocess.DEVNULL, check=True)
        port = free_port()
        settings = _POSTGRES_SETTINGS | {"port": str(port), "unix_socket_directories": str(folder)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        url = f"postgresql://postgres@{_HOST}:{port}/postgres"
        command = [str(POSTGRES.path()), "-D", str(data), *options]
        with _running("postgres", command, folder, lambda: psycopg.connect(url).close(), owner):
            yield url


@contextmanager
def throwaway_redis() -> Iterator[str]:
    with _folder() as folder:
        port = free_port()
        command = [str(REDIS.path()), "--bind", _HOST, "--port", str(port), "--dir", str(folder)]
        url = f"redis://{_HOST}:{port}/0"
        with _running("redis", [*command, "--save", "", "--appendonly", "no"], folder, lambda: _ping(url)):
            yield url


def _ping(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        client.ping()


@contextmanager
def _folder() -> Iterator[Path]:
    # Directly in /tmp: a Unix socket's path must be short, and PostgreSQL's own user must get there.
    folder = Path(tempfile.mkdtemp(prefix="schedule-test-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner_of(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: give it its own user there."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    owner = "postgres" if "postgres" in known else "nobody"
    shutil.chown(folder, owner)
    return owner


@contextmanager
def _running(
    name: str, command: Sequence[str], folder: Path, answers: Callable[[], object], user: str | None = None
) -> Iterator[None]:
    child = Child(name, command, os.environ, folder / f"{name}.log", user=user)
    child.start()
    try:
        _await_answer(child, answers)
        yield
    finally:
        child.ask_to_stop(signal.SIGINT)
        child.end(_STOP_SECONDS)


def _await_answer(child: Child, answers: Callable[[], object]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while child.exit_code() is None and time.monotonic() < deadline:
        try:
            answers()
        except (psycopg.OperationalError, redis.ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{child.name} did not start:\n" + "\n".join(child.last_lines()))
