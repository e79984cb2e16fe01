"""Signing in at Walmart by text message, and fetching reports into the cache, against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import db, transaction
from app.errors import Conflict, Forbidden, Invalid, TooManyRequests
from app.integrations.errors import Blocked, MessageUnclear, SignInFailed
from app.integrations.walmart_edr.payloads import EdrReportData, EdrReportItem
from app.models import EdrItem, EdrReport, EdrSession, Job, Store, SyncRun
from app.models.columns import utc_now
from app.services import edr, edr_reports, edr_session, jobs, sync_requests
from app.services.actors import Actor
from app.vocabulary import JobKind, JobState, Role
from tests.factories import Make
from tests.integration.packet_world import NotedProgress
from tests.integration.sandboxes import Counterparts, counterparts, sign_in_at_walmart, tomorrows_cores


class Transact(Protocol):
    def __call__(self) -> AbstractContextManager[Session]: ...


@pytest.fixture
def both(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counterparts]:
    monkeypatch.setattr(edr_reports, "BREATH_SECONDS", 0.0)
    with counterparts(app, tmp_path) as running:
        yield running


@pytest.fixture
def store(make: Make, both: Counterparts) -> Store:
    """With the Core events of the sandbox's tomorrow, brought to the days that are coming now."""
    store = make.store(number="8801")
    today = date.today()  # noqa: DTZ011  # any day near now will do
    for plan in tomorrows_cores(both.crossmark):
        make.event(
            store=store,
            event_number=plan.name[:6],
            name=plan.name,
            start_date=today,
            due_date=today + timedelta(days=5),
        )
    return store


def start(app: Flask, actor: Actor) -> None:
    with app.app_context():
        edr.start_sign_in(actor)


def confirm(app: Flask, actor: Actor, code: str) -> None:
    with app.app_context():
        edr.confirm_code(actor, code=code)


def state(app: Flask) -> edr.SignInStatus:
    with app.app_context():
        return edr.status(db.session())


def wrong(both: Counterparts) -> str:
    return "000000" if both.walmart.mfa_code() != "000000" else "111111"


def sync(app: Flask, store: Store) -> dict[str, Any]:
    with app.app_context():
        with transaction() as writing:
            job = Job(kind=JobKind.SYNC_EDR, key="all", state=JobState.DONE, run_at=utc_now())
            writing.add(job)
            writing.flush()
            job_id = job.id
        return edr.run_edr_sync(job_id, {"store_ids": [store.id]}, NotedProgress())


def reports(session: Session) -> list[EdrReport]:
    session.rollback()
    return list(session.scalars(select(EdrReport).order_by(EdrReport.event_number)))


def row(session: Session) -> EdrSession:
    session.rollback()
    return session.scalars(select(EdrSession)).one()


def test_the_code_signs_in_and_what_is_kept_is_encrypted(
    app: Flask, both: Counterparts, session: Session, actor: Actor
) -> None:
    start(app, actor)
    assert state(app).state == "code_sent"

    confirm(app, actor, str(both.walmart.mfa_code()))

    assert state(app).is_signed_in
    secret = row(session).secret
    assert secret is not None
    assert secret.startswith(b"gAAAA")
    assert b"token" not in secret
    assert len(both.walmart.ledger("sendCode")) == 1


def test_a_double_click_sends_one_message(app: Flask, both: Counterparts, actor: Actor) -> None:
    start(app, actor)
    with pytest.raises(Conflict, match="a moment ago"):
        start(app, actor)
    assert len(both.walmart.ledger("sendCode")) == 1


def test_clicks_at_the_same_moment_send_one_message(app: Flask, both: Counterparts, actor: Actor) -> None:
    def click(_place: int) -> bool:
        try:
            start(app, actor)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(click, range(4))) == 1
    assert len(both.walmart.ledger("sendCode")) == 1


