"""The Crossmark client against the sandbox over real sockets, with everything that can go wrong on the way."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import structlog

from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.crossmark.payloads import MPlan
from app.integrations.errors import (
    ConnectionLost,
    IncompleteFeed,
    IntegrationError,
    OutcomeUnknown,
    Refused,
    ServerTrouble,
    SessionExpired,
    SignInFailed,
    TimedOut,
    TooManyRequests,
    UnexpectedAnswer,
    Unreachable,
)
from app.integrations.http import Limits, Patience
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark
from app.vocabulary import Condition

TODAY = date(2026, 3, 3)
FIRST, LAST = TODAY - timedelta(days=30), TODAY + timedelta(days=90)
ZONE = ZoneInfo("America/Indiana/Indianapolis")
STARTS_AT = datetime(2026, 3, 20, 14, 30, tzinfo=UTC)
FEED = "getPlanningMplans"
BOOK = "scheduleMplanEvent"
AT_ONCE = Patience(sleep=lambda seconds: None)
SHORT = Limits(connect=1.0, read=0.5, total=1.0)


@pytest.fixture
def crossmark(tmp_path: Path) -> Iterator[RunningSandbox]:
    with start_crossmark(tmp_path, today=TODAY) as running:
        yield running


def client_of(
    sandbox: RunningSandbox,
    *,
    password: str = SANDBOX_PASSWORD,
    limits: Limits | None = None,
    user: str = CROSSMARK_USER,
) -> CrossmarkClient:
    account = CrossmarkAccount(sandbox.base_url, user, password)
    return CrossmarkClient(account, limits=limits, patience=AT_ONCE)


@pytest.fixture
def client(crossmark: RunningSandbox) -> CrossmarkClient:
    return client_of(crossmark)


def feed(client: CrossmarkClient, page_size: int = 1000) -> tuple[MPlan, ...]:
    return client.get_planning_events(first=FIRST, last=LAST, page_size=page_size)


def open_core(client: CrossmarkClient) -> MPlan:
    return next(row for row in feed(client) if row.condition is Condition.UNSTAFFED and row.name.endswith("CORE"))


def book(client: CrossmarkClient, row: MPlan, rep_id: str) -> str:
    return client.schedule(
        mplan_id=row.mplan_id,
        rep_id=rep_id,
        location_id=row.location_id,
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + timedelta(minutes=390),
        zone=ZONE,
    )


def some_rep(client: CrossmarkClient) -> str:
    return client.get_available_reps(first=TODAY, last=TODAY + timedelta(days=90))[0].rep_id


def test_signing_in_names_the_user(client: CrossmarkClient) -> None:
    assert client.sign_in().username == CROSSMARK_USER
    assert client.session_cookie


@pytest.mark.parametrize("login_answer", ["html", "json"])
def test_both_ways_of_saying_yes_are_understood(tmp_path: Path, login_answer: str) -> None:
    with start_crossmark(tmp_path, today=TODAY, login_answer=login_answer) as running:
        assert client_of(running).sign_in().user_id == "4412"


def test_a_wrong_password_is_tried_once_and_said_plainly(crossmark: RunningSandbox) -> None:
    with pytest.raises(SignInFailed, match="password"):
        client_of(crossmark, password="wrong").sign_in()
    assert len(crossmark.ledger("authenticate")) == 1


def test_another_status_than_200_is_no_sign_in(crossmark: RunningSandbox, client: CrossmarkClient) -> None:
    crossmark.fault("status", "authenticate", status=404)
    with pytest.raises(SignInFailed, match="answered 404"):
        client.sign_in()


@pytest.mark.parametrize("kind", ["html-login", "garbage", "empty"])
def test_a_status_of_200_alone_is_no_sign_in(crossmark: RunningSandbox, client: CrossmarkClient, kind: str) -> None:
    crossmark.fault(kind, "authenticate")
    with pytest.raises(SignInFailed):
        client.sign_in()


@pytest.mark.parametrize("kind", ["html-login", "garbage"])
def test_a_sign_in_that_get_user_info_does_not_confirm_is_a_failure(
    crossmark: RunningSandbox, client: CrossmarkClient, kind: str
) -> None:
    crossmark.fault(kind, "getUserInfo")
    with pytest.raises(SignInFailed):
        client.sign_in()


def test_pages_of_the_feed_add_up_to_the_whole(client: CrossmarkClient) -> None:
    whole = feed(client)
    assert len(whole) > 100
    assert {row.mplan_id for row in feed(client, page_size=70)} == {row.mplan_id for row in whole}


@pytest.mark.parametrize(
    ("kind", "after"), [("loop-page", 1), ("short-page", 1), ("dup-rows", 0), ("shrink", 1), ("dup-rows", 1)]
)
def test_pages_that_do_not_add_up_are_refused(
    crossmark: RunningSandbox, client: CrossmarkClient, kind: str, after: int
) -> None:
    crossmark.fault(kind, FEED, after=after)
    with pytest.raises(IncompleteFeed):
        feed(client, page_size=100)


@pytest.mark.parametrize("field", ["mPlanID", "name", "storeID", "startDate", "endDate", "condition", "scheduleRepID"])
def test_a_missing_field_is_named(crossmark: RunningSandbox, client: CrossmarkClient, field: str) -> None:
    crossmark.fault("missing-field", FEED, field=field)
    with pytest.raises(UnexpectedAnswer, match=field) as refusal:
        feed(client)
    assert refusal.value.field == field


def test_an_odd_value_is_reported_and_the_event_kept(crossmark: RunningSandbox, client: CrossmarkClient) -> None:
    crossmark.fault("set-field", FEED, field="endDate", value="31/31/2026")
    rows = feed(client)
    assert rows[0].due_date is None
    assert rows[0].problems == ("endDate '31/31/2026' is not a date",)


def test_people_come_with_their_ids_and_roles(client: CrossmarkClient) -> None:
    people = client.get_available_reps(first=TODAY, last=TODAY + timedelta(days=90))
    assert len(people) > 40
    assert all(person.rep_id.isdigit() and person.employee_id.startswith("US") and person.name for person in people)
    assert any(person.role for person in people)


def test_a_booking_is_sent_once_and_read_back_by_its_natural_key(
    crossmark: RunningSandbox, client: CrossmarkClient
) -> None:
    row, rep_id = open_core(client), some_rep(client)
    issued = book(client, row, rep_id)
    booked = crossmark.bookings(seeded=False)
    assert [(b["scheduleEventID"], b["mPlanID"], b["RepID"], b["Start"], b["End"]) for b in booked] == [
        (issued, row.mplan_id, rep_id, "2026-03-20T10:30:00-04:00", "2026-03-20T17:00:00-04:00")
    ]
    found = client.get_scheduled_events(first=date(2026, 3, 20), last=date(2026, 3, 20), rep_id=rep_id)
    assert [(b.crossmark_id, b.starts_at) for b in found] == [(issued, STARTS_AT)]
    again = client.get_planning_event(mplan_id=row.mplan_id, first=FIRST, last=LAST)
    assert again is not None
    assert (again.crossmark_id, again.rep_id, str(again.wall_start)) == (issued, rep_id, "2026-03-20 10:30:00")


def test_deleting_takes_the_booking_away_and_a_second_time_is_refused(
    crossmark: RunningSandbox, client: CrossmarkClient
) -> None:
    issued = book(client, open_core(client), some_rep(client))
    client.delete_scheduled(crossmark_id=issued)
    assert crossmark.bookings(seeded=False) == []
    with pytest.raises(Refused, match="Unknown scheduled event"):
        client.delete_scheduled(crossmark_id=issued)


@pytest.mark.parametrize("kind", ["rst-after-effect", "status-after-effect", "garbage", "truncated", "short-read"])
def test_a_write_whose_answer_is_lost_is_unknown_and_never_sent_twice(
    crossmark: RunningSandbox, client: CrossmarkClient, kind: str
) -> None:
    row, rep_id = open_core(client), some_rep(client)
    crossmark.fault(kind, BOOK)
    with pytest.raises(OutcomeUnknown):
        book(client, row, rep_id)
    assert len(crossmark.bookings(seeded=False)) == 1
    assert len(crossmark.ledger(BOOK)) == 1


def test_a_write_that_runs_into_the_time_limit_is_unknown(crossmark: RunningSandbox) -> None:
    client = client_of(crossmark, limits=Limits(read=0.5, total=3.0))
    row, rep_id = open_core(client), some_rep(client)
    crossmark.fault("delay", BOOK, delay=5)
    with pytest.raises(OutcomeUnknown):
        book(client, row, rep_id)
    assert len(crossmark.ledger(BOOK)) == 1


def test_a_booking_without_id_gives_a_blank_one(crossmark: RunningSandbox, client: CrossmarkClient) -> None:
    row, rep_id = open_core(client), some_rep(client)
    crossmark.fault("no-id", BOOK)
    assert book(client, row, rep_id) == ""


def test_success_false_is_a_refusal_with_its_words(client: CrossmarkClient) -> None:
    with pytest.raises(Refused, match="Unknown rep"):
        book(client, open_core(client), "999999")


@pytest.mark.parametrize("expired_answer", ["redirect", "401", "html"])
def test_an_ended_session_is_renewed_once_for_reads(tmp_path: Path, expired_answer: str) -> None:
    with start_crossmark(tmp_path, today=TODAY, expired_answer=expired_answer) as running:
        client = client_of(running)
        client.sign_in()
        running.fault("expire-session", FEED, count=1)
        assert feed(client)
        assert len(running.ledger("authenticate")) == 2


def test_an_ended_session_stops_a_write_before_it_is_done(crossmark: RunningSandbox, client: CrossmarkClient) -> None:
    row, rep_id = open_core(client), some_rep(client)
    crossmark.fault("expire-session", BOOK, count=1)
    with pytest.raises(SessionExpired):
        book(client, row, rep_id)
    assert book(client, row, rep_id)
    assert len(crossmark.bookings(seeded=False)) == 1


def test_a_session_that_never_works_does_not_loop(crossmark: RunningSandbox, client: CrossmarkClient) -> None:
    crossmark.fault("html-login", FEED)
    with pytest.raises(SignInFailed):
        feed(client)
    assert len(crossmark.ledger("authenticate")) == 2


def test_reads_are_tried_three_times(crossmark: RunningSandbox, client: CrossmarkClient) -> None:
    crossmark.fault("status", FEED, status=503, count=2)
    assert feed(client)
    crossmark.fault("status", FEED, status=500)
    before = len(crossmark.ledger(FEED))
    with pytest.raises(ServerTrouble):
        feed(client)
    assert len(crossmark.ledger(FEED)) - before == 3


def test_a_short_retry_after_is_waited_for_and_a_long_one_handed_on(crossmark: RunningSandbox) -> None:
    waits: list[float] = []
    account = CrossmarkAccount(crossmark.base_url, CROSSMARK_USER, SANDBOX_PASSWORD)
    client = CrossmarkClient(account, patience=Patience(sleep=waits.append))
    crossmark.fault("status", FEED, status=429, headers={"Retry-After": "7"}, count=1)
    assert feed(client)
    assert waits == [7.0]
    crossmark.fault("status", FEED, status=429, headers={"Retry-After": "1000000000"})
    with pytest.raises(TooManyRequests) as refusal:
        feed(client)
    assert refusal.value.retry_after == 900


@pytest.mark.parametrize(
    ("kind", "settings", "error"),
    [
        ("garbage", {}, UnexpectedAnswer),
        ("truncated", {}, UnexpectedAnswer),
        ("body", {"value": "null"}, UnexpectedAnswer),
        ("body", {"value": '{"total": NaN, "mplans": []}'}, UnexpectedAnswer),
        ("body", {"value": "[" * 100_000}, UnexpectedAnswer),
        ("empty", {}, UnexpectedAnswer),
        ("huge", {}, UnexpectedAnswer),
        ("gzip-bomb", {}, UnexpectedAnswer),
        ("redirect", {"value": "https://elsewhere.example/"}, UnexpectedAnswer),
        ("rst-before", {}, ConnectionLost),
        ("short-read", {}, ConnectionLost),
    ],
)
def test_unusable_answers_have_a_name(
    crossmark: RunningSandbox,
    client: CrossmarkClient,
    kind: str,
    settings: dict[str, object],
    error: type[IntegrationError],
) -> None:
    crossmark.fault(kind, FEED, **settings)
    with pytest.raises(error):
        feed(client)


@pytest.mark.parametrize("kind", ["accept-silent", "drip"])
def test_silence_and_dripping_end_at_the_time_limit(crossmark: RunningSandbox, kind: str) -> None:
    client = client_of(crossmark)
    client.sign_in()  # with time enough: only the silence is to end early
    client._transport._limits = SHORT
    crossmark.fault(kind, FEED, delay=0.2)
    started = time.monotonic()
    with pytest.raises(TimedOut):
        feed(client)
    assert time.monotonic() - started < 60, "dripping, the list would take hours"


def test_nobody_listening_is_unreachable(tmp_path: Path) -> None:
    running = start_crossmark(tmp_path, today=TODAY)
    running.stop()
    with pytest.raises(Unreachable):
        client_of(running).sign_in()


def test_two_accounts_never_mix_their_sessions(crossmark: RunningSandbox) -> None:
    clients = [client_of(crossmark), client_of(crossmark, user="demo.second")]
    for client in clients * 3:
        client.get_available_reps(first=TODAY, last=TODAY + timedelta(days=7))
    calls = crossmark.ledger("getAvailableReps")
    assert [row["account"] for row in calls] == [CROSSMARK_USER, "demo.second"] * 3
    assert len({row["session"] for row in calls}) == 2


def test_no_secret_reaches_the_log(
    crossmark: RunningSandbox, client: CrossmarkClient, caplog: pytest.LogCaptureFixture
) -> None:
    with structlog.testing.capture_logs() as events, caplog.at_level(logging.DEBUG):
        book(client, open_core(client), some_rep(client))
    assert [event["path"].rsplit("/", 1)[-1] for event in events][:2] == ["authenticate", "getUserInfo"]
    assert all(event["status"] == 200 and event["ms"] >= 0 for event in events)
    for text in (json.dumps(events), caplog.text):
        assert SANDBOX_PASSWORD not in text
        assert client.session_cookie not in text


def test_the_request_id_travels_along(crossmark: RunningSandbox, httpserver_headers: Callable[[], str]) -> None:
    del crossmark
    with structlog.contextvars.bound_contextvars(request_id="req-17"):
        assert httpserver_headers() == "req-17"


@pytest.fixture
def httpserver_headers(httpserver: object) -> Callable[[], str]:
    """Signs in at a plain test server and says which request id it was sent."""

    def ask() -> str:
        seen: list[str] = []

        def handler(request: object) -> object:
            from werkzeug.wrappers import Response

            seen.append(request.headers.get("X-Request-Id", ""))  # type: ignore[attr-defined]
            return Response("no", status=401)

        httpserver.expect_request("/login/authenticate").respond_with_handler(handler)  # type: ignore[attr-defined]
        account = CrossmarkAccount(httpserver.url_for("").rstrip("/"), "demo", "demo")  # type: ignore[attr-defined]
        with pytest.raises(SignInFailed):
            CrossmarkClient(account).sign_in()
        return seen[0]

    return ask
