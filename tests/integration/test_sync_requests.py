"""A run never says that it is under way when nobody works on it any more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.models import Job, SyncRun
from app.models.columns import utc_now
from app.services import jobs, sync
from app.services.actors import Actor
from app.services.sync_requests import Requested
from app.tasks import doorbells
from app.vocabulary import JobState

Transact = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def requested(transact: Transact, actor: Actor) -> Requested:
    with transact() as session:
        return sync.request_sync(session, actor, source="walmart_edr")


def tick(app: Flask, session: Session) -> None:
    session.rollback()
    with app.app_context():
        doorbells.tick()


def test_one_that_waits_stays_under_way(app: Flask, session: Session, requested: Requested) -> None:
    tick(app, session)

    assert session.get_one(SyncRun, requested.sync_run_id).status == "running"


def test_one_that_was_cancelled_while_it_waited_says_so(
    app: Flask, session: Session, transact: Transact, actor: Actor, requested: Requested
) -> None:
    with transact() as writing:
        jobs.cancel(writing, actor, job_id=requested.job_id)

    tick(app, session)

    run = session.get_one(SyncRun, requested.sync_run_id)
    assert (run.status, run.error) == ("cancelled", "Cancelled before anything was changed.")
    assert run.finished_at is not None


def test_one_whose_worker_crashed_too_often_failed(app: Flask, session: Session, requested: Requested) -> None:
    job = session.get_one(Job, requested.job_id)
    job.state, job.attempts, job.lease_until = JobState.RUNNING, jobs.MAX_ATTEMPTS, utc_now() - timedelta(seconds=1)
    session.commit()

    tick(app, session)

    run = session.get_one(SyncRun, requested.sync_run_id)
    assert run.status == "failed"
    assert f"crashed {jobs.MAX_ATTEMPTS} times" in run.error
