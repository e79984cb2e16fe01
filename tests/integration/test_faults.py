"""The faults of the other systems, one class each: what the product does, and the sentence a manager reads.

Three are proved where their machinery is: D20 (foreign PDFs) in unit/paperwork/test_foreign_pdf.py, D23 (one breaker
for all processes) in test_breakers.py, D24 (an outage with work piled up) in test_random_kills.py.
"""

# ruff: noqa: F811  # fixtures are imported by name and asked for by name
from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.db import transaction
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.errors import SessionExpired, TimedOut, TooManyRequests, Unreachable
from app.integrations.http import Limits, Patience
from app.integrations.walmart_edr.client import EdrClient
from app.models import Employee, Event, Notice, Schedule
from app.models.columns import utc_now
from app.sandbox import certificates
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark
from app.services import changes, edr_session
from tests.integration.test_edr_client import edr, signed_in  # noqa: F401
from tests.integration.test_sync_crossmark import Office, booked_row, client_of, crossmark, office  # noqa: F401

FEED, BOOK, LOGIN = "getPlanningMplans", "scheduleMplanEvent", "authenticate"
AT_ONCE = Patience(sleep=lambda seconds: None)
QUICK = Limits(connect=0.5, read=0.4, total=0.8)


def failed(office: Office) -> str:
    """A sync that must fail and change nothing; its sentence."""
    before = (office.count(Event), office.count(Employee), office.count(Schedule))
    run = office.sync()
    assert run.status == "failed"
    assert (office.count(Event), office.count(Employee), office.count(Schedule)) == before
    return run.error


@contextmanager
def pointed_at(app: Flask, address: str) -> Iterator[None]:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, crossmark_base_url=address)
    try:
        yield
    finally:
        app.extensions["settings"] = before


class TestD01NoConnection:
    @pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://nowhere.invalid"])
    def test_refused_or_unknown_hosts_are_said_and_nothing_is_changed(self, office: Office, address: str) -> None:
        with pointed_at(office.app, address):
            assert failed(office) == ("Crossmark could not be reached. Check the internet connection, then try again.")

    @pytest.mark.parametrize("kind", certificates.KINDS)
    def test_a_certificate_nobody_may_trust_is_never_accepted(self, tmp_path: Path, kind: str) -> None:
        with start_crossmark(tmp_path, tls=kind) as sandbox:
            assert sandbox.base_url.startswith("https://")
            client = CrossmarkClient(
                CrossmarkAccount(sandbox.base_url, CROSSMARK_USER, SANDBOX_PASSWORD), patience=AT_ONCE
            )
            with pytest.raises(Unreachable):
                client.sign_in()
            assert sandbox.ledger() == []


class TestD02Silence:
    def test_the_call_ends_at_its_deadline(self, crossmark: RunningSandbox) -> None:
        client = impatient(crossmark)
        crossmark.fault("accept-silent", FEED)
        with pytest.raises(TimedOut, match="did not answer within"):
            client.get_planning_events(first=utc_now().date(), last=utc_now().date())


def asking(crossmark: RunningSandbox, user: str = CROSSMARK_USER, *, patience: Patience = AT_ONCE) -> CrossmarkClient:
    account = CrossmarkAccount(crossmark.base_url, user, SANDBOX_PASSWORD)
    return CrossmarkClient(account, patience=patience)


def impatient(crossmark: RunningSandbox) -> CrossmarkClient:
    """Signed in with time enough, so that on a busy machine only the fault meets the short deadline."""
    client = asking(crossmark)
    client.sign_in()
    client._transport._limits = QUICK
    return client


class TestD03Dripping:
    def test_the_call_ends_at_its_deadline_however_many_bytes_came(self, crossmark: RunningSandbox) -> None:
        client = impatient(crossmark)
        crossmark.fault("drip", FEED)
        with pytest.raises(TimedOut):
            client.get_planning_events(first=utc_now().date(), last=utc_now().date())


