"""Event Management's JSON, its numbers in words, and the stored sign-in."""

from __future__ import annotations

from typing import Any

import pytest

from app.integrations.errors import UnexpectedAnswer
from app.integrations.walmart_edr import codes, payloads
from app.integrations.walmart_edr.account import EdrAccount, EdrState

REPORT: dict[str, Any] = {
    "demoId": 612345,
    "demoName": "SAMPLE PRETZEL BITES ",
    "demoDate": "2026-03-04T00:00:00",
    "demoClassCode": 7,
    "demoStatusCode": 0,
    "demoLockInd": "y",
    "demoInstructions": None,
    "itemDetails": [
        {"itemNbr": 980001234, "gtin": 333832507, "itemDesc": "BITES", "vendorNbr": 111222, "deptNbr": 44},
        {"itemNbr": 980001234, "gtin": 333832507, "itemDesc": "BITES AGAIN"},
        {"itemNbr": "5", "gtin": 0, "itemDesc": "NO CODE", "deptNbr": 777},
    ],
}


def test_a_report_is_read_with_its_numbers_in_words() -> None:
    report = payloads.report(REPORT)
    assert (report.event_number, report.name, str(report.event_date)) == (
        "612345",
        "SAMPLE PRETZEL BITES",
        "2026-03-04",
    )
    assert (report.class_label, report.status_label, report.locked) == ("Supplier", "NEW", True)
    assert (report.preparation, report.portion) == ("", "")
    first, second = report.items
    assert (first.gtin, first.vendor, first.department) == ("333832507", "111222", "FROZEN FOODS")
    assert (second.gtin, second.department) == ("", "Department 777")


def test_null_or_missing_items_are_no_items() -> None:
    without = {name: value for name, value in REPORT.items() if name != "itemDetails"}
    assert payloads.report({**REPORT, "itemDetails": None}).items == ()
    assert payloads.report(without).items == ()


@pytest.mark.parametrize("typed", ["03/04/2026", "04.03.2026", "2026-13-01", "soon"])
def test_a_day_in_another_form_is_refused_rather_than_guessed(typed: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="demoDate"):
        payloads.report({**REPORT, "demoDate": typed})
    with pytest.raises(UnexpectedAnswer, match="eventDate"):
        payloads.browse([{"eventId": 612345, "itemNbr": 1, "eventDate": typed}])


def test_a_report_without_a_day_is_read() -> None:
    assert payloads.report({**REPORT, "demoDate": None}).event_date is None


@pytest.mark.parametrize("field", ["demoId", "demoName"])
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=field):
        payloads.report({name: value for name, value in REPORT.items() if name != field})


def test_browse_rows_become_one_report_an_event_with_the_featured_item_first() -> None:
    row = {"eventId": 612345, "eventType": "Event Type Supplier ", "eventStatus": "Status APPROVED", "lockDate": "true"}
    rows = [{**row, "itemNbr": 1, "upcNbr": 0}, {**row, "itemNbr": 2, "upcNbr": 12345678901, "featuredItemInd": "Y"}]
    [report] = payloads.browse(rows)
    assert [(item.item_number, item.gtin) for item in report.items] == [("2", "12345678901"), ("1", "")]
    assert (report.class_label, report.status_label, report.locked) == ("Supplier", "APPROVED", True)


def test_unknown_numbers_stay_readable() -> None:
    assert codes.walmarts_own().class_label(99) == "Event Type 99"
    assert codes.walmarts_own().status_label("Status REVIEWED") == "REVIEWED"
    assert codes.walmarts_own().class_label(None) == ""
    assert 2 not in codes.walmarts_own().known_classes()


def test_a_stored_sign_in_comes_back_and_hides_its_secrets() -> None:
    state = EdrState("authenticated", ({"name": "RLSESSION", "value": "planted"},), "planted-token", 1)
    assert EdrState.from_json(state.to_json()) == state
    assert "planted" not in repr(state)
    assert "hidden" not in repr(EdrAccount("u", "hidden", "hidden-phone"))
    with pytest.raises(ValueError, match="stored sign-in"):
        EdrState.from_json('{"stage": "none"}')
