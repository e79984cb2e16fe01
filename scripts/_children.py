"""Starts, watches, restarts and stops the processes the product consists of."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 40.0
_POLL_SECONDS = 0.1
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_SECONDS = 60.0
_TAIL_LINES = 15
_LOG_LIMIT_BYTES = 10 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class ChildFailed(Exception):
    """A process ended that had to succeed or to live; the message is for people."""


class Stopped(Exception):
    """Ctrl-C or SIGTERM arrived."""


def say(line: str) -> None:
    print(line, flush=True)


def _die_with_parent() -> None:
    """A supervisor that was killed must not leave servers behind on its ports (Linux only)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process; its output goes to `log`. `ends_last`: others still need it while they stop.

    `once`: it ends by itself and is not started again. `user`: whom it runs as, when that is not us.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    ends_last: bool = False
    once: bool = False
    user: str | None = None
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = 0.0
    restart_at: float | None = None
    _log_begins: int = field(default=0, repr=False)

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self._log_begins = output.tell()
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                preexec_fn=_die_with_parent,  # safe: the supervisor has one thread
            )
        self.log.with_suffix(".pid").write_text(str(self.process.pid), encoding="utf-8")
        self.started_at = time.monotonic()
        self.restart_at = None

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.poll() if self.process else None

    def signal_all(self, number: signal.Signals) -> None:
        """Signal the process and everything it started."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def ask_to_stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def end(self, grace_seconds: float) -> None:
        """Give the process, which was asked to stop, its time; then kill what is left of it."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(grace_seconds)
        self.signal_all(signal.SIGKILL)
        self.process.wait()

    def last_lines(self) -> list[str]:
        """The end of what the running or last start wrote."""
        with self.log.open("rb") as log:
            log.seek(self._log_begins)
            return log.read().decode(errors="replace").splitlines()[-_TAIL_LINES:]


class Supervisor:
    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._children: list[Child] = []
        self._stop = threading.Event()
        self._signals = 0

    def obey_signals(self) -> None:
        """Ctrl-C and SIGTERM end every wait with `Stopped`; a second one ends the children at once."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note_signal)

    def _note_signal(self, _number: int, _frame: object) -> None:
        self._signals += 1
        self._stop.set()
        if self._signals > 1:
            for child in self._children:
                child.signal_all(signal.SIGKILL)

    def complete(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        """Run a command to its end. Raises ChildFailed, with the end of its output shown, unless it exits 0."""
        child = Child(name, command, env, self._logs / f"{name}.log", once=True)
        child.start()
        self._children.append(child)
        while child.exit_code() is None:
            self.pause(_POLL_SECONDS)
        self._children.remove(child)
        if child.exit_code() != 0:
            self._show_end(child)
            raise ChildFailed(f"{name} failed with exit code {child.exit_code()}; its log is {child.log}")

    def keep(self, name: str, command: Sequence[str], env: Mapping[str, str], *, ends_last: bool = False) -> Child:
        """Start a process and, from now on, restart it whenever it ends."""
        child = Child(name, command, env, self._logs / f"{name}.log", ends_last)
        child.start()
        self._children.append(child)
        return child

    def wait_until(self, happened: Callable[[], bool], *, seconds: float, what: str, child: Child) -> None:
        """Raises ChildFailed when `child` ends twice first or the time is over."""
        deadline = time.monotonic() + seconds
        while not happened():
            if child.failures > 1:
                raise ChildFailed(f"{child.name} does not stay up; its log is {child.log}")
            if time.monotonic() > deadline:
                self._show_end(child)
                raise ChildFailed(f"{what} took longer than {seconds:.0f} s; see {child.log}")
            self.pause(_POLL_SECONDS)

    def watch(self) -> None:
        """Keep everything up until a signal ends it with `Stopped`."""
        while True:
            self.pause(_POLL_SECONDS * 5)

    def pause(self, seconds: float) -> None:
        """Sleep, then look after the children. Raises Stopped after a signal."""
        if self._stop.wait(seconds):
            raise Stopped
        for child in self._children:
            self._look_after(child)

    def _look_after(self, child: Child) -> None:
        if child.once or child.exit_code() is None:
            return
        if child.restart_at is None:
            self._plan_restart(child)
        elif time.monotonic() >= child.restart_at:
            child.start()

    def _plan_restart(self, child: Child) -> None:
        steady = time.monotonic() - child.started_at > _STEADY_SECONDS
        child.failures = 1 if steady else child.failures + 1
        pause = min(_FIRST_PAUSE_SECONDS * 2 ** (child.failures - 1), _LONGEST_PAUSE_SECONDS)
        child.restart_at = time.monotonic() + pause
        self._show_end(child)
        say(f"{child.name} ended with exit code {child.exit_code()}; starting it again in {pause:.1f} s")
        child.signal_all(signal.SIGKILL)  # what it left behind would hold its port or its tasks

    def _show_end(self, child: Child) -> None:
        for line in child.last_lines():
            say(f"  {child.name} | {line}")

    def stop(self) -> None:
        """Let running requests and tasks finish, then end what is left. The sandboxes go last."""
        self._stop_these([child for child in self._children if not child.ends_last])
        self._stop_these([child for child in self._children if child.ends_last])
        self._children.clear()

    def _stop_these(self, children: list[Child]) -> None:
        for child in children:
            child.ask_to_stop()  # all at once, then wait for each
        deadline = time.monotonic() + GRACE_SECONDS
        for child in children:
            child.end(max(0.0, deadline - time.monotonic()))