class TestD05TooManyRequests:
    @pytest.mark.parametrize(
        ("header", "seconds"),
        [("120", 120), ("1000000000", 900), ("-5", 30), (None, 30), ("Wed, 21 Oct 2065 07:28:00 GMT", 900)],
    )
    def test_the_wish_to_wait_is_kept_within_reason(
        self, crossmark: RunningSandbox, header: str | None, seconds: int
    ) -> None:
        headers = {"Retry-After": header} if header else {}
        crossmark.fault("status", FEED, status=429, headers=headers)
        impatient = asking(crossmark, patience=replace(AT_ONCE, cap=-1.0))
        with pytest.raises(TooManyRequests, match=f"asks to wait {seconds} seconds") as caught:
            impatient.get_planning_events(first=utc_now().date(), last=utc_now().date())
        assert caught.value.retry_after == seconds


class TestD06SignedOutOnTheWay:
    @pytest.mark.parametrize("fault", [{"kind": "html-login"}, {"kind": "status", "status": 401}])
    def test_it_signs_in_once_and_goes_on(
        self, office: Office, crossmark: RunningSandbox, fault: dict[str, Any]
    ) -> None:
        crossmark.fault(match=FEED, count=1, **fault)
        assert office.sync().status == "completed"
        assert len(crossmark.ledger(LOGIN)) == 2

    def test_a_session_that_never_works_is_a_failure_and_no_loop(
        self, office: Office, crossmark: RunningSandbox
    ) -> None:
        crossmark.fault("html-login", FEED)
        assert "did not let us in: a fresh session was not accepted. Check the user name" in failed(office)
        assert len(crossmark.ledger(LOGIN)) == 2


class TestD07LoginThatProvesNothing:
    @pytest.mark.parametrize("kind", ["garbage", "empty", "html-login"])
    def test_a_status_of_200_is_no_sign_in(self, office: Office, crossmark: RunningSandbox, kind: str) -> None:
        crossmark.fault(kind, LOGIN)
        assert failed(office)
        assert crossmark.ledger(FEED) == []


class TestD08Garbage:
    @pytest.mark.parametrize(
        "body",
        [
            "[]x",
            "{}",
            "null",
            '{"total": NaN, "mplans": []}',
            '{"total": "many", "mplans": []}',
            '{"mplans": 7}',
            "\ufeff{",
            "[" * 100_000,
            '{"total": 1, "mplans": [[]]}',
        ],
        ids=["trailing", "empty object", "null", "NaN", "a word for a number", "wrong type", "BOM", "nesting", "row"],
    )
    def test_nothing_of_it_is_applied(self, office: Office, crossmark: RunningSandbox, body: str) -> None:
        crossmark.fault("body", FEED, value=body)
        assert "sent an answer that cannot be used" in failed(office)

    @pytest.mark.parametrize("kind", ["garbage", "truncated", "gzip-bomb", "huge"])
    def test_neither_of_what_is_broken_or_too_large(self, office: Office, crossmark: RunningSandbox, kind: str) -> None:
        crossmark.fault(kind, FEED)
        assert "Crossmark" in failed(office)


class TestD09PagesThatDoNotAddUp:
    @pytest.mark.parametrize("kind", ["short-page", "dup-rows"])
    def test_an_incomplete_list_removes_nothing(self, office: Office, crossmark: RunningSandbox, kind: str) -> None:
        office.sync()
        crossmark.fault(kind, FEED)
        assert "sent an incomplete list" in failed(office)
        assert not any(row.missing_since for row in office.rows(Event))


class TestD10MassDeletion:
    def test_it_is_held_until_a_manager_has_decided(self, office: Office, crossmark: RunningSandbox) -> None:
        office.sync()
        crossmark.fault("empty-list", FEED)
        run = office.sync()
        assert run.status == "needs_review"
        assert "none was removed. Decide about it below." in run.problems[-1]["text"] + run.problems[0]["text"]


