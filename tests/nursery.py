"""A process with the product loaded that forks children of itself: each is there in milliseconds and may be killed.

A test does not fork itself: it has threads (servers, browsers) whose locks a child would inherit and never get back.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

#: A child that hangs is a failure of its own (-SIGALRM), not a test that never ends.
_LONGEST_SECONDS = 120


class Nursery:
    """Children call a plain function of a module inside an application context. They end with the nursery."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.nursery"]
        self._process = subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._running: list[int] = []
        self._answer()

    def run(self, call: Callable[..., object], *arguments: object, **environment: str) -> int:
        """The return code as subprocess gives it: -9 for a child that was killed. `environment` is the child's own."""
        return self._order(call, arguments, environment, wait=True)

    def spawn(self, call: Callable[..., object], *arguments: object, **environment: str) -> int:
        """The process id of a child nobody waits for."""
        pid = self._order(call, arguments, environment, wait=False)
        self._running.append(pid)
        return pid

    def kill(self, pid: int) -> None:
        self._running.remove(pid)
        os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        for pid in list(self._running):
            with suppress(ProcessLookupError):
                self.kill(pid)
        self._process.kill()
        self._process.communicate()  # closes its pipes, too

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _order(
        self, call: Callable[..., object], arguments: tuple[object, ...], environment: dict[str, str], *, wait: bool
    ) -> int:
        order = {
            "module": call.__module__,
            "name": call.__name__,
            "arguments": arguments,
            "environment": environment,
            "wait": wait,
        }
        if self._process.stdin is None:
            raise RuntimeError("the nursery has no input")
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._answer())

    def _answer(self) -> str:
        line = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not line:
            raise RuntimeError("the nursery ended")
        return line


def main() -> None:
    """Serves orders from standard input until it closes."""
    from app import create_app

    app = create_app()
    _say(0)
    for line in sys.stdin:
        order = json.loads(line)
        call = getattr(importlib.import_module(order["module"]), order["name"])
        child = os.fork()
        if not child:
            from app.config import load_config

            signal.alarm(_LONGEST_SECONDS if order["wait"] else 0)
            os.environ.update(order["environment"])
            app.extensions["settings"] = load_config()
            with app.app_context():
                call(*order["arguments"])
            os._exit(0)
        _say(_code_of(child) if order["wait"] else child)
        _bury()


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _code_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _bury() -> None:
    """Children that were killed meanwhile leave no zombies."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()
