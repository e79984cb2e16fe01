"""Requests are held to the letter of the wire contract, so that a client that strays is told how."""

from __future__ import annotations

import json
from email.message import Message

import pytest

from app.sandbox.crossmark_wire import booking_form, feed_query, project_window, us_date, us_time
from app.sandbox.messages import BadRequest, Request

GOOD_FORM = {
    "ClassName": "MVScheduledmPlan",
    "RepID": "181818",
    "mPlanID": "31200001",
    "LocationID": "154801",
    "Start": "2026-03-04T10:30:00-05:00",
    "End": "2026-03-04T17:00:00-05:00",
    "hash": "",
    "v": "3.0.1",
    "PlanningOverride": "true",
}


def request(target: str = "/", body: bytes = b"", content_type: str = "") -> Request:
    headers = Message()
    headers["Content-Type"] = content_type
    headers["Cookie"] = "a=1; PHPSESSID=abc"
    return Request("POST", target, headers, body, connection=1, origin="http://127.0.0.1:1")


class TestBookingForm:
    def test_a_complete_form_is_read(self) -> None:
        form = booking_form(GOOD_FORM)

        assert (form.rep_id, form.mplan_id, form.location_id) == ("181818", "31200001", "154801")
        assert form.start == "2026-03-04T10:30:00-05:00"

    @pytest.mark.parametrize("name", sorted(GOOD_FORM))
    def test_each_of_the_nine_fields_is_needed(self, name: str) -> None:
        with pytest.raises(BadRequest, match=name):
            booking_form({key: value for key, value in GOOD_FORM.items() if key != name})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("ClassName", "MVmPlan"),
            ("RepID", "US000111"),
            ("mPlanID", "31200001_154801"),
            ("Start", "2026-03-04T10:30:00-0500"),
            ("Start", "2026-03-04T10:30:00Z"),
            ("Start", "2026-03-04 10:30:00-05:00"),
            ("Start", "03/04/2026 10:30"),
            ("Start", "2026-02-30T10:30:00-05:00"),
            ("End", "2026-03-04T10:30:00-05:00"),
            ("hash", "x"),
            ("v", "3.0.0"),
            ("PlanningOverride", "false"),
        ],
    )
    def test_a_wrong_value_is_named(self, name: str, value: str) -> None:
        with pytest.raises(BadRequest, match=name):
            booking_form({**GOOD_FORM, name: value})


class TestBodies:
    def test_blank_form_fields_are_kept(self) -> None:
        sent = request(body=b"hash=&v=3.0.1", content_type="application/x-www-form-urlencoded; charset=UTF-8")

        assert sent.form() == {"hash": "", "v": "3.0.1"}

    def test_a_form_of_another_type_is_refused(self) -> None:
        with pytest.raises(BadRequest, match="Content-Type"):
            request(body=b"{}", content_type="application/json").form()

    def test_a_multipart_field_is_read(self) -> None:
        body = b'--x\r\nContent-Disposition: form-data; name="project"\r\n\r\n03/01/2026 00:00:00\r\n--x--\r\n'

        assert request(body=body, content_type="multipart/form-data; boundary=x").multipart() == {
            "project": "03/01/2026 00:00:00"
        }

    def test_a_part_with_a_file_name_is_refused(self) -> None:
        body = b'--x\r\nContent-Disposition: form-data; name="project"; filename="a"\r\n\r\ny\r\n--x--\r\n'

        with pytest.raises(BadRequest, match="file name"):
            request(body=body, content_type="multipart/form-data; boundary=x").multipart()

    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
    def test_what_is_not_a_json_object_is_refused(self, body: bytes) -> None:
        with pytest.raises(BadRequest):
            request(body=body).json_object()

    def test_a_cookie_is_found_among_others(self) -> None:
        assert request().cookie("PHPSESSID") == "abc"
        assert request().cookie("other") is None


class TestFeedQuery:
    def test_search_fields_of_the_grid_are_understood(self) -> None:
        fields = {"searchTerms": {"condition": {"items": [{"id": 11, "value": ["Unstaffed", "Scheduled"]}]}}}

        query = feed_query(request("/x?start=50&limit=25&searchFields=" + json.dumps(fields).replace(" ", "%20")))

        assert query.conditions == frozenset({"Unstaffed", "Scheduled"})
        assert (query.start, query.limit, query.interval) == (50, 25, None)

    @pytest.mark.parametrize("target", ["/x?searchFields={}", "/x?searchFields=no", "/x?sort={}", "/x?limit=-1"])
    def test_what_the_grid_would_never_send_is_refused(self, target: str) -> None:
        with pytest.raises(BadRequest):
            feed_query(request(target))


@pytest.mark.parametrize(
    "text", ["", "03/01/2026 00:00:00", "2026-03-01,2026-03-02", "03/02/2026 00:00:00,03/01/2026 00:00:00"]
)
def test_the_project_part_must_be_two_times_in_order(text: str) -> None:
    with pytest.raises(BadRequest, match="project"):
        project_window(text)


def test_dates_look_as_on_the_site() -> None:
    assert us_date("2026-03-04") == "03/04/2026"
    assert us_time("2026-03-04T15:05:00") == "03/04/2026 03:05:00 PM"