class TestD15ChangedThere:
    def test_a_booking_moved_there_comes_in_and_those_it_concerns_are_told(
        self, office: Office, crossmark: RunningSandbox
    ) -> None:
        office.sync()
        row = booked_row(office)
        schedule_id, here = row.id, row.starts_at - timedelta(minutes=7)
        with (
            office.transact() as session,
            changes.record(session, office.actor, command="edit", summary="Edited", push_to_crossmark=False),
        ):
            session.get_one(Schedule, schedule_id).starts_at = here
        run = office.sync()
        assert run.counts["schedules_updated"] == 1
        assert any("changed at Crossmark" in notice.text for notice in office.rows(Notice))


class TestD16TwoManagers:
    def test_their_sessions_never_cross(self, crossmark: RunningSandbox) -> None:
        users = (CROSSMARK_USER, "demo.second")
        clients = {  # with the usual deadlines: a read asked again on a slow machine would count twice
            user: CrossmarkClient(CrossmarkAccount(crossmark.base_url, user, SANDBOX_PASSWORD)) for user in users
        }
        for client in clients.values():
            client.sign_in()
        day = utc_now().date()
        threads = [
            threading.Thread(
                target=lambda c: [c.get_scheduled_events(first=day, last=day) for _ in range(100)], args=(client,)
            )
            for client in clients.values()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rows = crossmark.ledger("getScheduledEvents")
        sessions = {user: {row["session"] for row in rows if row["account"] == user} for user in users}
        assert len(rows) == 200
        assert all(len(found) == 1 for found in sessions.values())
        assert sessions[users[0]].isdisjoint(sessions[users[1]])


class TestD17SignedOutBetweenPages:
    def test_it_signs_in_once_and_the_list_is_whole(self, crossmark: RunningSandbox) -> None:
        client = client_of(crossmark)
        day = utc_now().date()
        window = {"first": day - timedelta(days=30), "last": day + timedelta(days=60)}
        whole = client.get_planning_events(**window)
        crossmark.fault("expire-session", FEED, after=2, count=1)
        assert client.get_planning_events(**window, page_size=50) == whole
        assert len(crossmark.ledger(LOGIN)) == 2


class TestD18WalmartWantsACode:
    def test_it_waits_for_a_person_and_sends_no_message(self, edr: RunningSandbox) -> None:
        client: EdrClient = signed_in(edr)
        edr.fault("require-mfa", "edrReport", count=1)
        with pytest.raises(SessionExpired, match="Sign in again"):
            client.get_report(event_number="600000")
        assert client.state.stage == "expired"
        assert len(edr.ledger("sendCode")) == 1


class TestD19WrongCode:
    """That three wrong codes end it is proved in test_edr_client.py."""

    def test_nobody_may_try_again_for_a_quarter_of_an_hour(self, app: Flask) -> None:
        with app.app_context():
            edr_session.pause()
            with transaction() as session:
                paused = edr_session.status(session).paused_until
        assert paused is not None
        assert timedelta(minutes=14) < paused - utc_now() <= timedelta(minutes=15)


class TestD21DriftingSchema:
    def test_an_unknown_field_is_ignored(self, office: Office, crossmark: RunningSandbox) -> None:
        crossmark.fault("set-field", FEED, field="brandNew", value=7)
        assert office.sync().status == "completed"

    def test_a_renamed_field_is_named(self, office: Office, crossmark: RunningSandbox) -> None:
        crossmark.fault("missing-field", FEED, field="endDate")
        assert "endDate" in failed(office)

    def test_a_date_of_another_shape_is_never_guessed(self, office: Office, crossmark: RunningSandbox) -> None:
        crossmark.fault("set-field", FEED, field="startDate", value="31/12/2026")
        run = office.sync()
        assert run.counts.get("events_created") is None
        assert any("31/12/2026" in problem["text"] for problem in run.problems)
