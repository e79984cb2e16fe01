"""`flask solve`: a file in, a file out, and one line for a file that cannot be used."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.solve import solve
from app.cli.standalone import asked_for
from scripts._product import ROOT
from scripts.bench_instances import Size, instance_text
from tests.unit.services.scheduling.test_files import SMALL


def run(folder: Path, text: str, *more: str) -> Result:
    (folder / "instance.json").write_text(text, encoding="utf-8")
    files = [str(folder / "instance.json"), "-o", str(folder / "solution.json"), "--time-limit", "5", "--quiet"]
    return CliRunner().invoke(solve, [*files, *more])


def test_it_plans_a_file_and_says_why(tmp_path: Path) -> None:
    done = run(tmp_path, json.dumps(SMALL), "--explain", str(tmp_path / "reasons.json"))

    assert done.exit_code == 0, done.output
    assert "1 of 2 events assigned (this is the most that can be staffed)" in done.output
    solution = json.loads((tmp_path / "solution.json").read_text(encoding="utf-8"))
    assert {line["event"] for line in solution["assignments"]} > {"V1"}
    reasons = json.loads((tmp_path / "reasons.json").read_text(encoding="utf-8"))
    assert len(reasons["unassigned"]) == 1


def test_the_same_file_seed_and_limit_give_the_same_bytes(tmp_path: Path) -> None:
    answers = set()
    for _ in range(2):
        assert run(tmp_path, json.dumps(SMALL), "--seed", "7").exit_code == 0
        answers.add((tmp_path / "solution.json").read_bytes())

    assert len(answers) == 1


def test_with_a_limit_of_work_the_number_of_searches_at_a_time_changes_nothing(tmp_path: Path) -> None:
    answers = set()
    for workers in ("1", "2", "3"):
        assert run(tmp_path, json.dumps(SMALL), "--work-limit", "2", "--workers", workers).exit_code == 0
        answers.add((tmp_path / "solution.json").read_bytes())

    assert len(answers) == 1


def test_ctrl_c_ends_it_with_the_best_plan_so_far(tmp_path: Path) -> None:
    instance, answer = tmp_path / "instance.json", tmp_path / "solution.json"
    instance.write_text(instance_text(Size(stores=3, employees=60, events=400)), encoding="utf-8")
    words = [sys.executable, "-m", "flask", "--app", "app", "solve", str(instance), "-o", str(answer)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if "places filled" in line)

        process.send_signal(signal.SIGINT)
        summary, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "(cancelled)" in summary
    assert len(json.loads(answer.read_text(encoding="utf-8"))["assignments"]) > 300


@pytest.mark.parametrize("text", ["{", json.dumps({**SMALL, "horizon": {"start": "2026-03-02"}}), "\udcff"])
def test_a_bad_file_is_refused_in_one_line_and_nothing_is_written(tmp_path: Path, text: str) -> None:
    (tmp_path / "instance.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    files = [str(tmp_path / "instance.json"), "-o", str(tmp_path / "solution.json")]

    done = CliRunner().invoke(solve, files)

    assert done.exit_code == 2
    assert len(done.output.strip().splitlines()) == 1
    assert not (tmp_path / "solution.json").exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, json.dumps(SMALL), "-o", str(tmp_path / "missing" / "solution.json"))

    assert done.exit_code == 2
    assert "missing" in done.output


def flask(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """On a machine where nothing is configured."""
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)


def test_it_needs_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "instance.json").write_text(json.dumps(SMALL), encoding="utf-8")

    done = flask(tmp_path, "solve", str(tmp_path / "instance.json"), "-o", str(tmp_path / "s.json"), "--quiet")

    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"instance.json", "s.json"}


def test_other_commands_say_what_is_missing_without_a_trace(tmp_path: Path) -> None:
    done = flask(tmp_path, "db", "upgrade")

    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["flask", "--app", "app", "solve", "x"], "solve"),
        (["flask", "--app=app", "solve"], "solve"),
        (["flask", "--app", "app", "users", "create", "solve"], None),
        (["flask"], None),
    ],
)
def test_the_command_is_found_among_the_words(words: list[str], found: str | None) -> None:
    assert asked_for(words) == found
