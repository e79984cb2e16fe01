"""The sandbox Crossmark over real sockets: sign-in, feed, people, bookings, documents and its memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests

from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark

TODAY = date(2026, 3, 3)
PLANNING = "/planningextcontroller"
ROW_FIELDS = frozenset(
    {
        *("mPlanID", "name", "storeID", "storeName", "startDate", "endDate", "scheduleDate", "condition"),
        *("staffedReps", "scheduleRepID", "scheduleEventID", "salesTools"),
    }
)
INTERVAL = {"intervalStart": "2026-02-01", "intervalEnd": "2026-06-01", "showAllActive": "false", "searchFilter": ""}


@pytest.fixture
def crossmark(tmp_path: Path) -> Iterator[RunningSandbox]:
    with start_crossmark(tmp_path, today=TODAY) as running:
        yield running


class Client:
    """A browser session, no cleverer than needed."""

    def __init__(self, sandbox: RunningSandbox, user: str = CROSSMARK_USER, password: str = SANDBOX_PASSWORD) -> None:
        self.base_url = sandbox.base_url
        self.http = requests.Session()
        self.signed_in = self.post(
            "/login/authenticate",
            json={"UserType": "MVEntityUser", "UserID": user, "Password": password, "Timezone": "America/Indianapolis"},
        )

    def get(self, path: str, **query: str | int) -> requests.Response:
        return self.http.get(self.base_url + path, params=query, allow_redirects=False, timeout=10)

    def post(self, path: str, **body: Any) -> requests.Response:
        return self.http.post(self.base_url + path, allow_redirects=False, timeout=10, **body)

    def feed(self, **query: str | int) -> dict[str, Any]:
        answer: dict[str, Any] = self.get(
            f"{PLANNING}/getPlanningMplans", **{**INTERVAL, "limit": 5000, **query}
        ).json()
        return answer

    def mplan(self, mplan_id: str) -> dict[str, Any]:
        rows = self.feed(searchFields=search("mPlanID", mplan_id))["mplans"]
        assert len(rows) == 1
        row: dict[str, Any] = rows[0]
        return row

    def open_core(self, store_id: str = "154801") -> dict[str, Any]:
        rows = self.feed(searchFields=search("condition", "Unstaffed"))["mplans"]
        return next(row for row in rows if row["name"].endswith("CORE") and str(row["storeID"]) == store_id)

    def form_for(self, row: dict[str, Any], **other: str) -> dict[str, str]:
        reps = self.get(f"{PLANNING}/getQualifiedRepsForScheduling", mPlanID=row["mPlanID"], storeID=row["storeID"])
        return {
            "ClassName": "MVScheduledmPlan",
            "RepID": reps.json()["data"][0]["ID"],
            "mPlanID": str(row["mPlanID"]),
            "LocationID": str(row["storeID"]),
            "Start": "2026-03-20T10:30:00-04:00",
            "End": "2026-03-20T17:00:00-04:00",
            "hash": "",
            "v": "3.0.1",
            "PlanningOverride": "true",
            **other,
        }

    def schedule(self, form: dict[str, str]) -> requests.Response:
        return self.post(f"{PLANNING}/scheduleMplanEvent", data=form)

    def delete(self, schedule_event_id: str) -> requests.Response:
        return self.post(f"{PLANNING}/deleteScheduledMplanEvent", data={"id": schedule_event_id})


def search(name: str, *values: str) -> str:
    item = {"id": 1, "value": values, "displayValue": values, "exactmatch": True, "allActive": False}
    return json.dumps({"searchTerms": {name: {"name": name, "title": name, "items": [item]}}})


class TestSignIn:
    def test_it_answers_with_the_scheduling_page(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)

        assert client.signed_in.headers["Content-Type"].startswith("text/html")
        assert "Scheduling" in client.signed_in.text
        assert 'type="password"' not in client.signed_in.text
        assert client.post("/users/getUserInfo").json()["username"] == CROSSMARK_USER

    def test_it_can_answer_with_json(self, tmp_path: Path) -> None:
        with start_crossmark(tmp_path, today=TODAY, login_answer="json") as crossmark:
            assert "redirectUrl" in Client(crossmark).signed_in.json()

    def test_a_forgotten_password_needs_only_an_address(self, crossmark: RunningSandbox) -> None:
        def asked(**query: str) -> int:
            address = f"{crossmark.base_url}/login/recover"
            return requests.post(address, params=query, allow_redirects=False, timeout=10).status_code

        assert [asked(Email="mia@example.com"), asked(Email="mia"), asked()] == [200, 400, 400]

    def test_a_wrong_password_gives_a_cookie_that_opens_nothing(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark, password="wrong")  # the point of the test

        assert client.signed_in.json() == {"success": False, "message": "Invalid credentials"}
        assert client.http.cookies["PHPSESSID"]
        assert client.post("/users/getUserInfo").status_code == 302

    @pytest.mark.parametrize(
        ("expired_answer", "status", "sign"),
        [("redirect", 302, ""), ("401", 401, "expired"), ("html", 200, "password")],
    )
    def test_an_old_session_is_refused_in_each_known_way(
        self, tmp_path: Path, expired_answer: str, status: int, sign: str
    ) -> None:
        options: dict[str, Any] = {"session_seconds": -1, "expired_answer": expired_answer}
        with start_crossmark(tmp_path, today=TODAY, **options) as crossmark:
            answer = Client(crossmark).get(f"{PLANNING}/getPlanningMplans")

        assert answer.status_code == status
        assert sign in answer.text

    def test_sessions_of_two_managers_never_mix(self, crossmark: RunningSandbox) -> None:
        clients = [Client(crossmark, user) for user in (CROSSMARK_USER, "demo.second")]

        names = [client.post("/users/getUserInfo").json()["username"] for client in clients * 3]

        assert names == [CROSSMARK_USER, "demo.second"] * 3
        assert [row["account"] for row in crossmark.ledger("getUserInfo")] == names

    def test_log_out_ends_the_session(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)

        client.get("/logout")

        assert client.post("/users/getUserInfo").status_code == 302


class TestFeed:
    def test_rows_have_every_field_of_the_contract(self, crossmark: RunningSandbox) -> None:
        rows = Client(crossmark).feed()["mplans"]

        assert {frozenset(row) for row in rows} == {ROW_FIELDS}

    def test_ids_come_as_text_or_as_numbers(self, crossmark: RunningSandbox) -> None:
        rows = Client(crossmark).feed()["mplans"]

        assert {type(row["mPlanID"]) for row in rows} == {int, str}
        assert {type(row["storeID"]) for row in rows} == {int, str}

    def test_the_interval_includes_both_ends(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        row = client.open_core()
        month, day, year = row["endDate"].split("/")
        due = f"{year}-{month}-{day}"

        def found(first: str, last: str) -> bool:
            rows = client.feed(intervalStart=first, intervalEnd=last)["mplans"]
            return row["mPlanID"] in {other["mPlanID"] for other in rows}

        assert found(due, "2027-01-01")
        assert not found(date.fromisoformat(due).replace(year=2027).isoformat(), "2028-01-01")

    def test_pages_together_are_the_whole_feed(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        whole = client.feed()

        paged: list[Any] = []
        while len(paged) < whole["total"]:
            paged += client.feed(start=len(paged), limit=200, page=len(paged) // 200 + 1)["mplans"]

        assert paged == whole["mplans"]

    def test_conditions_are_filtered_exactly(self, crossmark: RunningSandbox) -> None:
        rows = Client(crossmark).feed(searchFields=search("condition", "Canceled", "Paused"))["mplans"]

        assert {row["condition"] for row in rows} == {"Canceled", "Paused"}

    def test_oddities_of_the_real_feed_occur(self, crossmark: RunningSandbox) -> None:
        rows = Client(crossmark).feed()["mplans"]

        assert any(row["condition"] == "Unstaffed" and row["scheduleDate"] for row in rows)
        assert any(row["condition"] == "Staffed" and row["scheduleRepID"] is None for row in rows)
        assert any(row["condition"] == "Canceled" and row["scheduleEventID"] for row in rows)


class TestPeople:
    def test_reps_are_keyed_by_their_id(self, crossmark: RunningSandbox) -> None:
        answer = Client(crossmark).post(
            "/schedulingcontroller/getAvailableReps",
            files={"project": (None, "03/01/2026 00:00:00,06/01/2026 00:00:00")},
        )
        reps = answer.json()["reps"]

        assert len(reps) == 60
        assert all(key == rep["repId"] == rep["id"] for key, rep in reps.items())
        assert all(rep["employeeId"] == rep["repMvid"] and rep["employeeId"].startswith("US") for rep in reps.values())
        assert {"role" in rep for rep in reps.values()} == {True, False}

    def test_more_than_the_project_part_is_refused(self, crossmark: RunningSandbox) -> None:
        parts = {"project": (None, "03/01/2026 00:00:00,06/01/2026 00:00:00"), "extra": (None, "1")}

        answer = Client(crossmark).post("/schedulingcontroller/getAvailableReps", files=parts)

        assert answer.status_code == 400

    def test_reps_away_for_the_whole_window_are_missing(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        window = "{0} 00:00:00,{0} 23:59:59"
        counts = [
            len(
                client.post(
                    "/schedulingcontroller/getAvailableReps",
                    files={"project": (None, window.format(f"03/{day:02}/2026"))},
                ).json()["reps"]
            )
            for day in range(1, 29)
        ]

        assert min(counts) < 60

    def test_only_the_right_titles_of_the_store_qualify(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        rows = client.feed(searchFields=search("condition", "Unstaffed"))["mplans"]
        kiosk = next(row for row in rows if "Freeosk" in row["name"])

        reps = client.get(
            f"{PLANNING}/getQualifiedRepsForScheduling", mPlanID=kiosk["mPlanID"], storeID=kiosk["storeID"]
        ).json()["data"]

        assert 5 <= len(reps) <= 9
        assert set(reps[0]) == {"ID", "FirstName", "LastName"}


class TestBooking:
    def test_a_booking_shows_in_feed_list_and_ledger(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        row = client.open_core()
        form = client.form_for(row)

        issued = client.schedule(form).json()["scheduleEventID"]

        now = client.mplan(row["mPlanID"])
        assert (now["condition"], now["scheduleEventID"], now["scheduleRepID"]) == ("Scheduled", issued, form["RepID"])
        assert now["scheduleDate"] == "03/20/2026 10:30:00 AM"
        assert [booking["scheduleEventID"] for booking in crossmark.bookings(seeded=False)] == [issued]
        written = crossmark.ledger("scheduleMplanEvent")
        assert [(entry["mPlanID"], entry["RepID"], entry["Start"]) for entry in written] == [
            (form["mPlanID"], form["RepID"], form["Start"])
        ]
        assert written[0]["effect_applied"]
        assert written[0]["id_issued"] == issued
        assert written[0]["response_sent"]

    def test_the_time_is_shown_in_the_zone_of_the_store(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        row = client.open_core(store_id="154803")

        client.schedule(client.form_for(row))

        assert client.mplan(str(row["mPlanID"]))["scheduleDate"] == "03/20/2026 09:30:00 AM"

    def test_booking_again_makes_a_second_booking_of_which_the_feed_shows_one(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        form = client.form_for(client.open_core())

        first, second = (client.schedule(form).json()["scheduleEventID"] for _ in range(2))

        listed = client.post(
            "/schedulingcontroller/getScheduledEvents",
            json={"startDate": "2026-03-20", "endDate": "2026-03-20", "repId": form["RepID"]},
        ).json()["events"]
        assert client.mplan(form["mPlanID"])["scheduleEventID"] == second
        assert {event["scheduleEventID"] for event in listed if event["mPlanID"] == form["mPlanID"]} == {first, second}

    def test_replace_ends_the_booking_before(self, tmp_path: Path) -> None:
        with start_crossmark(tmp_path, today=TODAY, on_existing="replace") as crossmark:
            client = Client(crossmark)
            form = client.form_for(client.open_core())
            first, second = (client.schedule(form).json()["scheduleEventID"] for _ in range(2))

            assert [row["scheduleEventID"] for row in crossmark.bookings(seeded=False)] == [second]
            assert client.delete(first).status_code == 404

    def test_reject_says_it_is_already_scheduled(self, tmp_path: Path) -> None:
        with start_crossmark(tmp_path, today=TODAY, on_existing="reject") as crossmark:
            client = Client(crossmark)
            form = client.form_for(client.open_core())
            client.schedule(form)

            again = client.schedule(form)

        assert again.status_code == 409
        assert "already scheduled" in again.json()["message"]

    @pytest.mark.parametrize(
        ("field", "value"), [("mPlanID", "1"), ("LocationID", "154802"), ("RepID", "1"), ("v", "2"), ("Start", "soon")]
    )
    def test_a_wrong_form_books_nothing(self, crossmark: RunningSandbox, field: str, value: str) -> None:
        client = Client(crossmark)

        answer = client.schedule(client.form_for(client.open_core(), **{field: value}))

        assert answer.json()["success"] is False
        assert crossmark.bookings(seeded=False) == []
        assert [row["effect_applied"] for row in crossmark.ledger("scheduleMplanEvent")] == [False]

    def test_a_canceled_event_cannot_be_booked(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        row = client.open_core()
        crossmark.edit_mplan(row["mPlanID"], condition="Canceled")

        assert client.schedule(client.form_for(row)).json()["success"] is False


class TestRemoving:
    def test_the_event_is_open_again(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        form = client.form_for(client.open_core())
        issued = client.schedule(form).json()["scheduleEventID"]

        client.delete(issued)

        now = client.mplan(form["mPlanID"])
        assert (now["condition"], now["scheduleEventID"], now["scheduleDate"]) == ("Unstaffed", None, None)
        assert crossmark.bookings(seeded=False) == []

    def test_a_second_removal_is_refused(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        issued = client.schedule(client.form_for(client.open_core())).json()["scheduleEventID"]

        statuses = [client.delete(issued).status_code for _ in range(2)]

        assert statuses == [200, 404]
        assert [row["effect_applied"] for row in crossmark.ledger("deleteScheduledMplanEvent")] == [True, False]

    def test_a_seeded_booking_can_be_removed(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        before = crossmark.bookings()

        client.delete(before[0]["scheduleEventID"])

        assert crossmark.bookings() == before[1:]


class TestReissue:
    def test_the_old_booking_is_closed_and_the_new_one_counts_as_reissued(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        done = client.feed(searchFields=search("condition", "Submitted"))["mplans"][-1]
        form = {"action": "reissue", "mPlanID": str(done["mPlanID"]), "workLogEntryID": done["scheduleEventID"]}

        closed = client.post("/pendingworkextcontroller/createPendingWork/", data=form)
        between = client.mplan(str(done["mPlanID"]))
        client.schedule(client.form_for(done))

        assert closed.json() == {"success": True}
        assert (between["condition"], between["scheduleEventID"]) == ("Reissued", None)
        assert client.mplan(str(done["mPlanID"]))["condition"] == "Reissued"
        assert len(crossmark.bookings(seeded=False)) == 1


class TestDocuments:
    def test_sales_tools_are_given_whole_and_relative_and_open(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        addresses = [tool["salesToolURL"] for row in client.feed()["mplans"] for tool in row["salesTools"]]
        relative = next(address for address in addresses if address.startswith("/tools/"))
        whole = next(address for address in addresses if address.startswith(f"{crossmark.base_url}/tools/"))

        for address in (crossmark.base_url + relative, whole):
            answer = requests.get(address, timeout=10)
            assert answer.headers["Content-Type"] == "application/pdf"
            assert answer.content.startswith(b"%PDF")

    def test_one_announced_sales_tool_of_tomorrow_is_missing(self, crossmark: RunningSandbox) -> None:
        rows = Client(crossmark).feed(searchFields=search("condition", "Scheduled"))["mplans"]
        tomorrow = [row for row in rows if (row["scheduleDate"] or "").startswith("03/04/2026") and row["salesTools"]]
        addresses = [
            requests.compat.urljoin(crossmark.base_url, row["salesTools"][0]["salesToolURL"]) for row in tomorrow
        ]

        statuses = [requests.get(address, timeout=10).status_code for address in addresses]

        assert sorted(statuses)[-1] == 404
        assert statuses.count(404) == 1

    def test_bulk_print_names_the_documents_of_an_event(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        row = next(row for row in client.feed()["mplans"] if row["salesTools"])
        wanted = json.dumps([{"mPlanID": str(row["mPlanID"]), "storeID": str(row["storeID"])}])

        answer = client.post(
            f"{PLANNING}/bulkPrintMplanLocations", data={"mplanLocationIDs": wanted, "includeAttachment": "true"}
        )

        assert answer.json()["mplans"][0]["salesTools"] == row["salesTools"]


class TestMemory:
    def test_bookings_and_sessions_survive_a_restart(self, tmp_path: Path) -> None:
        with start_crossmark(tmp_path, today=TODAY) as crossmark:
            client = Client(crossmark)
            client.schedule(client.form_for(client.open_core()))
            before = crossmark.bookings()

        with start_crossmark(tmp_path, today=date(2026, 5, 5), seed=9) as crossmark:
            client.base_url = crossmark.base_url

            assert crossmark.bookings() == before
            assert client.post("/users/getUserInfo").status_code == 200

    def test_reset_goes_back_to_the_first_day(self, crossmark: RunningSandbox) -> None:
        before = crossmark.bookings()
        client = Client(crossmark)
        client.schedule(client.form_for(client.open_core()))

        crossmark.reset()

        assert crossmark.bookings() == before
        assert crossmark.ledger() == []

    def test_reset_can_move_to_another_day(self, crossmark: RunningSandbox) -> None:
        crossmark.reset(today="2026-09-01")

        rows = Client(crossmark).feed(intervalStart="2026-09-01", intervalEnd="2026-09-07")["mplans"]
        assert len(rows) > 50


class TestAddresses:
    @pytest.mark.parametrize(
        "path",
        [
            "/schedulingcontroller/deleteScheduledEvent",
            "/schedulingcontroller/updateScheduledEvent",
            "/schedulingcontroller/saveScheduledEvent",
            "/schedulingcontroller/bulkScheduleEvents",
            "/schedulingcontroller/getRepAvailability",
        ],
    )
    def test_addresses_nobody_ever_proved_are_not_there(self, crossmark: RunningSandbox, path: str) -> None:
        assert Client(crossmark).post(path, json={}).status_code == 404

    def test_the_front_page_says_what_it_is(self, crossmark: RunningSandbox) -> None:
        text = requests.get(crossmark.base_url, timeout=10).text

        assert "stand-in for Crossmark" in text
        assert SANDBOX_PASSWORD not in text

    def test_the_ledger_shows_neither_cookie_nor_password(self, crossmark: RunningSandbox) -> None:
        client = Client(crossmark)
        client.feed()

        shown = json.dumps(crossmark.ledger())

        assert client.http.cookies["PHPSESSID"] not in shown
        assert SANDBOX_PASSWORD not in shown
        assert crossmark.ledger("authenticate")[0]["body_hash"] is None
