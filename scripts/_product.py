"""The running product: how it is prepared, which processes it has, and when it is ready."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from scripts._children import Child, Supervisor, say
from scripts._data_folder import HOST, SANDBOXES, DataFolder

ROOT = Path(__file__).resolve().parent.parent
DEMO_ROLES = ("admin", "manager", "supervisor", "employee", "viewer")
_READY_SECONDS = 60.0
_PYTHON = sys.executable
_FLASK = (_PYTHON, "-m", "flask", "--app", "app")


class Product:
    """One installation: a data folder and the port its pages answer on."""

    def __init__(self, supervisor: Supervisor, folder: DataFolder, port: int) -> None:
        self._supervisor = supervisor
        self.folder = folder
        self.port = port

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Bring everything up. Raises ChildFailed or Stopped."""
        prepared = self.folder.note("prepared")
        say("Starting ..." if prepared.exists() else "Preparing the database ...")
        if self.folder.is_demo:
            self._start_sandboxes()
        env = self.folder.environment()
        if not self.folder.has_newest_schema(ROOT / "migrations/versions"):
            self._supervisor.complete("migrate", [*_FLASK, "db", "upgrade"], env)
        if self.folder.is_demo:
            self._load_demo(env)
        prepared.touch()
        web = self._start_web(env)
        self._start_worker(env)
        self._supervisor.wait_until(self._is_ready, seconds=_READY_SECONDS, what="Starting", child=web)

    def _start_sandboxes(self) -> None:
        ports = self.folder.choose_sandbox_ports()
        for name in SANDBOXES:
            data = str(self.folder.path / f"sandbox-{name}")
            module = f"app.sandbox.{name.replace('-', '_')}"
            command = [_PYTHON, "-m", module, "--port", str(ports[name]), "--data", data]
            self._supervisor.keep(f"sandbox-{name}", command, os.environ, ends_last=True)

    def _load_demo(self, env: Mapping[str, str]) -> None:
        loaded = self.folder.note("demo-loaded")
        if loaded.exists():
            return
        say("Loading the demo from the sandbox servers ...")
        self._supervisor.complete("demo", [*_FLASK, "demo", "load"], env)
        loaded.touch()

    def _start_web(self, env: Mapping[str, str]) -> Child:
        command = [_PYTHON, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-b", f"{HOST}:{self.port}", "app.wsgi:app"]
        return self._supervisor.keep("web", command, env)

    def _start_worker(self, env: Mapping[str, str]) -> Child:
        """The tick runs inside the worker: the embedded broker serves one machine and needs no second process."""
        schedule = str(self.folder.note("beat-schedule"))
        command = [_PYTHON, "-m", "celery", "-A", "app.worker", "worker", "-B", "-s", schedule, "-c", "2", "-l", "INFO"]
        return self._supervisor.keep("worker", [*command, "--without-gossip", "--without-mingle"], env)

    def _is_ready(self) -> bool:
        connection = HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
