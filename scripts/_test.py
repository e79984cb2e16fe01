"""`scripts/test`: the suite on SQLite and on real PostgreSQL and Redis, in a real browser, with coverage floors."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from scripts._children import say
from scripts._product import ROOT
from scripts._system import CHROMIUM, INITDB, POSTGRES, REDIS, NotInstalled, Tool, provide
from tests.servers import throwaway_postgres, throwaway_redis

_COVERAGE_FLOOR = 85
_CORE_COVERAGE_FLOOR = 95
_WORKERS = 2
_PYTEST = (sys.executable, "-m", "pytest")
_COVERAGE = (sys.executable, "-m", "coverage")


def main(arguments: Sequence[str]) -> int:
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that our servers are stopped then, too
    try:
        provide(_needed())
    except NotInstalled as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    with ExitStack() as servers:
        env = os.environ | _server_addresses(servers)
        if arguments:
            return subprocess.run([*_PYTEST, *arguments], env=env, check=False).returncode
        return run_everything(env)


def _needed() -> list[Tool]:
    needed = [CHROMIUM]
    if not os.environ.get("TEST_DATABASE_URL"):
        needed += [POSTGRES, INITDB]
    if not os.environ.get("TEST_REDIS_URL"):
        needed.append(REDIS)
    return needed


def _server_addresses(servers: ExitStack) -> dict[str, str]:
    """The servers that were named, or our own for as long as `servers` is open."""
    return {
        "TEST_DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or servers.enter_context(throwaway_postgres()),
        "TEST_REDIS_URL": os.environ.get("TEST_REDIS_URL") or servers.enter_context(throwaway_redis()),
        "CHROMIUM": str(CHROMIUM.path()),
    }


def run_everything(env: dict[str, str]) -> int:
    """Every suite and both floors, whatever fails first; 0 only when all is well."""
    steps = {
        "tests": [*_PYTEST, "--ignore=tests/e2e", "-n", str(_WORKERS), "--dist=worksteal", "--cov", "--cov-report="],
        "tests in the browser": [*_PYTEST, "tests/e2e"],
        f"coverage, at least {_COVERAGE_FLOOR} %": [*_COVERAGE, "report", f"--fail-under={_COVERAGE_FLOOR}"],
        f"coverage of the scheduling core, at least {_CORE_COVERAGE_FLOOR} %": [
            *(*_COVERAGE, "report", "--include=app/services/scheduling/*"),
            f"--fail-under={_CORE_COVERAGE_FLOOR}",
        ],
    }
    outcome = {name: _timed(name, command, env) for name, command in steps.items()}
    say("")
    for name, (code, seconds) in outcome.items():
        say(f"{'OK  ' if code == 0 else 'FAIL'} {name} ({seconds:.1f} s)")
    return 0 if all(code == 0 for code, _ in outcome.values()) else 1


def _timed(name: str, command: Sequence[str], env: dict[str, str]) -> tuple[int, float]:
    say(f"\n== {name}")
    began = time.monotonic()
    code = subprocess.run(command, env=env, check=False).returncode
    return code, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
