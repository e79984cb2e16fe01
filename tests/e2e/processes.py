"""The whole product as real processes, and a real browser that fails on anything the page complains about."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from scripts._data_folder import free_port
from scripts._product import ROOT
from scripts._system import CHROMIUM

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
DEMO_PASSWORD = "demo-pass-for-browser-tests"
_STOP_SECONDS = 60
_CHROMIUM_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_TELL_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) =>
  tellViolation(`${event.effectiveDirective} blocked ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`));
"""


class RunningProduct:
    """`scripts/run` on free ports with a data folder of its own; use it in a `with`."""

    def __init__(self, data_dir: Path, *, demo: bool = True, env: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.url = ""
        self.sandbox_urls: dict[str, str] = {}
        self._demo = demo
        self._env = {"DEMO_PASSWORD": DEMO_PASSWORD, **os.environ, **(env or {})}
        self._port = free_port()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> RunningProduct:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def password(self) -> str:
        """Of every demo sign-in."""
        return self._env["DEMO_PASSWORD"]

    def start(self) -> None:
        """Returns when the pages answer. Raises RuntimeError with what it said instead of getting ready."""
        command = [sys.executable, "-m", "scripts._run", "--port", str(self._port), "--data-dir", str(self.data_dir)]
        command += [] if self._demo else ["--no-demo"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        said = []
        for line in self._process.stdout or ():
            said.append(line)
            if line.startswith("Sandbox "):
                name, url = line.removeprefix("Sandbox ").split(": ")
                self.sandbox_urls[name] = url.strip()
            if line.startswith("Ready: "):
                self.url = line.removeprefix("Ready: ").strip()
            if line.startswith(("Sign in: viewer", "There is no demo")):
                return
        self.stop()
        raise RuntimeError("The product did not start:\n" + "".join(said))

    def stop(self) -> int:
        """The exit code; everything it started is gone afterwards."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        process.send_signal(signal.SIGTERM)
        if process.stdout:
            process.stdout.read()  # it must not wait for somebody to read what it says
            process.stdout.close()
        return process.wait(_STOP_SECONDS)

    def kill(self, name: str) -> None:
        """SIGKILL `web`, `worker`, `sandbox-crossmark` or `sandbox-walmart-edr` and all it started; it comes back."""
        os.killpg(int((self.data_dir / "logs" / f"{name}.pid").read_text()), signal.SIGKILL)

    def log(self, name: str) -> str:
        return (self.data_dir / "logs" / f"{name}.log").read_text(encoding="utf-8", errors="replace")


@dataclass
class Complaints:
    """Console errors, script errors and CSP violations of the pages of one context."""

    seen: list[str] = field(default_factory=list)
    _expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """A complaint this test provokes on purpose, such as `status of 422`."""
        self._expected.append(pattern)

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.seen.append(f"console at {message.location.get('url', '')}: {message.text}")

    def note_violation(self, _source: object, text: str) -> None:
        self.seen.append(f"CSP: {text}")

    def unexpected(self) -> list[str]:
        return [text for text in self.seen if not any(re.search(pattern, text) for pattern in self._expected)]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or str(CHROMIUM.path())
        browser = playwright.chromium.launch(executable_path=path, args=_CHROMIUM_SWITCHES)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visitor(browser: Browser, base_url: str, **options: Any) -> Iterator[tuple[Page, Complaints]]:
    """A fresh browser profile with one page. Fails at the end when a page complained about anything unexpected.

    `options` as in Browser.new_context; the size is DESKTOP unless `viewport` says otherwise.
    """
    complaints = Complaints()
    context: BrowserContext = browser.new_context(base_url=base_url, **{"viewport": DESKTOP, **options})
    context.expose_binding("tellViolation", complaints.note_violation)
    context.add_init_script(_TELL_VIOLATIONS)
    context.on("console", complaints.note_console)
    context.on("weberror", lambda error: complaints.seen.append(f"script: {error.error}"))
    try:
        yield context.new_page(), complaints
    finally:
        context.close()
    left = complaints.unexpected()
    assert not left, "\n".join(left)


def sign_in(page: Page, username: str, password: str = DEMO_PASSWORD) -> None:
    page.goto("/login")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)