def test_a_later_click_sends_another_message(app: Flask, both: Counterparts, session: Session, actor: Actor) -> None:
    start(app, actor)
    kept = row(session)
    kept.last_used_at = utc_now() - edr_session.DOUBLE_CLICK - timedelta(seconds=1)
    session.commit()

    start(app, actor)

    assert len(both.walmart.ledger("sendCode")) == 2
    confirm(app, actor, str(both.walmart.mfa_code()))
    assert state(app).is_signed_in


def test_a_message_that_was_not_confirmed_waits_for_its_code_all_the_same(
    app: Flask, both: Counterparts, actor: Actor
) -> None:
    both.walmart.fault("rst-after-effect", "sendCode", count=1)
    with pytest.raises(MessageUnclear):
        start(app, actor)
    assert state(app).state == "code_sent"

    confirm(app, actor, str(both.walmart.mfa_code()))

    assert state(app).is_signed_in


def test_a_wrong_code_may_be_typed_again(app: Flask, both: Counterparts, actor: Actor) -> None:
    start(app, actor)
    with pytest.raises(Invalid, match="2 left") as refused:
        confirm(app, actor, wrong(both))
    assert refused.value.fields[0].field == "code"

    confirm(app, actor, str(both.walmart.mfa_code()))

    assert state(app).is_signed_in


def test_three_wrong_codes_pause_and_the_pause_ends(
    app: Flask, both: Counterparts, session: Session, actor: Actor
) -> None:
    start(app, actor)
    for _ in range(2):
        with pytest.raises(Invalid):
            confirm(app, actor, wrong(both))
    with pytest.raises(TooManyRequests, match="15 minutes"):
        confirm(app, actor, wrong(both))

    with pytest.raises(TooManyRequests) as paused:
        start(app, actor)
    assert 0 < paused.value.retry_after <= 900
    with pytest.raises(Conflict, match="No code is awaited"):
        confirm(app, actor, "123456")
    assert state(app).paused_until is not None
    assert len(both.walmart.ledger("sendCode")) == 1
    kept = row(session)
    kept.paused_until = utc_now() - timedelta(seconds=1)
    session.commit()
    assert state(app).paused_until is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12 456"])
def test_what_is_no_code_is_not_sent(app: Flask, both: Counterparts, actor: Actor, typed: str) -> None:
    start(app, actor)
    with pytest.raises(Invalid, match="six digits"):
        confirm(app, actor, typed)
    assert both.walmart.ledger("validateCode") == []
    assert state(app).state == "code_sent"


def test_a_wrong_password_can_be_corrected_at_once(app: Flask, both: Counterparts, actor: Actor) -> None:
    right = app.extensions["settings"]
    app.extensions["settings"] = replace(right, edr_password="wrong")
    with pytest.raises(SignInFailed):
        start(app, actor)
    assert state(app).state == "none"
    assert both.walmart.ledger("sendCode") == []

    app.extensions["settings"] = right
    start(app, actor)

    assert state(app).state == "code_sent"


def test_without_an_account_it_says_what_to_do(app: Flask, actor: Actor) -> None:
    with pytest.raises(Invalid, match="Enter the user name"):
        start(app, actor)
    assert "Settings" in state(app).problem


def test_a_viewer_may_not_sign_in(app: Flask, both: Counterparts) -> None:
    viewer = Actor(user_id=None, username="v", display_name="V", role=Role.VIEWER, store_ids=None)
    with pytest.raises(Forbidden):
        start(app, viewer)
    with pytest.raises(Forbidden):
        confirm(app, viewer, "123456")


def test_signing_out_forgets_everything(app: Flask, both: Counterparts, session: Session, actor: Actor) -> None:
    sign_in_at_walmart(app, both.walmart)
    with app.app_context():
        edr.sign_out(actor)
    assert row(session).secret is None
    assert state(app).state == "none"


