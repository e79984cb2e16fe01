"""`flask sync run` through its job row: counts on success, a plain reason and a bad exit on failure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.sync import sync_commands
from app.models import Job, SyncRun
from app.models.columns import utc_now
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark
from app.vocabulary import JobState


@pytest.fixture
def crossmark(app: Flask, tmp_path: Path) -> Iterator[RunningSandbox]:
    before = app.extensions["settings"]
    with start_crossmark(tmp_path, today=utc_now().date()) as running:
        app.extensions["settings"] = replace(
            before,
            crossmark_base_url=running.base_url,
            crossmark_username=CROSSMARK_USER,
            crossmark_password=SANDBOX_PASSWORD,
        )
        yield running
    app.extensions["settings"] = before


def test_it_prints_what_changed(app: Flask, crossmark: RunningSandbox, session: Session) -> None:
    answer = app.test_cli_runner().invoke(sync_commands, ["run"])
    assert answer.exit_code == 0, answer.output
    assert "events created:" in answer.output
    assert "Sync completed." in answer.output
    job = session.scalars(select(Job)).one()
    assert (job.state, job.result["counts"]["stores_created"]) == (JobState.DONE, 3)
    again = app.test_cli_runner().invoke(sync_commands, ["run"])
    assert "Nothing new." in again.output


def test_it_fails_with_the_plain_reason(app: Flask, crossmark: RunningSandbox, session: Session) -> None:
    crossmark.fault("garbage", "getPlanningMplans")
    answer = app.test_cli_runner().invoke(sync_commands, ["run"])
    assert answer.exit_code == 1
    assert "not valid JSON" in answer.output
    assert session.scalars(select(SyncRun.status)).one() == "failed"
    assert session.scalars(select(Job.state)).one() is JobState.FAILED


def test_without_an_account_it_says_what_to_do(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(sync_commands, ["run"])
    assert answer.exit_code == 1
    assert "Enter its address, user name and password in Settings" in answer.output
    assert "Traceback" not in answer.output
