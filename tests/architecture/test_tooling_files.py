"""What the files for CI and containers promise."""

from __future__ import annotations

import re
import runpy
import subprocess
from typing import Any

import pytest
import yaml

from scripts._product import ROOT

COMMANDS = ("run", "test", "check", "bench", "lock", "flask")
PROCESSES = ("web", "worker", "beat", "migrate")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
    return content


@pytest.mark.parametrize("path", [*(f"scripts/{name}" for name in COMMANDS), ".ci/run", "docker/entrypoint.sh"])
def test_every_command_is_executable_and_parses(path: str) -> None:
    assert (ROOT / path).stat().st_mode & 0o111
    subprocess.run(["bash", "-n", path], cwd=ROOT, check=True)


def test_ci_calls_the_same_script_as_people_do() -> None:
    workflow = yaml.safe_load(read(".github/workflows/ci.yml"))

    runs = [step.get("run", "") for step in workflow["jobs"]["ci"]["steps"]]

    assert ".ci/run" in runs
    assert [line for line in read(".ci/run").splitlines() if line.startswith("scripts/")] == [
        "scripts/check",
        "scripts/test",
        "scripts/run --check",
    ]


def test_hooks_come_from_this_repository_only() -> None:
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))

    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}


def test_compose_has_no_default_password() -> None:
    secrets = re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)([^}]*)\}", read("docker-compose.yml"))

    assert secrets
    assert all(rest.startswith(":?") for _, rest in secrets)


@pytest.mark.parametrize("name", PROCESSES)
def test_compose_gives_every_process_time_to_finish_and_no_rights(name: str) -> None:
    service = compose()["services"][name]

    assert service["command"] == name
    assert service["stop_grace_period"] == "45s"
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"]


@pytest.mark.parametrize("name", PROCESSES)
def test_the_entrypoint_hands_its_place_to_the_process(name: str) -> None:
    line = next(line for line in read("docker/entrypoint.sh").splitlines() if line.startswith(f"{name})"))

    assert line.startswith(f"{name}) exec ")


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)", read("Dockerfile"), re.MULTILINE)

    assert users == ["schedule"]


def test_gunicorn_opens_no_control_socket_and_replaces_its_workers() -> None:
    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))

    assert settings["control_socket_disable"] is True
    assert (settings["worker_class"], settings["threads"]) == ("gthread", 10)
    assert settings["max_requests_jitter"] > 0
    assert settings["graceful_timeout"] < settings["timeout"]