def test_the_sync_fetches_each_coming_report_once(
    app: Flask, both: Counterparts, store: Store, session: Session
) -> None:
    sign_in_at_walmart(app, both.walmart)

    first = sync(app, store)

    assert (first["fetched"], first["failed"]) == (4, 1)
    assert len(reports(session)) == 4
    run = session.scalars(select(SyncRun)).one()
    assert (run.status, run.counts) == ("completed", {"fetched": 4, "failed": 1})
    assert "Walmart has no report" in run.problems[0]["text"]
    asked = len(both.walmart.ledger("edrReport"))
    second = sync(app, store)
    assert (second["fetched"], second["failed"]) == (0, 1)
    assert len(both.walmart.ledger("edrReport")) == asked + 1  # only the one that Walmart does not have


def test_the_job_waits_for_the_code_and_goes_on_once_it_is_typed(
    app: Flask, both: Counterparts, store: Store, transact: Transact, session: Session, actor: Actor
) -> None:
    with transact() as writing:
        job_id = edr.request_edr_sync(writing, actor).job_id
    with app.app_context():
        jobs.run(job_id, {JobKind.SYNC_EDR: edr.run_edr_sync})

    session.rollback()
    job = session.get_one(Job, job_id)
    assert job.state is JobState.NEEDS_MFA
    assert "needs the code" in job.error
    run = session.scalars(select(SyncRun)).one()
    assert (run.job_id, run.source, run.status) == (job_id, "walmart_edr", "needs_mfa")
    assert "needs the code" in run.error
    assert run.finished_at is None
    assert both.walmart.ledger() == [], "no text message without a click"

    sign_in_at_walmart(app, both.walmart)
    with app.app_context():
        jobs.run(job_id, {JobKind.SYNC_EDR: edr.run_edr_sync})
    session.rollback()
    assert session.get_one(Job, job_id).state is JobState.DONE
    assert (run.status, run.error, run.counts["fetched"]) == ("completed", "", 4)
    assert len(reports(session)) == 4
    assert len(both.walmart.ledger("sendCode")) == 1


def test_what_waits_goes_on_with_an_accepted_code_even_when_the_token_did_not_come(
    app: Flask, both: Counterparts, store: Store, transact: Transact, session: Session, actor: Actor
) -> None:
    with transact() as writing:
        job_id = edr.request_edr_sync(writing, actor).job_id
    with app.app_context():
        jobs.run(job_id, {JobKind.SYNC_EDR: edr.run_edr_sync})
    start(app, actor)
    page = {"headers": {"Content-Type": "text/html"}, "value": "<html>Are you a human? captcha</html>"}
    both.walmart.fault("body", "authenticate", count=1, **page)

    with pytest.raises(Blocked):
        confirm(app, actor, str(both.walmart.mfa_code()))

    session.rollback()
    assert session.get_one(Job, job_id).state is JobState.QUEUED
    with app.app_context():
        jobs.run(job_id, {JobKind.SYNC_EDR: edr.run_edr_sync})
    assert len(reports(session)) == 4
    assert len(both.walmart.ledger("sendCode")) == 1


def test_a_fetch_that_waits_for_the_code_and_is_cancelled_waits_no_more(
    app: Flask, both: Counterparts, store: Store, transact: Transact, session: Session, actor: Actor
) -> None:
    with transact() as writing:
        job_id = edr.request_edr_sync(writing, actor).job_id
    with app.app_context():
        jobs.run(job_id, {JobKind.SYNC_EDR: edr.run_edr_sync})
    with transact() as writing:
        sync_requests.close_ended(writing)
    assert session.scalars(select(SyncRun)).one().status == "needs_mfa"

    with transact() as writing:
        jobs.cancel(writing, actor, job_id=job_id)
        sync_requests.close_ended(writing)

    session.rollback()
    assert session.scalars(select(SyncRun)).one().status == "cancelled"


def test_of_two_that_wait_only_the_newer_goes_on(
    app: Flask, both: Counterparts, store: Store, transact: Transact, session: Session, actor: Actor
) -> None:
    for _ in range(2):
        with transact() as writing:
            job_id = edr.request_edr_sync(writing, actor).job_id
        with app.app_context():
            jobs.run(job_id, {JobKind.SYNC_EDR: edr.run_edr_sync})

    sign_in_at_walmart(app, both.walmart)

    session.rollback()
    states = [job.state for job in session.scalars(select(Job).order_by(Job.id))]
    assert states == [JobState.CANCELLED, JobState.QUEUED]


