"""Each sandbox as a process of its own: it says where it is, stops when told, and goes on where it stopped."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from app.cli.sandbox import sandbox_commands

MODULES = {"crossmark": "app.sandbox.crossmark", "walmart-edr": "app.sandbox.walmart_edr"}


@contextmanager
def started(kind: str, data: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The process, its address and that of its controls; it is killed at the end if it still runs."""
    command = [sys.executable, "-m", MODULES[kind], "--port", "0", "--data", str(data), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            lines = process.stdout.readline() + process.stdout.readline()
            address = r"(https?://127\.0\.0\.1:\d+)"
            match = re.fullmatch(rf"Sandbox {kind}: {address}\nControl {kind}: {address}\n", lines)
            assert match, lines
            yield process, match[1], match[2]
        finally:
            process.kill()


@pytest.mark.parametrize("kind", sorted(MODULES))
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops_cleanly(tmp_path: Path, kind: str, ending: signal.Signals) -> None:
    with started(kind, tmp_path) as (process, address, _):
        with urlopen(address, timeout=60) as page:
            text = page.read().decode()
        process.send_signal(ending)

        assert "Nothing here is real" in text
        assert process.wait(timeout=60) == 0


def test_a_killed_sandbox_still_knows_its_world(tmp_path: Path) -> None:
    with started("crossmark", tmp_path, "--today", "2026-03-03", "--seed", "5") as (_, address, _):
        before = bookings_at(address)

    with started("crossmark", tmp_path) as (_, address, _):
        after = bookings_at(address)

    assert len(before) > 400
    assert after == before


def bookings_at(address: str) -> list[dict[str, object]]:
    with urlopen(f"{address}/_bookings", timeout=60) as answer:  # loopback
        rows: list[dict[str, object]] = json.load(answer)
    return rows


def test_its_controls_are_reached_where_it_says_even_when_nobody_can_trust_it(tmp_path: Path) -> None:
    with started("crossmark", tmp_path, "--tls", "expired") as (_, address, controls):
        assert address.startswith("https://")
        assert bookings_at(controls)
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{controls}/login", timeout=60)


@pytest.mark.parametrize("kind", sorted(MODULES))
def test_the_flask_command_explains_itself(kind: str) -> None:
    result = CliRunner().invoke(sandbox_commands, [kind, "--help"])

    assert result.exit_code == 0
    assert {"--port", "--data", "--seed", "--today"} <= set(re.findall(r"--\w+", result.output))


@pytest.mark.parametrize(
    "options", [["--port", "70000", "--data", "x"], ["--port", "0"], ["--port", "0", "--data", "x", "--today", "soon"]]
)
def test_the_flask_command_refuses_nonsense(options: list[str]) -> None:
    assert CliRunner().invoke(sandbox_commands, ["crossmark", *options]).exit_code == 2
