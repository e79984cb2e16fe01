"""Every request of both contracts as it goes over the wire: method, path, headers that matter, fields in order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from pytest_httpserver import HTTPServer
from werkzeug.wrappers import Request, Response

from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.crossmark.recovering import ask_for_password
from app.integrations.http import USER_AGENT
from app.integrations.walmart_edr.account import EdrAccount, EdrState
from app.integrations.walmart_edr.client import EdrClient

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
ZONE = ZoneInfo("America/Indiana/Indianapolis")
REPORT = {
    "demoId": 612345,
    "demoName": "SAMPLE PRETZEL BITES",
    "demoDate": "2026-03-04",
    "demoClassCode": 7,
    "demoStatusCode": 2,
    "demoLockInd": "Y",
    "demoInstructions": None,
    "itemDetails": None,
}
ALL = [
    "Unstaffed",
    "Scheduled",
    "Staffed",
    "Canceled",
    "In Progress",
    "Paused",
    "Reissued",
    "Expired",
    "Submitted",
]


class Wire:
    """Answers everything with what the contract says and keeps what came."""

    def __init__(self, server: HTTPServer, answers: dict[str, object]) -> None:
        self.requests: list[Request] = []
        self.second_cookie = False
        self._answers = answers
        server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        request.get_data()
        self.requests.append(request)
        name = request.path.rstrip("/").rsplit("/", 1)[-1]
        if name == "authenticate" and request.method == "POST":
            page = Response("<html>Scheduling</html>", mimetype="text/html")
            page.set_cookie("PHPSESSID", "abc")
            return page
        found = self._answers.get(name, {"success": True})
        answer = Response(json.dumps(found), mimetype="application/json")
        if self.second_cookie:
            answer.set_cookie("PHPSESSID", "def", path="/schedulingcontroller")
        return answer

    @property
    def last(self) -> Request:
        return self.requests[-1]


def form_of(request: Request) -> list[tuple[str, str]]:
    assert request.mimetype == "application/x-www-form-urlencoded"
    return parse_qsl(request.get_data(as_text=True), keep_blank_values=True)


class TestCrossmark:
    @pytest.fixture
    def wire(self, httpserver: HTTPServer) -> Wire:
        user = {"userId": "1", "username": "mia"}
        lists: dict[str, object] = {
            "getUserInfo": user,
            "getPlanningMplans": {"total": 0, "mplans": []},
            "getScheduledEvents": [],
            "getAvailableReps": {"reps": {}},
            "getQualifiedRepsForScheduling": {"data": [{"ID": "181818", "FirstName": "Jane", "LastName": "Doe"}]},
            "bulkPrintMplanLocations": {
                "mplans": [{"mPlanID": "31200001", "salesTools": [{"salesToolURL": "/a.pdf"}]}]
            },
            "scheduleMplanEvent": {"success": True, "scheduleEventID": "44100002"},
        }
        return Wire(httpserver, lists)

    @pytest.fixture
    def client(self, httpserver: HTTPServer, wire: Wire) -> CrossmarkClient:
        client = CrossmarkClient(CrossmarkAccount(httpserver.url_for("").rstrip("/"), "mia", "sesame"))
        client.sign_in()
        return client

    def test_signing_in(self, client: CrossmarkClient, wire: Wire) -> None:
        login, who = wire.requests
        assert (login.method, login.path, login.mimetype) == ("POST", "/login/authenticate", "application/json")
        assert login.get_json() == {
            "UserType": "MVEntityUser",
            "UserID": "mia",
            "Password": "sesame",
            "Timezone": "America/Indianapolis",
        }
        assert (who.method, who.path, who.get_data()) == ("POST", "/users/getUserInfo", b"")

    def test_a_forgotten_password_without_signing_in(self, httpserver: HTTPServer, wire: Wire) -> None:
        ask_for_password(httpserver.url_for("").rstrip("/"), email="mia+club@example.com")
        [asked] = wire.requests
        assert (asked.method, asked.path, asked.get_data()) == ("POST", "/login/recover", b"")
        assert asked.query_string == b"Email=mia%2Bclub%40example.com"
        assert asked.headers["Accept"] == "application/json, text/plain, */*"
        assert "Cookie" not in asked.headers

    def test_each_later_request_carries_one_session_and_an_honest_name(
        self, client: CrossmarkClient, wire: Wire
    ) -> None:
        client.get_planning_events(first=FIRST, last=LAST)
        headers = wire.last.headers
        assert headers["Cookie"] == "PHPSESSID=abc"
        assert headers["User-Agent"] == USER_AGENT
        assert headers["X-Requested-With"] == "XMLHttpRequest"
        assert headers["Referer"].endswith("/planning/")
        assert not [name for name, _ in headers if name.lower().startswith(("sec-", "priority"))]

    def test_of_two_session_cookies_one_is_sent(self, client: CrossmarkClient, wire: Wire) -> None:
        wire.second_cookie = True
        client.get_scheduled_events(first=FIRST, last=LAST)
        client.get_scheduled_events(first=FIRST, last=LAST)
        assert wire.last.headers["Cookie"] == "PHPSESSID=def"

    def test_the_planning_feed(self, client: CrossmarkClient, wire: Wire) -> None:
        client.get_planning_events(first=FIRST, last=LAST)
        assert (wire.last.method, wire.last.path) == ("GET", "/planningextcontroller/getPlanningMplans")
        query = dict(wire.last.args)
        assert query.pop("_dc").isdigit()
        assert json.loads(query.pop("searchFields")) == {
            "searchTerms": {
                "condition": {
                    "name": "condition",
                    "title": "Conditions",
                    "items": [{"id": 11, "value": ALL, "displayValue": ALL, "exactmatch": True, "allActive": False}],
                }
            }
        }
        assert json.loads(query.pop("sort")) == [{"property": "startDate", "direction": "ASC"}]
        assert query == {
            "intervalStart": "2026-03-01",
            "intervalEnd": "2026-03-31",
            "showAllActive": "false",
            "searchFilter": "",
            "page": "1",
            "start": "0",
            "limit": "1000",
        }

    def test_one_event_by_its_id(self, client: CrossmarkClient, wire: Wire) -> None:
        client.get_planning_event(mplan_id="31200001", first=FIRST, last=LAST)
        [one] = [r for r in wire.requests if "intervalStart" not in r.args and r.args]
        item = json.loads(one.args["searchFields"])["searchTerms"]["mPlanID"]["items"][0]
        assert (item["value"], item["exactmatch"]) == (["31200001"], True)
        assert {name: one.args[name] for name in ("page", "start", "limit")} == {
            "page": "1",
            "start": "0",
            "limit": "1",
        }

    def test_people(self, client: CrossmarkClient, wire: Wire) -> None:
        client.get_available_reps(first=FIRST, last=LAST)
        assert (wire.last.method, wire.last.path) == ("POST", "/schedulingcontroller/getAvailableReps")
        assert wire.last.mimetype == "multipart/form-data"
        body = wire.last.get_data(as_text=True)
        assert body.count("Content-Disposition") == 1
        assert 'name="project"\r\n\r\n03/01/2026 00:00:00,03/31/2026 23:59:59\r\n' in body
        assert "filename" not in body

    def test_qualified_people(self, client: CrossmarkClient, wire: Wire) -> None:
        [found] = client.get_qualified_reps(mplan_id="31200001", location_id="154321")
        assert (found.rep_id, found.name) == ("181818", "Jane Doe")
        assert (wire.last.method, wire.last.path) == ("GET", "/planningextcontroller/getQualifiedRepsForScheduling")
        query = dict(wire.last.args)
        assert query.pop("_dc").isdigit()
        assert json.loads(query.pop("sort")) == [{"property": "LastName", "direction": "ASC"}]
        assert query == {"mPlanID": "31200001", "storeID": "154321", "page": "1", "start": "0", "limit": "100"}

    def test_booked_schedules(self, client: CrossmarkClient, wire: Wire) -> None:
        client.get_scheduled_events(first=FIRST, last=LAST, rep_id="181818")
        assert (wire.last.method, wire.last.path) == ("POST", "/schedulingcontroller/getScheduledEvents")
        assert wire.last.get_json() == {"startDate": "2026-03-01", "endDate": "2026-03-31", "repId": "181818"}

    @pytest.mark.parametrize(
        ("moment", "start", "end"),
        [
            ("2026-03-04T15:30:00", "2026-03-04T10:30:00-05:00", "2026-03-04T17:00:00-05:00"),
            ("2026-03-08T14:30:00", "2026-03-08T10:30:00-04:00", "2026-03-08T17:00:00-04:00"),
            ("2026-11-01T15:30:00", "2026-11-01T10:30:00-05:00", "2026-11-01T17:00:00-05:00"),
        ],
    )
    def test_booking(self, client: CrossmarkClient, wire: Wire, moment: str, start: str, end: str) -> None:
        starts_at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        issued = client.schedule(
            mplan_id="31200001",
            rep_id="181818",
            location_id="154321",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=390),
            zone=ZONE,
        )
        assert issued == "44100002"
        assert (wire.last.method, wire.last.path) == ("POST", "/planningextcontroller/scheduleMplanEvent")
        assert form_of(wire.last) == [
            ("ClassName", "MVScheduledmPlan"),
            ("RepID", "181818"),
            ("mPlanID", "31200001"),
            ("LocationID", "154321"),
            ("Start", start),
            ("End", end),
            ("hash", ""),
            ("v", "3.0.1"),
            ("PlanningOverride", "true"),
        ]

    def test_taking_a_booking_away(self, client: CrossmarkClient, wire: Wire) -> None:
        client.delete_scheduled(crossmark_id="44100002")
        assert (wire.last.method, wire.last.path) == ("POST", "/planningextcontroller/deleteScheduledMplanEvent")
        assert form_of(wire.last) == [("id", "44100002")]

    def test_reissuing(self, client: CrossmarkClient, wire: Wire) -> None:
        client.reissue(
            crossmark_id="44100002",
            mplan_id="31200001",
            location_id="154321",
            rep_id="181818",
            expires_on=date(2026, 3, 8),
            include_responses=False,
        )
        assert (wire.last.method, wire.last.path) == ("POST", "/pendingworkextcontroller/createPendingWork/")
        assert form_of(wire.last) == [
            ("workLogEntryID", "44100002"),
            ("storeID", "154321"),
            ("mPlanID", "31200001"),
            ("reissueBulkJson", "[]"),
            ("action", "reissue"),
            ("includeResponses", "false"),
            ("pendingWorkReasonComments", ""),
            ("public", "true"),
            ("excludeReps", "false"),
            ("excludedRepIDs", "[]"),
            ("overrideReps", "true"),
            ("overriddenRepIDs", "[181818]"),
            ("expirationDate", "2026-03-08T00:00:00"),
            ("additionalEmail", ""),
        ]

    def test_documents(self, client: CrossmarkClient, wire: Wire) -> None:
        assert client.get_sales_tools(mplan_id="31200001", location_id="154321") == ("/a.pdf",)
        assert (wire.last.method, wire.last.path) == ("POST", "/planningextcontroller/bulkPrintMplanLocations")
        fields = dict(form_of(wire.last))
        assert json.loads(fields["mplanLocationIDs"]) == [{"mPlanID": "31200001", "storeID": "154321"}]
        assert fields["includeAttachment"] == "true"


class TestWalmart:
    @pytest.fixture
    def wire(self, httpserver: HTTPServer) -> Wire:
        return Wire(httpserver, {"authenticate": {"token": "t0k"}, "browse-data": [], "edrReport": REPORT})

    @pytest.fixture
    def client(self, httpserver: HTTPServer, wire: Wire) -> Callable[[str], EdrClient]:
        base = httpserver.url_for("").rstrip("/")

        def at(stage: str) -> EdrClient:
            token = "t0k" if stage == "authenticated" else ""
            return EdrClient(EdrAccount("mia", "sesame", "cred-1", base), EdrState(stage=stage, token=token))

        return at

    def test_asking_for_a_code(self, client: Callable[[str], EdrClient], wire: Wire) -> None:
        client("none").send_code()
        visit, login, code = wire.requests
        assert (visit.method, visit.path) == ("GET", "/login")
        assert (login.method, login.path) == ("POST", "/api/login")
        assert login.get_json() == {"username": "mia", "password": "sesame", "language": "en"}
        assert (code.method, code.path) == ("POST", "/api/mfa/sendCode")
        assert code.get_json() == {"type": "SMS_OTP", "credid": "cred-1"}

    def test_typing_the_code(self, client: Callable[[str], EdrClient], wire: Wire) -> None:
        client("code_sent").validate_code(code="123456")
        first = wire.requests[0]
        assert (first.method, first.path) == ("POST", "/api/mfa/validateCode")
        assert first.get_json() == {"type": "SMS_OTP", "credid": "cred-1", "code": "123456", "failureCount": 0}
        paths = [request.path for request in wire.requests[1:]]
        assert paths == [
            "/rl_portal_services/api/Site/InsertRlPageDetails",
            "/rl_portal/",
            "/EventManagement/",
            "/EventManagement/api/authenticate",
        ]
        assert dict(wire.requests[1].args) == {
            "pageId": "6",
            "pageSubId": "w6040",
            "pageSubDesc": "Event Management System",
        }
        assert "/api/mfa/sendCode" not in paths

    def test_browsing(self, client: Callable[[str], EdrClient], wire: Wire) -> None:
        client("authenticated").browse_events(first=FIRST, last=LAST, store_number="1234")
        assert (wire.last.method, wire.last.path) == ("POST", "/EventManagement/api/browse-event/browse-data")
        assert wire.last.headers["Authorization"] == "Bearer t0k"
        body = wire.last.get_json()
        assert set(range(3, 46)) <= set(body.pop("eventType"))
        assert body == {
            "itemNbr": None,
            "vendorNbr": None,
            "startDate": "2026-03-01",
            "endDate": "2026-03-31",
            "billType": None,
            "userId": None,
            "primItem": None,
            "storeNbr": "1234",
            "deptNbr": None,
        }

    def test_one_report(self, client: Callable[[str], EdrClient], wire: Wire) -> None:
        client("authenticated").get_report(event_number="612345")
        assert (wire.last.method, wire.last.path) == ("GET", "/EventManagement/api/edrReport")
        assert dict(wire.last.args) == {"id": "612345"}
        assert wire.last.headers["Authorization"] == "Bearer t0k"
        assert wire.last.headers["Referer"].endswith("/EventManagement/browse-event")