def test_the_list_of_events_is_kept_without_spoiling_whole_reports(
    app: Flask, both: Counterparts, store: Store, session: Session
) -> None:
    sign_in_at_walmart(app, both.walmart)
    sync(app, store)
    whole = {one.event_number: one.preparation for one in reports(session)}
    asked = len(both.walmart.ledger("edrReport"))

    with app.app_context():
        days = {"first": "2026-02-01", "last": "2026-03-31"}
        answer = edr.run_edr_sync(1, {"store_ids": [store.id], "browse": True, **days}, NotedProgress())

    session.rollback()
    kept = {one.event_number: one for one in reports(session)}
    assert answer["fetched"] > len(whole)
    assert {number: kept[number].preparation for number in whole} == whole
    assert {one.source for number, one in kept.items() if number not in whole} == {"browse"}
    assert len(both.walmart.ledger("edrReport")) == asked, "the list alone was read"


def test_an_ended_token_is_renewed_from_the_cookies(
    app: Flask, both: Counterparts, store: Store, session: Session
) -> None:
    sign_in_at_walmart(app, both.walmart)
    both.walmart.fault("expire-session", "edrReport", count=1)

    answer = sync(app, store)

    assert answer["fetched"] == 4
    assert len(both.walmart.ledger("sendCode")) == 1


def test_after_a_long_rest_the_cookies_are_tried_first(
    app: Flask, both: Counterparts, store: Store, session: Session
) -> None:
    sign_in_at_walmart(app, both.walmart)
    kept = row(session)
    kept.last_used_at = utc_now() - timedelta(hours=1)
    session.commit()
    before = len(both.walmart.ledger("authenticate"))

    assert sync(app, store)["fetched"] == 4
    assert len(both.walmart.ledger("authenticate")) == before + 1


def test_when_the_sign_in_is_gone_the_job_asks_for_a_code_and_keeps_the_cache(
    app: Flask, both: Counterparts, store: Store, session: Session
) -> None:
    sign_in_at_walmart(app, both.walmart)
    sync(app, store)
    both.walmart.reset()

    with pytest.raises(Conflict, match="needs the code"):
        sync(app, store)

    assert state(app).state == "expired"
    assert row(session).secret is None
    assert len(reports(session)) == 4
    assert both.walmart.ledger("sendCode") == []


def test_storing_again_replaces_the_items(app: Flask, make: Make, transact: Transact, session: Session) -> None:
    store = make.store()
    for words in ("FIRST", "SECOND"):
        with transact() as writing:
            edr.store_report(writing, store_id=store.id, report=report_named(words))

    session.rollback()
    items = session.scalars(select(EdrItem).order_by(EdrItem.position)).all()
    assert [item.description for item in items] == ["SECOND 1", "SECOND 2"]
    assert [report.name for report in reports(session)] == ["SECOND"]


def report_named(words: str) -> EdrReportData:
    items = tuple(
        EdrReportItem(f"98000123{place}", "333832507", f"{words} {place}", "V", "D", featured=place == 1)
        for place in (1, 2)
    )
    return EdrReportData("612345", words, None, "Supplier", "APPROVED", True, "", "", "report", items, {"demoId": 1})


def test_two_jobs_may_store_the_same_report_at_the_same_moment(app: Flask, make: Make, session: Session) -> None:
    store_id = make.store().id
    session.rollback()

    def store_it(words: str) -> None:
        with app.app_context(), transaction() as writing:
            edr.store_report(writing, store_id=store_id, report=report_named(words))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(store_it, ["A", "B", "C", "D"] * 3))

    session.rollback()
    assert len(reports(session)) == 1
    assert len(session.scalars(select(EdrItem)).all()) == 2
