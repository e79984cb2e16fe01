"""The checks of `scripts/check` that are ours: each must be able to fail."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from scripts import _audit, _docs, _locks, vendor_assets
from scripts._audit import NOT_AUDITED
from scripts._quality import CHECKS, Verdict, run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in small: documents, one command, one configuration."""
    for folder in ("app/cli", "docs", "scripts"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "app/config.py").write_text('def load(read):\n    return read.text("SECRET_KEY")\n')
    (tmp_path / ".env.example").write_text("# why\nSECRET_KEY=\n")
    (tmp_path / "README.md").write_text("Start with `scripts/run`.\n")
    (tmp_path / "scripts/run").touch(mode=0o755)
    monkeypatch.setattr(_docs, "ROOT", tmp_path)
    return tmp_path


def test_documents_in_step_pass(project: Path) -> None:
    assert _docs.main() == 0


def test_it_names_a_variable_that_nobody_explains(project: Path) -> None:
    (project / "app/config.py").write_text(
        'def load(read):\n    read.text("SECRET_KEY")\n    read.flag("FORCE_HTTPS")\n'
    )

    assert list(_docs.variable_faults()) == [".env.example lacks FORCE_HTTPS, which app/config.py reads"]


def test_it_names_a_variable_that_nothing_reads(project: Path) -> None:
    (project / ".env.example").write_text("SECRET_KEY=\nOLD_NAME=1\n")

    assert list(_docs.variable_faults()) == [".env.example explains OLD_NAME, which nothing reads"]


def test_it_names_a_command_without_a_word_in_the_documents(project: Path) -> None:
    (project / "scripts/bench").touch(mode=0o755)
    (project / "app/cli/sync.py").write_text('sync = AppGroup("sync")\n')

    assert list(_docs.command_faults()) == [
        "README.md and docs/ do not mention `scripts/bench`",
        "README.md and docs/ do not mention `flask --app app sync`",
    ]


def test_it_names_a_link_that_leads_nowhere(project: Path) -> None:
    (project / "docs/guide.md").write_text("See [the readme](../README.md) and [more](more.md#there).\n")

    assert list(_docs.link_faults()) == ["docs/guide.md links to more.md, which does not exist"]


LOCK = """celery==5.7.0 \\
    --hash=sha256:00
    # via flask-schedule-webapp (pyproject.toml)
kombu==5.7.0 \\
    --hash=sha256:00
    # via celery
"""


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = '[project]\ndependencies = ["celery"]\n[dependency-groups]\ndev = []\n'
    for name, content in (("pyproject.toml", project), ("requirements.txt", LOCK), ("requirements-dev.txt", LOCK)):
        (tmp_path / name).write_text(content)
    monkeypatch.setattr(_locks, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "before", "after", "fault"),
    [
        ("pyproject.toml", '"celery"', '"celery", "redis>=8"', "requirements.txt lacks redis"),
        ("pyproject.toml", '["celery"]', "[]", "requirements.txt still holds celery"),
        ("requirements-dev.txt", "kombu==5.7.0", "kombu==5.6.0", "kombu is 5.7.0 in requirements.txt and 5.6.0"),
        ("requirements.txt", "celery==5.7.0", "-i https://mirror.example\ncelery==5.7.0", "requirements.txt names a"),
    ],
)
def test_it_names_locks_out_of_step(
    locks: Path, capsys: pytest.CaptureFixture[str], file: str, before: str, after: str, fault: str
) -> None:
    assert _locks.main() == 0
    (locks / file).write_text((locks / file).read_text().replace(before, after))

    assert _locks.main() == 1
    assert fault in capsys.readouterr().out


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(vendor_assets, "ROOT", tmp_path)
    (tmp_path / "lib.js").write_text("1")
    files = {"lib.js": {"from": "lib.js", "sha384": vendor_assets._sha384(b"1")}}
    lock = tmp_path / "vendor.lock.json"
    lock.write_text(json.dumps({"packages": [{"name": "lib", "version": "1.0", "files": files}]}))
    assert vendor_assets.differences(lock) == []
    return lock


def test_a_vendored_file_that_was_touched_is_named(assets: Path) -> None:
    (assets.parent / "lib.js").write_text("2")

    assert vendor_assets.differences(assets) == ["lib.js was changed"]


def test_a_vendored_file_that_is_missing_or_new_is_named(assets: Path) -> None:
    (assets.parent / "lib.js").rename(assets.parent / "other.js")

    assert vendor_assets.differences(assets) == ["lib.js is missing", "other.js is not in vendor.lock.json"]


def answer(stdout: str, code: int) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, stdout, "")


@pytest.mark.parametrize("said", ["", '{"dependencies": [{"name": "jinja2", "skip_reason": "not found"}]}'])
def test_an_audit_without_a_source_is_never_called_a_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    monkeypatch.setattr(_audit, "_pip_audit", lambda *_: answer(said, 0))

    assert _audit.main() == NOT_AUDITED
    assert capsys.readouterr().out == "NOT AUDITED (no advisory source reachable)\n"


@pytest.mark.parametrize(("found", "expected"), [(0, 0), (1, 1)])
def test_an_audit_with_a_source_says_what_it_found(monkeypatch: pytest.MonkeyPatch, found: int, expected: int) -> None:
    probe = answer('{"dependencies": [{"name": "jinja2", "vulns": [{"id": "X-1"}]}]}', 1)
    answers = iter([probe, answer("", found)])
    monkeypatch.setattr(_audit, "_pip_audit", lambda *_: next(answers))

    assert _audit.main() == expected


@pytest.mark.parametrize(("required", "passed"), [("", True), ("1", False)])
def test_where_an_audit_is_required_its_absence_fails(
    monkeypatch: pytest.MonkeyPatch, required: str, passed: bool
) -> None:
    monkeypatch.setitem(CHECKS, "audit", ["sh", "-c", f"echo NOT AUDITED; exit {NOT_AUDITED}"])
    monkeypatch.setenv("REQUIRE_AUDIT", required)

    verdict = run("audit")

    assert (verdict.word, verdict.passed) == ("NOT AUDITED", passed)


def test_a_check_that_fails_keeps_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHECKS, "lint", ["sh", "-c", "echo E501 too long; exit 1"])

    verdict = run("lint")

    assert verdict == Verdict("lint", "FAIL", False, verdict.seconds, "E501 too long")
