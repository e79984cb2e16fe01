"""Jobs survive crashes, are done once, tell where they are and can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AlreadyRunning, Invalid, NotFound
from app.models import Job, Setting, UserSession
from app.models.columns import utc_now
from app.services import jobs, nightly
from app.services.actors import Actor
from app.vocabulary import JobKind, JobState, Role
from tests.factories import Make

Transact = Callable[[], AbstractContextManager[Session]]


def begin(transact: Transact, actor: Actor, **payload: Any) -> int:
    with transact() as session:
        return jobs.enqueue(session, actor, kind=JobKind.PACKET, key="2026-03-02 1", payload=payload).id


def do(app: Flask, job_id: int, runner: jobs.Runner) -> None:
    with app.app_context():
        jobs.run(job_id, {JobKind.PACKET: runner})


def look(session: Session, job_id: int) -> Job:
    session.rollback()
    return session.get_one(Job, job_id)


def test_a_job_is_rung_only_after_the_commit(transact: Transact, actor: Actor, rung: list[str]) -> None:
    def fail() -> None:
        with transact() as session:
            jobs.enqueue(session, actor, kind=JobKind.PACKET, key="x", payload={})
            raise Invalid("Something else was wrong.")

    with pytest.raises(Invalid):
        fail()
    assert rung == []

    begin(transact, actor)
    assert rung == [jobs.RUN_TASK]


def test_the_same_work_is_not_begun_twice(transact: Transact, actor: Actor) -> None:
    first = begin(transact, actor)

    with pytest.raises(AlreadyRunning) as refused:
        begin(transact, actor)

    assert refused.value.job_id == first


def test_it_tells_progress_and_keeps_the_answer(app: Flask, transact: Transact, actor: Actor, session: Session) -> None:
    seen = []

    def runner(job_id: int, payload: dict[str, Any], progress: jobs.Progress) -> dict[str, Any]:
        progress.report(0.5, "half of it")
        job = look(session, job_id)
        seen.append((job.state, job.progress, job.message))
        return {"message": "All printed.", "pages": payload["pages"]}

    job_id = begin(transact, actor, pages=3)
    do(app, job_id, runner)

    job = look(session, job_id)
    assert seen == [(JobState.RUNNING, 0.5, "half of it")]
    assert (job.state, job.progress, job.message, job.result) == (JobState.DONE, 1.0, "All printed.", {"pages": 3})


def test_an_expected_failure_says_why(app: Flask, transact: Transact, actor: Actor, session: Session) -> None:
    def runner(*_: Any) -> dict[str, Any]:
        raise Invalid("The printer is out of paper.")

    job_id = begin(transact, actor)
    do(app, job_id, runner)

    assert look(session, job_id).state is JobState.FAILED
    assert look(session, job_id).error == "The printer is out of paper."


def test_a_crash_is_no_secret_and_shows_no_insides(
    app: Flask, transact: Transact, actor: Actor, session: Session
) -> None:
    def runner(*_: Any) -> dict[str, Any]:
        raise ZeroDivisionError("secret detail")

    job_id = begin(transact, actor)
    do(app, job_id, runner)

    job = look(session, job_id)
    assert job.state is JobState.FAILED
    assert "secret detail" not in job.error


def test_it_stops_when_asked(app: Flask, transact: Transact, actor: Actor, session: Session) -> None:
    def runner(job_id: int, _payload: dict[str, Any], progress: jobs.Progress) -> dict[str, Any]:
        with transact() as inner:
            jobs.cancel(inner, actor, job_id=job_id)
        progress.report(0.2, "going on")
        raise AssertionError("it was told to stop")

    job_id = begin(transact, actor)
    do(app, job_id, runner)

    assert look(session, job_id).state is JobState.CANCELLED


def test_cancelling_a_waiting_job_ends_it_at_once(
    app: Flask, transact: Transact, actor: Actor, session: Session
) -> None:
    job_id = begin(transact, actor)
    with transact() as inner:
        jobs.cancel(inner, actor, job_id=job_id)

    do(app, job_id, lambda *_: pytest.fail("a cancelled job was done"))

    assert look(session, job_id).state is JobState.CANCELLED


def test_a_second_worker_leaves_a_running_job_alone(app: Flask, transact: Transact, actor: Actor) -> None:
    done = []

    def runner(job_id: int, *_: Any) -> dict[str, Any]:
        done.append("first")
        jobs.run(job_id, {JobKind.PACKET: lambda *_: done.append("second") or {}})
        return {}

    do(app, begin(transact, actor), runner)

    assert done == ["first"]


def test_a_worker_that_lost_its_lease_writes_nothing(
    app: Flask, transact: Transact, actor: Actor, session: Session
) -> None:
    def slow(job_id: int, _payload: dict[str, Any], progress: jobs.Progress) -> dict[str, Any]:
        _forget_lease(session, job_id)
        jobs.run(job_id, {JobKind.PACKET: lambda *_: {"by": "the second worker"}})
        progress.report(0.9, "nearly there")
        raise AssertionError("it must not go on")

    job_id = begin(transact, actor)
    do(app, job_id, slow)

    assert look(session, job_id).result == {"by": "the second worker"}


def test_the_tick_rings_again_for_abandoned_work_and_gives_up_in_the_end(
    transact: Transact, actor: Actor, session: Session
) -> None:
    job_id = begin(transact, actor)
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        with transact() as inner:
            assert [waiting[0] for waiting in jobs.reap(inner)] == [job_id]
        _crash(session, job_id, attempt)

    with transact() as inner:
        assert jobs.reap(inner) == []

    assert look(session, job_id).state is JobState.DEAD
    assert f"crashed {jobs.MAX_ATTEMPTS} times" in look(session, job_id).error


def test_another_stores_job_is_not_found(transact: Transact, actor: Actor) -> None:
    job_id = begin(transact, actor, store_id=5)
    elsewhere = Actor(None, "mo", "Mo", Role.MANAGER, frozenset({6}))

    with transact() as session, pytest.raises(NotFound):
        jobs.find(session, elsewhere, job_id=job_id)


class TestNightly:
    @pytest.fixture
    def _switched_on(self, make: Make) -> None:
        make.row(Setting(key="sync_enabled", value=True))

    def test_nothing_leaves_the_house_until_a_manager_switches_it_on(self, transact: Transact, make: Make) -> None:
        make.store()
        with transact() as session:
            nightly.enqueue_due(session, utc_now())
            at_work = {job.kind for job in session.scalars(select(Job)) if job.state is not JobState.DONE}
            assert at_work <= {JobKind.AUDIT, JobKind.BACKUP}

    @pytest.mark.usefixtures("_switched_on")
    def test_each_store_gets_one_packet_a_day(self, transact: Transact, make: Make, session: Session) -> None:
        make.store()
        make.store(active=False)
        with time_machine.travel("2026-03-02T13:00:00Z", tick=True):
            for _ in range(3):
                with transact() as inner:
                    nightly.enqueue_due(inner, utc_now())
            with transact() as inner:
                nightly.enqueue_due(inner, utc_now() + timedelta(days=1))

        packets = session.scalars(select(Job).where(Job.kind == JobKind.PACKET)).all()
        assert [str(job.local_date) for job in packets] == ["2026-03-02", "2026-03-03"]

    @pytest.mark.usefixtures("_switched_on")
    def test_it_waits_for_the_morning_of_the_store(self, transact: Transact, make: Make) -> None:
        make.store(timezone="America/Los_Angeles")
        with time_machine.travel("2026-03-02T11:30:00Z", tick=True), transact() as session:
            nightly.enqueue_due(session, utc_now())
            assert session.scalars(select(Job).where(Job.kind == JobKind.PACKET)).all() == []


def _forget_lease(session: Session, job_id: int) -> None:
    session.rollback()
    session.get_one(Job, job_id).lease_until = utc_now() - timedelta(seconds=1)
    session.commit()


def _crash(session: Session, job_id: int, attempt: int) -> None:
    job = look(session, job_id)
    job.state, job.attempts = JobState.RUNNING, attempt
    job.lease_until = utc_now() - timedelta(seconds=1)
    session.commit()


def test_what_is_over_is_tidied_away_once_an_hour(transact: Transact, make: Make, session: Session) -> None:
    user = make.user()
    old = utc_now() - timedelta(days=40)
    for number, expires_at in enumerate((old, utc_now() + timedelta(days=1))):
        make.row(UserSession(token_hash=f"{number:064d}", user_id=user.id, last_seen_at=old, expires_at=expires_at))

    for minute in (nightly.TIDY_MINUTE + 1, nightly.TIDY_MINUTE):
        with transact() as inner:
            nightly.tidy(inner, utc_now().replace(minute=minute))
        session.rollback()
        left = len(session.scalars(select(UserSession)).all())
        assert left == (2 if minute != nightly.TIDY_MINUTE else 1)
