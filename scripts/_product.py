"""The running product: what must be prepared, which processes it has, and when it is ready."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from scripts._children import Child, Supervisor, say
from scripts._keys import kept_secret

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
DEMO_ROLES = ("admin", "manager", "supervisor", "employee", "viewer")
SANDBOXES = {"crossmark": "app.sandbox.crossmark", "walmart-edr": "app.sandbox.walmart_edr"}
_READY_SECONDS = 60.0
_PYTHON = sys.executable


class Refused(Exception):
    """The product must not start like this; the message says what to do."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


class Product:
    """One installation: its data folder, its web port, and whether it began as a demo."""

    def __init__(self, supervisor: Supervisor, data_dir: Path, port: int, *, demo: bool) -> None:
        self._supervisor = supervisor
        self.data_dir = data_dir
        self.port = port
        self.demo = self._settle_demo(demo)
        self.sandbox_urls: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def demo_password(self) -> str:
        return self._secret("DEMO_PASSWORD").read_text(encoding="utf-8")

    def start(self) -> None:
        """Bring everything up. Raises ChildFailed, Refused or Stopped."""
        first = not self._note("prepared").exists()
        say("Preparing the database ..." if first else "Starting ...")
        if self.demo:
            self._start_sandboxes()
        env = self._environment()
        self._supervisor.complete("migrate", [_PYTHON, "-m", "flask", "--app", "app", "db", "upgrade"], env)
        if self.demo and not self._note("demo-loaded").exists():
            say("Loading the demo from the sandbox servers ...")
            self._supervisor.complete("demo", [_PYTHON, "-m", "flask", "--app", "app", "demo", "load"], env)
            self._note("demo-loaded").touch()
        self._note("prepared").touch()
        web = self._start_web(env)
        self._start_worker(env)
        self._supervisor.wait_until(self._is_ready, seconds=_READY_SECONDS, what="Starting", child=web)

    def _settle_demo(self, wanted: bool) -> bool:
        """A data folder stays what it was on its first day: demo data never meet real data."""
        kind = self._note("kind")
        if not kind.exists():
            kind.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            kind.write_text("demo" if wanted else "own", encoding="utf-8")
        is_demo = kind.read_text(encoding="utf-8") == "demo"
        if is_demo and not wanted:
            raise Refused(f"{self.data_dir} holds demo data; start your own with --no-demo --data-dir ANOTHER_FOLDER.")
        if wanted and not is_demo:
            say(f"{self.data_dir} was begun without the demo and stays so.")
        return is_demo

    def _note(self, name: str) -> Path:
        return self.data_dir / "run" / name

    def _secret(self, name: str) -> Path:
        return kept_secret(self.data_dir / "secrets", name, os.environ.get(name, ""))

    def _start_sandboxes(self) -> None:
        ports = self._sandbox_ports()
        for name, module in SANDBOXES.items():
            port = str(ports[name])
            folder = str(self.data_dir / f"sandbox-{name}")
            command = [_PYTHON, "-m", module, "--port", port, "--data", folder]
            self._supervisor.keep(f"sandbox-{name}", command, os.environ, ends_last=True)
            self.sandbox_urls[name] = f"http://{HOST}:{port}"

    def _sandbox_ports(self) -> dict[str, int]:
        """The ports of the last start while they are free: links in the demo's data name them."""
        kept = self._note("ports.json")
        before: dict[str, int] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        still_free = {name: port for name, port in before.items() if is_free(port)}
        ports = {name: still_free.get(name) or free_port() for name in SANDBOXES}
        kept.write_text(json.dumps(ports), encoding="utf-8")
        return ports

    def _environment(self) -> dict[str, str]:
        """What the application's processes see: what was given, then what this folder keeps."""
        env = {"APP_ENV": "development", "PYTHONUNBUFFERED": "1", **os.environ, "DATA_DIR": str(self.data_dir)}
        for name in ("SECRET_KEY", "SETTINGS_ENCRYPTION_KEY"):
            if name not in env and f"{name}_FILE" not in env:
                env[f"{name}_FILE"] = str(self._secret(name))
        if self.demo:
            env |= self._demo_environment()
        return env

    def _demo_environment(self) -> dict[str, str]:
        """The demo talks to its sandboxes whatever else is set: invented bookings must never reach a real site."""
        from app.sandbox import accounts  # not at the top: it loads the whole application

        return {
            "EXTERNAL_API_BASE_URL": self.sandbox_urls["crossmark"],
            "EXTERNAL_API_USERNAME": accounts.CROSSMARK_USER,
            "EXTERNAL_API_PASSWORD": accounts.SANDBOX_PASSWORD,
            "WALMART_EDR_BASE_URL": self.sandbox_urls["walmart-edr"],
            "WALMART_EDR_USERNAME": accounts.EDR_USER,
            "WALMART_EDR_PASSWORD": accounts.SANDBOX_PASSWORD,
            "WALMART_EDR_MFA_CREDENTIAL_ID": accounts.EDR_CREDENTIAL_ID,
            "SALES_TOOLS_ALLOWED_HOSTS": self.sandbox_urls["crossmark"].removeprefix("http://"),
            "DEMO_PASSWORD": self.demo_password,
        }

    def _start_web(self, env: Mapping[str, str]) -> Child:
        command = [_PYTHON, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-b", f"{HOST}:{self.port}", "app.wsgi:app"]
        return self._supervisor.keep("web", command, env)

    def _start_worker(self, env: Mapping[str, str]) -> Child:
        """The tick runs inside the worker: the embedded broker serves one machine and needs no second process."""
        schedule = str(self.data_dir / "run" / "beat-schedule")
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
