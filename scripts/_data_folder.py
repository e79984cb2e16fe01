"""A data folder of `scripts/run`: what it was begun as, its secrets, its ports, and the environment they make."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

from scripts import _schema
from scripts._keys import kept_secret

HOST = "127.0.0.1"
SANDBOXES = ("crossmark", "walmart-edr")


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


class DataFolder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, *, demo: bool) -> None:
        """A folder stays what it was on its first day: demo data never meet real data. Raises Refused."""
        kind = self.note("kind")
        if not kind.exists():
            kind.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            kind.write_text("demo" if demo else "own", encoding="utf-8")
        if self.is_demo and not demo:
            raise Refused(f"{self.path} holds demo data; start your own with --no-demo --data-dir ANOTHER_FOLDER.")

    @property
    def is_demo(self) -> bool:
        return self.note("kind").read_text(encoding="utf-8") == "demo"

    def note(self, name: str) -> Path:
        """A small file in which `scripts/run` remembers something."""
        return self.path / "run" / name

    @property
    def demo_password(self) -> str:
        return self._secret("DEMO_PASSWORD").read_text(encoding="utf-8")

    def _secret(self, name: str) -> Path:
        return kept_secret(self.path / "secrets", name, os.environ.get(name, ""))

    def has_newest_schema(self, versions: Path) -> bool:
        """Only ever true for the database in this folder: an environment or an .env file may name another."""
        elsewhere = any(os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_URL_FILE")) or Path(".env").exists()
        return not elsewhere and _schema.is_current(self.path / "app.db", versions)

    def choose_sandbox_ports(self) -> dict[str, int]:
        """The ports of the last start while they are free: links in the demo's data name them."""
        before = self._sandbox_ports()
        still_free = {name: port for name, port in before.items() if is_free(port)}
        ports = {name: still_free.get(name) or free_port() for name in SANDBOXES}
        self.note("ports.json").write_text(json.dumps(ports), encoding="utf-8")
        return ports

    def _sandbox_ports(self) -> dict[str, int]:
        kept = self.note("ports.json")
        ports: dict[str, int] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        return ports

    @property
    def sandbox_urls(self) -> dict[str, str]:
        """Of the running demo, or of its last run."""
        return {name: f"http://{HOST}:{port}" for name, port in self._sandbox_ports().items()}

    def environment(self) -> dict[str, str]:
        """What the application's processes see: what was given, then what this folder keeps."""
        env = {"APP_ENV": "development", "PYTHONUNBUFFERED": "1", **os.environ, "DATA_DIR": str(self.path)}
        for name in ("SECRET_KEY", "SETTINGS_ENCRYPTION_KEY"):
            if name not in env and f"{name}_FILE" not in env:
                env[f"{name}_FILE"] = str(self._secret(name))
        if self.is_demo:
            env |= self._demo_environment()
        return env

    def _demo_environment(self) -> dict[str, str]:
        """The demo talks to its sandboxes whatever else is set: invented bookings must never reach a real site."""
        from app.sandbox import accounts  # not at the top: it loads the whole application

        urls = self.sandbox_urls
        return {
            "EXTERNAL_API_BASE_URL": urls["crossmark"],
            "EXTERNAL_API_USERNAME": accounts.CROSSMARK_USER,
            "EXTERNAL_API_PASSWORD": accounts.SANDBOX_PASSWORD,
            "WALMART_EDR_BASE_URL": urls["walmart-edr"],
            "WALMART_EDR_USERNAME": accounts.EDR_USER,
            "WALMART_EDR_PASSWORD": accounts.SANDBOX_PASSWORD,
            "WALMART_EDR_MFA_CREDENTIAL_ID": accounts.EDR_CREDENTIAL_ID,
            "SALES_TOOLS_ALLOWED_HOSTS": urls["crossmark"].removeprefix("http://"),
            "DEMO_PASSWORD": self.demo_password,
        }
