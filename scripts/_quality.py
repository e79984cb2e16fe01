"""`scripts/check`: every check that needs no running product, each with its time and its verdict."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts._audit import NOT_AUDITED
from scripts._children import say
from scripts._product import ROOT

_BIN = Path(sys.executable).parent
_PYTHON = sys.executable
_PLACES = ("app", "scripts", "tests", "gunicorn.conf.py", "locustfile.py")

CHECKS: dict[str, list[str]] = {
    "format": [f"{_BIN}/ruff", "format", "--check", *_PLACES],
    "lint": [f"{_BIN}/ruff", "check", *_PLACES],
    "types": [f"{_BIN}/mypy"],
    "imports": [f"{_BIN}/lint-imports"],
    "security": [f"{_BIN}/bandit", "-q", "-ll", "-c", "pyproject.toml", "-r", "app", "scripts"],
    "audit": [_PYTHON, "-m", "scripts._audit"],
    "dead-code": [f"{_BIN}/vulture"],
    "dependencies": [f"{_BIN}/deptry", "."],
    "locks": [_PYTHON, "-m", "scripts._locks"],
    "assets": [_PYTHON, "scripts/vendor_assets.py", "check"],
    "docs": [_PYTHON, "-m", "scripts._docs"],
    "translations": [_PYTHON, "-m", "scripts._translate", "--check"],
}


@dataclass(frozen=True)
class Verdict:
    """`word` is what people read; only `passed` decides."""

    name: str
    word: str
    passed: bool
    seconds: float
    output: str


def main(arguments: Sequence[str]) -> int:
    os.chdir(ROOT)
    unknown = [name for name in arguments if name not in CHECKS]
    if unknown:
        sys.stderr.write(f"There is no check {', '.join(unknown)}; choose from {', '.join(CHECKS)}.\n")
        return 2
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        verdicts = []
        for verdict in pool.map(run, arguments or CHECKS):
            show(verdict)
            verdicts.append(verdict)
    failed = [verdict.name for verdict in verdicts if not verdict.passed]
    say(f"{len(verdicts) - len(failed)} of {len(verdicts)} passed in {time.monotonic() - began:.1f} s")
    return 1 if failed else 0


def run(name: str) -> Verdict:
    began = time.monotonic()
    done = subprocess.run(CHECKS[name], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    seconds = time.monotonic() - began
    output = (done.stdout + done.stderr).strip()
    if done.returncode == NOT_AUDITED:
        # Where the network is there for sure, as in CI, an audit that did not happen is a failure.
        return Verdict(name, output.splitlines()[-1], not os.environ.get("REQUIRE_AUDIT"), seconds, output)
    return Verdict(name, "OK" if done.returncode == 0 else "FAIL", done.returncode == 0, seconds, output)


def show(verdict: Verdict) -> None:
    say(f"{verdict.name:<14} {verdict.seconds:6.1f} s  {verdict.word}")
    if not verdict.passed:
        for line in verdict.output.splitlines():
            say(f"    {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
