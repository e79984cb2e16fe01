"""Crossmark's loose JSON: aliases, types, oddities, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.integrations.crossmark import payloads
from app.integrations.crossmark.times import at_store, on_wire, parse_day, parse_wall
from app.integrations.errors import UnexpectedAnswer
from app.vocabulary import Condition

ZONE = ZoneInfo("America/Indiana/Indianapolis")
MPLAN: dict[str, Any] = {
    "mPlanID": 31200001,
    "name": "612345-ABCD-Sample Pretzel Bites-V2-CORE",
    "storeID": 154321,
    "storeName": "SAM'S CLUB #1234",
    "startDate": "03/02/2026",
    "endDate": "03/07/2026",
    "scheduleDate": "03/04/2026 10:30:00 AM",
    "condition": "Scheduled",
    "staffedReps": "Jane Doe",
    "scheduleRepID": "181818",
    "scheduleEventID": 44100001,
    "salesTools": [{"salesToolURL": "https://files.example.invalid/a.pdf"}, {"other": 1}, None],
    "unknown": {"ignored": True},
}


def test_ids_are_texts_whether_they_came_as_numbers_or_not() -> None:
    row = payloads.mplan(MPLAN)
    assert (row.mplan_id, row.location_id, row.rep_id, row.crossmark_id) == ("31200001", "154321", "181818", "44100001")
    assert (row.start_date, row.due_date) == (date(2026, 3, 2), date(2026, 3, 7))
    assert str(row.wall_start) == "2026-03-04 10:30:00"
    assert row.sales_tool_urls == ("https://files.example.invalid/a.pdf",)
    assert row.problems == ()


@pytest.mark.parametrize("field", ["mPlanID", "name", "storeID", "startDate", "endDate", "condition"])
def test_a_missing_required_field_is_refused_by_name(field: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=field):
        payloads.mplan({name: value for name, value in MPLAN.items() if name != field})


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"startDate": "2026/03/02"}, "startDate '2026/03/02' is not a date"),
        ({"endDate": "13/31/2026"}, "endDate '13/31/2026' is not a date"),
        ({"scheduleDate": "tomorrow"}, "scheduleDate 'tomorrow' is not a time"),
        ({"condition": "Half done"}, "condition 'Half done' is unknown"),
    ],
)
def test_an_odd_value_is_told_and_the_record_kept(change: dict[str, str], problem: str) -> None:
    row = payloads.mplan({**MPLAN, **change})
    assert row.problems == (problem,)
    assert row.mplan_id == "31200001"


def test_an_older_record_names_its_document_and_club_itself() -> None:
    older = {name: value for name, value in MPLAN.items() if name != "salesTools"}
    row = payloads.mplan({**older, "salesToolURL": "/tools/612345.pdf", "StoreNumber": 1234})
    assert (row.sales_tool_urls, row.store_number) == (("/tools/612345.pdf",), "1234")


@pytest.mark.parametrize(
    "said", [{"userId": 4412}, {"firstName": "Jane"}, {"name": "Jane Doe"}, {"email": "j@x.example"}]
)
def test_one_word_about_the_user_is_enough(said: dict[str, Any]) -> None:
    assert payloads.signed_in_user(said) is not None


def test_an_answer_without_any_names_nobody() -> None:
    assert payloads.signed_in_user({"success": True}) is None


def test_cancelled_with_two_ls_is_understood() -> None:
    assert payloads.mplan({**MPLAN, "condition": "Cancelled"}).condition is Condition.CANCELED


@pytest.mark.parametrize("name", ["mplans", "records", "data"])
def test_the_feed_may_use_any_of_its_names(name: str) -> None:
    assert payloads.feed_page({"total": "1", name: [MPLAN]}) == payloads.FeedPage(1, [MPLAN])


@pytest.mark.parametrize("answer", [None, 3, "text", {}, {"mplans": {}}, {"total": "x", "mplans": []}])
def test_something_else_is_no_feed(answer: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        payloads.feed_page(answer)


REP = {"repId": "181818", "employeeId": "US000111", "title": "Jane Doe", "role": "Event Specialist"}


@pytest.mark.parametrize(
    "answer", [{"reps": {"181818": REP}}, {"reps": [REP]}, {"data": [REP]}, {"181818": REP}, [REP]]
)
def test_people_come_as_object_or_list(answer: object) -> None:
    [person] = payloads.reps(answer)
    assert (person.rep_id, person.employee_id, person.name) == ("181818", "US000111", "Jane Doe")


def test_somebody_without_employee_id_is_kept_and_told() -> None:
    [person] = payloads.reps({"reps": [{"repId": 7, "title": "Sam Sample"}]})
    assert (person.rep_id, person.employee_id) == ("7", "")
    assert person.problems == ("Sam Sample has no employee id",)


@pytest.mark.parametrize(
    "answer",
    [
        {"scheduleEventID": "44"},
        {"success": True, "id": 44},
        {"data": {"eventId": "44"}},
        {"data": [{"ScheduleEventID": 44}]},
        {"result": {"schedule_event_id": "44"}},
        [{"ID": "44"}],
    ],
)
def test_a_new_id_is_found_wherever_it_is(answer: object) -> None:
    assert payloads.issued_id(answer) == "44"


@pytest.mark.parametrize("answer", [None, {}, {"scheduleEventID": "31200001_154321"}, {"success": True}, [], "44"])
def test_what_is_no_id_is_never_guessed(answer: object) -> None:
    assert payloads.issued_id(answer) == ""


def test_month_and_day_are_never_swapped() -> None:
    assert parse_day("03/04/2026") == date(2026, 3, 4)
    assert parse_day("31/12/2026") is None
    assert parse_wall("13/01/2026 10:00:00 AM") is None
    assert str(parse_wall("12/01/2026 12:05:00 AM")) == "2026-12-01 00:05:00"


def test_the_repeated_hour_is_taken_the_first_time_and_said() -> None:
    wall = parse_wall("11/01/2026 01:30:00 AM")
    assert wall is not None
    moment = at_store(wall, ZONE)
    assert moment.at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert "happens twice" in moment.doubt


def test_a_time_that_does_not_exist_is_said() -> None:
    wall = parse_wall("03/08/2026 02:30:00 AM")
    assert wall is not None
    assert "does not exist" in at_store(wall, ZONE).doubt


@pytest.mark.parametrize(
    ("day", "wire"),
    [((2026, 3, 7), "-05:00"), ((2026, 3, 9), "-04:00"), ((2026, 10, 31), "-04:00"), ((2026, 11, 2), "-05:00")],
)
def test_outgoing_times_carry_the_offset_of_their_day(day: tuple[int, int, int], wire: str) -> None:
    assert on_wire(datetime(*day, 15, 0, tzinfo=UTC), ZONE).endswith(wire)
