"""`scripts/run --check`: the whole main job without a browser, as CI and an administrator run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts._product import ROOT

pytestmark = pytest.mark.e2e
STEPS = ("Synced from Crossmark: ", "Auto-scheduled the week of ", "Approved: ", "Pushed to Crossmark: ", "Packet of ")


def test_the_main_job_runs_and_leaves_a_packet(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts._run", "--check", "--data-dir", str(tmp_path / "data")]

    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=300, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    for step in STEPS:
        assert any(line.startswith(step) for line in lines), done.stdout
    packet = Path(lines[-1])
    assert packet.read_bytes().startswith(b"%PDF")
