"""Promises about where things happen. Each is broken once on purpose, so that a guard that cannot fail is noticed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import celery
from app.tasks import doorbells
from app.vocabulary import JobKind
from scripts._product import ROOT

APP = ROOT / "app"


def calls(source: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def commits(source: str) -> bool:
    """A call of `.commit()`, on whatever object."""
    return any(isinstance(call.func, ast.Attribute) and call.func.attr == "commit" for call in calls(source))


def selects(source: str) -> bool:
    return any(
        (isinstance(call.func, ast.Name) and call.func.id == "select")
        or (isinstance(call.func, ast.Attribute) and call.func.attr in {"query", "execute", "scalars", "scalar"})
        for call in calls(source)
    )


def reads_environment(source: str) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} for node in ast.walk(ast.parse(source))
    )


def swallows(source: str) -> bool:
    """`except Exception: pass`, or a bare except."""
    return any(
        isinstance(node, ast.ExceptHandler)
        and (node.type is None or (len(node.body) == 1 and isinstance(node.body[0], ast.Pass)))
        for node in ast.walk(ast.parse(source))
    )


def offenders(guard: Callable[[str], bool], *folders: str, excused: tuple[str, ...] = ()) -> list[str]:
    files = (file for folder in folders for file in sorted((APP / folder).rglob("*.py")))
    found = (str(file.relative_to(APP)) for file in files if guard(file.read_text(encoding="utf-8")))
    return [name for name in found if name not in excused]


def test_only_db_commits() -> None:
    assert offenders(commits, ".", excused=("db.py",)) == []


def test_pages_and_tasks_ask_nothing_of_the_database_themselves() -> None:
    assert offenders(selects, "blueprints", "tasks", "web") == []


def test_only_config_reads_the_environment() -> None:
    assert offenders(reads_environment, ".", excused=("config.py", "services/failpoints.py", "sandbox/launch.py")) == []


def test_no_failure_is_swallowed() -> None:
    assert offenders(swallows, ".") == []


@pytest.mark.parametrize(
    ("guard", "offence"),
    [
        (commits, "def save(session):\n    session.commit()\n"),
        (selects, "rows = session.scalars(select(Event))\n"),
        (reads_environment, "import os\nkey = os.environ['SECRET_KEY']\n"),
        (swallows, "try:\n    work()\nexcept ValueError:\n    pass\n"),
        (swallows, "try:\n    work()\nexcept:\n    log()\n"),
    ],
)
def test_the_guards_can_go_red(guard: Callable[[str], bool], offence: str) -> None:
    assert guard(offence)


def test_every_kind_of_job_has_somebody_who_does_it() -> None:
    assert doorbells.RUNNERS.keys() == set(JobKind)


def test_every_task_goes_to_a_queue_that_the_worker_reads(app: Flask) -> None:
    queues = set(celery.amqp.queues)
    router = celery.amqp.router
    ours = [name for name in celery.tasks if not name.startswith("celery.")]

    assert {"run_job", "deliver_outbox", "deliver_webhooks", "deliver_mails", "tick"} == set(ours)
    assert {router.route({}, name)["queue"].name for name in ours} <= queues
    # No worker is started with -Q, so each reads every queue that is known.
    for file in ("scripts/_product.py", "docker/entrypoint.sh"):
        assert '"-Q"' not in Path(ROOT / file).read_text(encoding="utf-8")


def test_messages_are_never_pickled(app: Flask) -> None:
    assert list(celery.conf.accept_content) == ["json"]
    assert celery.conf.task_serializer == "json"
