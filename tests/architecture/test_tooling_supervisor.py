"""The supervisor behind `scripts/run`: what it keeps up, what it ends, and what it says."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts._children import Child, ChildFailed, Supervisor
from scripts._data_folder import DataFolder, Refused
from scripts._keys import kept_secret
from scripts._product import ROOT

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "logs")
    yield supervisor
    supervisor.stop()


def until(happened: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def test_it_starts_a_killed_process_again_after_a_pause(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    child = supervisor.keep("sleeper", SLEEP, os.environ)
    first = pid_of(child)

    os.kill(first, signal.SIGKILL)
    began = time.monotonic()
    while pid_of(child) == first:
        supervisor.pause(0.05)

    assert time.monotonic() - began >= 0.5
    assert "sleeper ended with exit code -9; starting it again in 0.5 s" in capsys.readouterr().out


def test_it_waits_longer_after_each_failure(supervisor: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
    child = supervisor.keep("faulty", [sys.executable, "-c", "raise SystemExit('no such luck')"], os.environ)

    while child.failures < 2:
        supervisor.pause(0.05)

    said = capsys.readouterr().out
    assert "faulty | no such luck" in said
    assert said.index("again in 0.5 s") < said.index("again in 1.0 s")


def test_it_gives_up_waiting_for_a_process_that_does_not_stay_up(supervisor: Supervisor) -> None:
    child = supervisor.keep("faulty", [sys.executable, "-c", "raise SystemExit(3)"], os.environ)

    with pytest.raises(ChildFailed, match="faulty does not stay up"):
        supervisor.wait_until(lambda: False, seconds=60, what="Starting", child=child)


def test_a_step_that_fails_shows_the_end_of_its_output(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ChildFailed, match="migrate failed with exit code 1"):
        supervisor.complete("migrate", [sys.executable, "-c", "raise SystemExit('no table')"], os.environ)

    assert "  migrate | no table" in capsys.readouterr().out


def test_stopping_ends_what_the_processes_started_themselves(supervisor: Supervisor, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    family = "import subprocess, sys, pathlib; p = subprocess.Popen(sys.argv[2:]); "
    family += "pathlib.Path(sys.argv[1]).write_text(str(p.pid)); p.wait()"
    supervisor.keep("parent", [sys.executable, "-c", family, str(note), *SLEEP], os.environ)
    until(lambda: note.exists() and note.read_text())

    supervisor.stop()

    until(lambda: not is_alive(int(note.read_text())))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_nothing_is_left_when_the_supervisor_itself_is_killed(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from scripts._children import Supervisor
supervisor = Supervisor(Path({str(tmp_path)!r}))
child = supervisor.keep("sleeper", {SLEEP!r}, {{}})
print(child.process.pid, flush=True)
supervisor.watch()
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()

    until(lambda: not is_alive(child))


def test_secrets_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    first = kept_secret(tmp_path / "secrets", "SECRET_KEY")
    content = first.read_text()

    again = kept_secret(tmp_path / "secrets", "SECRET_KEY", "another")

    assert len(content) >= 32
    assert again.read_text() == content
    assert stat.S_IMODE(again.stat().st_mode) == 0o600
    assert stat.S_IMODE(again.parent.stat().st_mode) == 0o700


def test_a_data_folder_begun_with_the_demo_cannot_become_real(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.begin(demo=True)

    with pytest.raises(Refused, match="holds demo data"):
        folder.begin(demo=False)


def test_a_data_folder_begun_without_the_demo_stays_so(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.begin(demo=False)

    folder.begin(demo=True)

    assert not folder.is_demo


def test_the_demo_never_talks_to_a_real_counterpart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTERNAL_API_BASE_URL", "https://crossmark.example")
    folder = DataFolder(tmp_path)
    folder.begin(demo=True)
    ports = folder.choose_sandbox_ports()

    env = folder.environment()

    assert env["EXTERNAL_API_BASE_URL"] == f"http://127.0.0.1:{ports['crossmark']}"
    assert env["WALMART_EDR_BASE_URL"] == f"http://127.0.0.1:{ports['walmart-edr']}"


def test_sandbox_ports_stay_the_same_while_they_are_free(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.begin(demo=True)
    first = folder.choose_sandbox_ports()

    with socket.create_server(("127.0.0.1", first["crossmark"])):
        second = folder.choose_sandbox_ports()

    assert second["walmart-edr"] == first["walmart-edr"]
    assert second["crossmark"] != first["crossmark"]
    assert folder.choose_sandbox_ports() == second


def test_keys_that_were_given_are_used_and_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    folder = DataFolder(tmp_path)
    folder.begin(demo=False)

    env = folder.environment()

    assert env["SECRET_KEY"] == "given"
    assert "SECRET_KEY_FILE" not in env
    assert Path(env["SETTINGS_ENCRYPTION_KEY_FILE"]).exists()


def test_a_busy_port_is_one_clear_line_and_exit_code_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "scripts._run", "--port", port, "--data-dir", str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr == f"Port {port} is in use; stop what uses it or choose another with --port.\n"
