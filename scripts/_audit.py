"""Asks for known vulnerabilities of the locked packages, and never calls it a success when nobody answered.

pip-audit ends with 0 when the index has no advisories to give: so one well-known package goes first as a probe.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts._product import ROOT

#: Exit code (EX_TEMPFAIL) and the words for an audit that could not happen.
NOT_AUDITED = 75
_NOT_AUDITED_WORDS = "NOT AUDITED (no advisory source reachable)"
_TIMEOUT_SECONDS = 120
#: A release with advisories everybody knows: a source that finds nothing in it has nothing to say.
_PROBE = "jinja2==2.4.1\n"


def main() -> int:
    try:
        if not _source_answers():
            print(_NOT_AUDITED_WORDS)
            return NOT_AUDITED
        done = _pip_audit("--strict", "--require-hashes", "-r", str(ROOT / "requirements-dev.txt"))
    except subprocess.TimeoutExpired:
        print(_NOT_AUDITED_WORDS)
        return NOT_AUDITED
    print(done.stdout + done.stderr)
    return 0 if done.returncode == 0 else 1


def _source_answers() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.txt"
        probe.write_text(_PROBE, encoding="utf-8")
        done = _pip_audit("--no-deps", "--format", "json", "-r", str(probe))
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return False
    return any(package.get("vulns") for package in found)


def _pip_audit(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--progress-spinner", "off", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False)


if __name__ == "__main__":
    sys.exit(main())
