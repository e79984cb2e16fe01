"""The sandbox Event Management over real sockets: six steps of signing in, reports, and what can go wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import requests

from app.sandbox.accounts import EDR_CREDENTIAL_ID, EDR_USER, SANDBOX_PASSWORD
from app.sandbox.edr_state import Lifetimes
from app.sandbox.running import RunningSandbox, start_crossmark, start_walmart_edr

TODAY = date(2026, 3, 3)
API = "/EventManagement/api"
CLASSES = [1, *range(3, 46)]
BROWSE_FIELDS = frozenset(
    {
        *("eventId", "eventType", "eventStatus", "eventDate", "eventName", "billType", "lockDate", "eventFee"),
        *("itemNbr", "featuredItemInd", "itemDesc", "upcNbr", "deptNbr", "deptDesc", "vendorNbr", "vendorDesc"),
        *("vendorBilledNbr", "vendorBilledDesc", "targetClubCnt", "subCatNbr", "subCatDesc", "country"),
        *("lastChangeUser", "claimNbr"),
    }
)


@pytest.fixture
def edr(tmp_path: Path) -> Iterator[RunningSandbox]:
    with start_walmart_edr(tmp_path, today=TODAY) as running:
        yield running


class Client:
    def __init__(self, sandbox: RunningSandbox) -> None:
        self.sandbox = sandbox
        self.http = requests.Session()
        self.token = ""

    def get(self, path: str, **query: str | int) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = self.sandbox.base_url + path
        return self.http.get(url, params=query, headers=headers, allow_redirects=False, timeout=10)

    def post(self, path: str, body: object) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.http.post(self.sandbox.base_url + path, json=body, headers=headers, timeout=10)

    def log_in(self, password: str = SANDBOX_PASSWORD) -> requests.Response:
        self.get("/login")
        return self.post("/api/login", {"username": EDR_USER, "password": password, "language": "en"})

    def send_code(self, credid: str = EDR_CREDENTIAL_ID) -> requests.Response:
        return self.post("/api/mfa/sendCode", {"type": "SMS_OTP", "credid": credid})

    def validate(self, code: str | None, failures: int = 0) -> requests.Response:
        body = {"type": "SMS_OTP", "credid": EDR_CREDENTIAL_ID, "code": code, "failureCount": failures}
        return self.post("/api/mfa/validateCode", body)

    def sign_in(self) -> None:
        self.log_in()
        self.send_code()
        self.validate(self.sandbox.mfa_code())
        self.token = self.get(f"{API}/authenticate").json()["token"]

    def browse(self, first: str = "2026-02-01", last: str = "2026-04-02", **other: Any) -> requests.Response:
        wanted = {"startDate": first, "endDate": last, "eventType": CLASSES, "storeNbr": "8801", **other}
        return self.post(f"{API}/browse-event/browse-data", wanted)

    def report(self, number: str | int) -> requests.Response:
        return self.get(f"{API}/edrReport", id=number)


@pytest.fixture
def client(edr: RunningSandbox) -> Client:
    signed_in = Client(edr)
    signed_in.sign_in()
    return signed_in


def wrong_for(code: str | None) -> str:
    return "000000" if code != "000000" else "111111"


class TestSigningIn:
    def test_all_six_steps_lead_to_a_token(self, edr: RunningSandbox) -> None:
        client = Client(edr)

        steps = [client.log_in(), client.send_code(), client.validate(edr.mfa_code())]
        steps.append(client.get("/rl_portal_services/api/Site/InsertRlPageDetails", pageId=6, pageSubId="w6040"))
        steps += [client.get("/rl_portal/"), client.get("/EventManagement/"), client.get(f"{API}/authenticate")]

        assert [step.status_code for step in steps] == [200] * 7
        assert steps[-1].json()["token"]

    @pytest.mark.parametrize(
        ("token_in", "body", "cookie"), [("both", True, True), ("cookie", False, True), ("body", True, False)]
    )
    def test_the_token_is_where_it_was_told_to_be(
        self, tmp_path: Path, token_in: str, body: bool, cookie: bool
    ) -> None:
        with start_walmart_edr(tmp_path, today=TODAY, token_in=token_in) as edr:
            client = Client(edr)
            client.log_in()
            client.send_code()
            client.validate(edr.mfa_code())

            answer = client.get(f"{API}/authenticate")

        assert ("token" in answer.json()) is body
        assert ("auth-token" in client.http.cookies) is cookie
        if cookie:
            assert json.loads(unquote(client.http.cookies["auth-token"]))["token"]

    def test_a_wrong_password_is_refused(self, edr: RunningSandbox) -> None:
        client = Client(edr)

        assert client.log_in(password="wrong").status_code == 401  # the point of the test
        assert client.send_code().status_code == 401

    def test_five_wrong_passwords_lock_the_account(self, edr: RunningSandbox) -> None:
        client = Client(edr)
        for _ in range(5):
            client.log_in(password="wrong")  # the point of the test

        assert client.log_in().status_code == 423

    def test_an_unknown_phone_gets_no_code(self, edr: RunningSandbox) -> None:
        client = Client(edr)
        client.log_in()

        assert client.send_code(credid="another-phone").status_code == 400
        assert edr.mfa_code() is None

    @pytest.mark.parametrize("path", [f"{API}/authenticate", "/rl_portal_services/api/Site/InsertRlPageDetails"])
    def test_no_step_can_be_skipped(self, edr: RunningSandbox, path: str) -> None:
        client = Client(edr)
        client.log_in()
        client.send_code()

        assert client.get(path).status_code == 401
        assert client.get("/EventManagement/").headers["Location"] == "/login"


class TestCodes:
    def test_the_phone_page_shows_the_code(self, edr: RunningSandbox) -> None:
        client = Client(edr)
        client.log_in()
        client.send_code()

        page = requests.get(f"{edr.base_url}/sandbox/phone", timeout=10).text

        assert f"<strong>{edr.mfa_code()}</strong>" in page
        assert len(str(edr.mfa_code())) == 6

    def test_a_new_code_replaces_the_one_before(self, edr: RunningSandbox) -> None:
        client = Client(edr)
        client.log_in()
        client.send_code()
        old = edr.mfa_code()
        client.send_code()
        while edr.mfa_code() == old:
            client.send_code()

        assert client.validate(old).status_code == 401
        assert client.validate(edr.mfa_code(), failures=1).status_code == 200

    def test_a_used_code_does_not_work_again(self, client: Client) -> None:
        assert client.sandbox.mfa_code() is None

    def test_an_old_code_is_refused(self, tmp_path: Path) -> None:
        with start_walmart_edr(tmp_path, today=TODAY, lifetimes=Lifetimes(code=-1)) as edr:
            client = Client(edr)
            client.log_in()
            client.send_code()
            code = edr.control("GET", "/_mfa")["code"]

            assert client.validate(code).status_code == 401

    def test_the_third_wrong_code_locks_the_account(self, edr: RunningSandbox) -> None:
        client = Client(edr)
        client.log_in()
        client.send_code()
        wrong = wrong_for(edr.mfa_code())

        statuses = [client.validate(wrong, failures).status_code for failures in range(3)]

        assert statuses == [401, 401, 423]
        assert client.log_in().status_code == 423

    def test_a_lock_ends_by_itself(self, tmp_path: Path) -> None:
        with start_walmart_edr(tmp_path, today=TODAY, lifetimes=Lifetimes(lock=0)) as edr:
            client = Client(edr)
            client.log_in()
            client.send_code()
            for failures in range(3):
                client.validate(wrong_for(edr.mfa_code()), failures)

            assert client.log_in().status_code == 200


class TestTokens:
    def test_without_a_token_nothing_is_told(self, edr: RunningSandbox) -> None:
        assert Client(edr).browse().status_code == 401
        assert Client(edr).report("610003").status_code == 401

    def test_an_idle_token_expires_and_living_cookies_fetch_another(self, tmp_path: Path) -> None:
        with start_walmart_edr(tmp_path, today=TODAY, lifetimes=Lifetimes(token=-1)) as edr:
            client = Client(edr)
            client.sign_in()

            assert client.browse().status_code == 401
            assert client.get(f"{API}/authenticate").json()["token"] != client.token

    def test_an_ordered_expiry_hits_in_the_middle_of_a_batch(self, client: Client) -> None:
        client.sandbox.fault("expire-session", "edrReport", after=2, count=1)

        statuses = [client.report("610003").status_code for _ in range(4)]

        assert statuses == [200, 200, 401, 401]

    def test_a_token_survives_a_restart(self, tmp_path: Path) -> None:
        with start_walmart_edr(tmp_path, today=TODAY) as edr:
            client = Client(edr)
            client.sign_in()

        with start_walmart_edr(tmp_path, today=TODAY) as edr:
            client.sandbox = edr

            assert client.browse().status_code == 200


class TestBrowsing:
    def test_every_item_is_a_row_with_all_fields(self, client: Client) -> None:
        rows = client.browse().json()

        assert len(rows) > 100
        assert {frozenset(row) for row in rows} == {BROWSE_FIELDS}
        assert {type(row["upcNbr"]) for row in rows} == {int}

    def test_rows_are_of_the_asked_days_store_and_types(self, client: Client) -> None:
        rows = client.browse("2026-03-04", "2026-03-04", eventType=[7]).json()

        assert {row["eventDate"] for row in rows} == {"2026-03-04"}
        assert {row["eventType"].replace("Event Type ", "").strip() for row in rows} == {"Supplier"}
        assert {row["eventId"] for row in rows}.isdisjoint(
            {row["eventId"] for row in client.browse(storeNbr="8803").json()}
        )

    def test_an_empty_time_is_an_empty_list(self, client: Client) -> None:
        assert client.browse("2020-01-01", "2020-01-31").json() == []

    @pytest.mark.parametrize("wanted", [{"eventType": [2]}, {"eventType": None}, {"startDate": "03/01/2026"}])
    def test_what_the_site_would_never_send_is_refused(self, client: Client, wanted: dict[str, object]) -> None:
        assert client.browse(**wanted).status_code == 400  # type: ignore[arg-type]  # wrong types are the point


class TestReports:
    def test_a_report_matches_its_browse_rows(self, client: Client) -> None:
        rows = client.browse().json()
        report = client.report(rows[0]["eventId"]).json()
        own = [row for row in rows if row["eventId"] == rows[0]["eventId"]]

        assert report["demoId"] == rows[0]["eventId"]
        assert [item["itemNbr"] for item in report["itemDetails"]] == [row["itemNbr"] for row in own]
        assert [item["featuredItemInd"] for item in report["itemDetails"]].count("Y") == 1

    def test_an_unknown_event_is_not_found(self, client: Client) -> None:
        assert client.report("999999").status_code == 404

    def test_tomorrows_cores_at_crossmark_have_reports_but_for_one(self, client: Client, tmp_path: Path) -> None:
        with start_crossmark(tmp_path / "crossmark", today=TODAY) as crossmark:
            plans = {row["mPlanID"] for row in crossmark.bookings() if row["Start"].startswith("2026-03-04")}
            names = numbers_of(crossmark, plans)

        statuses = [client.report(number).status_code for number in names]

        assert len(names) >= 12
        assert statuses.count(404) == 1

    @pytest.mark.parametrize(("kind", "sign"), [("html-login", "password"), ("garbage", "mPlanID")])
    def test_faults_work_here_too(self, client: Client, kind: str, sign: str) -> None:
        client.sandbox.fault(kind, "edrReport", count=1)

        assert sign in client.report("610003").text
        assert client.report("610003").status_code == 200


def numbers_of(crossmark: RunningSandbox, plans: set[str]) -> list[str]:
    http = requests.Session()
    sign_in = {"UserType": "MVEntityUser", "UserID": "demo.manager", "Password": SANDBOX_PASSWORD, "Timezone": "UTC"}
    http.post(f"{crossmark.base_url}/login/authenticate", json=sign_in, timeout=10)
    feed = http.get(
        f"{crossmark.base_url}/planningextcontroller/getPlanningMplans", params={"limit": "5000"}, timeout=10
    ).json()
    return [row["name"][:6] for row in feed["mplans"] if str(row["mPlanID"]) in plans and row["name"].endswith("CORE")]


def test_no_secret_appears_in_the_ledger(client: Client) -> None:
    client.report("610003")

    shown = json.dumps(client.sandbox.ledger())

    assert client.token not in shown
    assert SANDBOX_PASSWORD not in shown
    assert {row["account"] for row in client.sandbox.ledger("edrReport")} == {EDR_USER}
    assert all(row["body_hash"] is None for row in client.sandbox.ledger("validateCode"))
