"""Ordered faults over real sockets, and the proof that the ledger catches a careless client."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests

from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark

SCHEDULE = "/planningextcontroller/scheduleMplanEvent"
FEED = "/planningextcontroller/getPlanningMplans"


@pytest.fixture
def crossmark(tmp_path: Path) -> Iterator[RunningSandbox]:
    with start_crossmark(tmp_path, today=date(2026, 3, 3)) as running:
        yield running


@pytest.fixture
def session(crossmark: RunningSandbox) -> requests.Session:
    http = requests.Session()
    sign_in = {
        "UserType": "MVEntityUser",
        "UserID": CROSSMARK_USER,
        "Password": SANDBOX_PASSWORD,
        "Timezone": "America/Indianapolis",
    }
    http.post(f"{crossmark.base_url}/login/authenticate", json=sign_in, timeout=30)
    return http


@pytest.fixture
def form(crossmark: RunningSandbox, session: requests.Session) -> dict[str, str]:
    rows = session.get(crossmark.base_url + FEED, params={"limit": "5000"}, timeout=30).json()["mplans"]
    row = next(row for row in rows if row["condition"] == "Unstaffed" and row["scheduleDate"] is None)
    return {
        "ClassName": "MVScheduledmPlan",
        "RepID": "181800",
        "mPlanID": str(row["mPlanID"]),
        "LocationID": str(row["storeID"]),
        "Start": "2026-03-20T10:30:00-04:00",
        "End": "2026-03-20T17:00:00-04:00",
        "hash": "",
        "v": "3.0.1",
        "PlanningOverride": "true",
    }


def book(crossmark: RunningSandbox, session: requests.Session, form: dict[str, str], timeout: float = 30) -> Any:
    return session.post(crossmark.base_url + SCHEDULE, data=form, timeout=timeout, allow_redirects=False)


def net(crossmark: RunningSandbox) -> int:
    return len(crossmark.bookings(seeded=False))


class TestPositiveControl:
    def test_a_client_that_repeats_a_write_after_a_lost_answer_books_several_times(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("rst-after-effect", "scheduleMplanEvent", count=3)

        for _ in range(4):
            try:
                book(crossmark, session, form)
                break
            except requests.ConnectionError:
                continue

        rows = crossmark.ledger("scheduleMplanEvent")
        keys = {(row["mPlanID"], row["RepID"], row["Start"]) for row in rows if row["effect_applied"]}
        assert len(keys) == 1
        assert [row["response_sent"] for row in rows] == [False, False, False, True]
        assert net(crossmark) == 4


class TestBeforeTheEffect:
    @pytest.mark.parametrize("kind", ["refuse", "rst-before"])
    def test_a_dropped_connection_books_nothing(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str], kind: str
    ) -> None:
        crossmark.fault(kind, SCHEDULE)

        with pytest.raises(requests.ConnectionError):
            book(crossmark, session, form)

        assert net(crossmark) == 0
        assert [(row["effect_applied"], row["fault"]) for row in crossmark.ledger("scheduleMplanEvent")] == [
            (False, kind)
        ]

    def test_silence_lasts_longer_than_any_patience(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("accept-silent", SCHEDULE)

        with pytest.raises(requests.ReadTimeout):
            book(crossmark, session, form, timeout=0.3)

        assert net(crossmark) == 0

    def test_a_status_comes_with_its_headers(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("status", SCHEDULE, status=429, headers={"Retry-After": "120"}, count=1)

        limited, booked = (book(crossmark, session, form) for _ in range(2))

        assert (limited.status_code, limited.headers["Retry-After"]) == (429, "120")
        assert booked.status_code == 200
        assert net(crossmark) == 1

    def test_the_login_page_takes_the_place_of_an_answer(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("html-login", SCHEDULE)

        answer = book(crossmark, session, form)

        assert answer.status_code == 200
        assert 'type="password"' in answer.text

    def test_a_redirect_leads_where_it_was_told(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("redirect", SCHEDULE, value="http://127.0.0.1:9/elsewhere")

        assert book(crossmark, session, form).headers["Location"] == "http://127.0.0.1:9/elsewhere"

    def test_an_expired_session_books_nothing(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("expire-session", SCHEDULE, after=1, count=1)

        statuses = [book(crossmark, session, form).status_code for _ in range(3)]

        assert statuses == [200, 302, 302]
        assert net(crossmark) == 1


class TestAfterTheEffect:
    @pytest.mark.parametrize("kind", ["garbage", "truncated", "empty", "status-after-effect", "no-id", "wrong-id"])
    def test_a_spoiled_answer_hides_a_booking_that_was_made(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str], kind: str
    ) -> None:
        crossmark.fault(kind, SCHEDULE)

        answer = book(crossmark, session, form)

        issued = crossmark.bookings(seeded=False)[0]["scheduleEventID"]
        assert issued not in answer.text
        assert crossmark.ledger("scheduleMplanEvent")[0]["id_issued"] == issued

    def test_a_short_read_breaks_in_the_middle(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("short-read", SCHEDULE)

        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            book(crossmark, session, form)

        assert net(crossmark) == 1

    def test_a_late_answer_comes_after_its_effect(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("delay", SCHEDULE, delay=300)

        with pytest.raises(requests.ReadTimeout):
            book(crossmark, session, form, timeout=0.3)

        assert wait_until(lambda: net(crossmark) == 1), "the answer alone is late"

    def test_a_late_effect_comes_after_the_client_gave_up(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("delay-effect", SCHEDULE, delay=1.5)
        asked = time.monotonic()

        with pytest.raises(requests.ReadTimeout):
            book(crossmark, session, form, timeout=0.2)

        assert wait_until(lambda: net(crossmark) == 1)
        [row] = crossmark.ledger("scheduleMplanEvent")
        assert row["monotonic"] - asked >= 1.5

    def test_a_foreign_id_belongs_to_another_event(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("foreign-id", SCHEDULE)

        claimed = book(crossmark, session, form).json()["scheduleEventID"]

        owner = next(row for row in crossmark.bookings() if row["scheduleEventID"] == claimed)
        assert owner["mPlanID"] != form["mPlanID"]


class TestFeedFaults:
    def feed(self, crossmark: RunningSandbox, session: requests.Session, start: int = 0) -> dict[str, Any]:
        query = {"start": str(start), "limit": "100", "page": str(start // 100 + 1)}
        answer: dict[str, Any] = session.get(crossmark.base_url + FEED, params=query, timeout=30).json()
        return answer

    def test_a_short_page_is_empty_before_the_end(self, crossmark: RunningSandbox, session: requests.Session) -> None:
        crossmark.fault("short-page", FEED, after=1)

        first, second = self.feed(crossmark, session), self.feed(crossmark, session, 100)

        assert len(first["mplans"]) == 100
        assert (second["mplans"], second["total"]) == ([], first["total"])

    def test_a_loop_repeats_the_first_page(self, crossmark: RunningSandbox, session: requests.Session) -> None:
        crossmark.fault("loop-page", FEED)

        assert self.feed(crossmark, session, 100) == self.feed(crossmark, session, 200)

    def test_the_total_shrinks_from_page_to_page(self, crossmark: RunningSandbox, session: requests.Session) -> None:
        crossmark.fault("shrink", FEED)

        totals = [self.feed(crossmark, session, start)["total"] for start in (0, 100, 200)]

        assert totals == sorted(totals, reverse=True)
        assert len(set(totals)) == 3

    def test_a_named_field_is_missing(self, crossmark: RunningSandbox, session: requests.Session) -> None:
        crossmark.fault("missing-field", FEED, field="startDate")

        assert all("startDate" not in row for row in self.feed(crossmark, session)["mplans"])

    @pytest.mark.parametrize("body", ["[]", "{}", "null", "NaN", "\ufeff{}"])
    def test_any_body_can_be_sent(self, crossmark: RunningSandbox, session: requests.Session, body: str) -> None:
        crossmark.fault("body", FEED, value=body)

        answer = session.get(crossmark.base_url + FEED, timeout=30)

        assert answer.content.decode() == body

    def test_a_drip_never_ends_within_reason(self, crossmark: RunningSandbox, session: requests.Session) -> None:
        crossmark.fault("drip", FEED, delay=0.05)

        with session.get(crossmark.base_url + FEED, timeout=30, stream=True) as answer:
            started = time.monotonic()
            received = b"".join(chunk for _, chunk in zip(range(6), answer.iter_content(1), strict=False))

        assert len(received) == 6
        assert time.monotonic() - started > 0.2

    @pytest.mark.parametrize("kind", ["huge", "gzip-bomb"])
    def test_a_body_is_far_larger_than_allowed(
        self, crossmark: RunningSandbox, session: requests.Session, kind: str
    ) -> None:
        crossmark.fault(kind, FEED)

        answer = session.get(crossmark.base_url + FEED, timeout=20)

        assert len(answer.content) > 10 * 1024 * 1024


class TestControl:
    def test_a_mistyped_fault_is_refused(self, crossmark: RunningSandbox) -> None:
        with pytest.raises(ValueError, match="kind must be one of"):
            crossmark.fault("rst-whenever")

    def test_it_has_a_port_of_its_own_that_no_fault_reaches(self, crossmark: RunningSandbox) -> None:
        assert crossmark.server.control.base_url != crossmark.base_url
        crossmark.fault("refuse")

        with pytest.raises(requests.ConnectionError):
            requests.get(f"{crossmark.base_url}/users/getUserInfo", timeout=20)

        [asked] = requests.get(f"{crossmark.server.control.base_url}/_ledger", timeout=20).json()
        assert (asked["operation"], asked["fault"]) == ("getUserInfo", "refuse")

    def test_clearing_ends_all_faults(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        crossmark.fault("status", "", status=500)
        crossmark.clear_faults()

        assert book(crossmark, session, form).status_code == 200

    def test_stopping_does_not_wait_for_silent_connections(self, tmp_path: Path) -> None:
        crossmark = start_crossmark(tmp_path, today=date(2026, 3, 3))
        crossmark.fault("accept-silent", "/users")
        waiting = threading.Thread(target=ask_in_vain, args=(f"{crossmark.base_url}/users/getUserInfo",))
        waiting.start()
        assert wait_until(lambda: bool(crossmark.ledger("getUserInfo")))

        started = time.monotonic()
        crossmark.stop()
        waiting.join(timeout=60)

        assert time.monotonic() - started < 60, "the silence would last ten minutes"
        assert not waiting.is_alive()

    def test_many_at_once_are_all_booked(
        self, crossmark: RunningSandbox, session: requests.Session, form: dict[str, str]
    ) -> None:
        cookies = session.cookies.get_dict()

        def book_five() -> None:
            for _ in range(5):
                requests.post(crossmark.base_url + SCHEDULE, data=form, cookies=cookies, timeout=60)

        threads = [threading.Thread(target=book_five) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert net(crossmark) == 40
        assert len({row["scheduleEventID"] for row in crossmark.bookings(seeded=False)}) == 40


def ask_in_vain(address: str) -> None:
    with pytest.raises(requests.RequestException):
        requests.post(address, timeout=30)


def wait_until(condition: Any, seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
