"""What a later print of the day has to replace: every difference that a reader of the paper would notice, no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest

from app.paperwork.comparison import Difference, Kind, compare
from app.paperwork.facts import edr_key, sections, tool_key
from app.paperwork.model import Age, DayPaperwork, EventBundle, Missing, PdfPart
from tests.unit.paperwork.paper_samples import ZONE, bundle, day, foreign_pdf, report

ANN = bundle("612345", key="event 1")
BEN = bundle("612346", key="event 2", employee="Ben Example", start=time(10, 30))


def differences(before: DayPaperwork, after: DayPaperwork) -> dict[str, Difference]:
    lying = {section.key: section for section in sections(before)}
    return {one.key: one for one in compare(lying, sections(after))}


def with_ann(**changes: object) -> DayPaperwork:
    return day(replace(ANN, **changes), BEN)  # type: ignore[arg-type]  # tests name real fields


def test_a_second_build_of_the_same_day_changes_no_page() -> None:
    later = replace(day(ANN, BEN), built_at=datetime(2026, 11, 24, 5, 50, tzinfo=ZONE))
    age = Age("EDR data of %(moment)s", datetime(2026, 11, 23, 18, 20, tzinfo=ZONE))
    fresher = replace(
        later,
        bundles=(
            replace(ANN, edr=report("612345", age=age)),
            BEN,
        ),
    )

    assert differences(day(ANN, BEN), fresher) == {}


def test_another_person_changes_the_set_and_the_schedule_and_says_who() -> None:
    found = differences(day(ANN, BEN), with_ann(employee="Cleo Example"))

    assert {key.partition("/")[0] for key in found} == {"event 1", "schedule"}
    assert "person: Ann Example → Cleo Example" in found[edr_key(ANN)].reasons


def test_another_time_says_both_times() -> None:
    found = differences(day(ANN, BEN), with_ann(start=time(11, 15)))
    assert any("9:45 AM" in reason and "11:15 AM" in reason for reason in found[edr_key(ANN)].reasons)


def test_the_sales_tool_of_another_person_stays_as_it_lies() -> None:
    assert tool_key(ANN, 1) not in differences(day(ANN, BEN), with_ann(employee="Cleo Example"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"edr": report("612345", items=3)}, "items: different"),
        ({"edr": report("612345", locked=False)}, "locked: YES → NO"),
        ({"edr": report("612345", preparation="Fry it.")}, "instructions: different"),
        ({"edr": Missing("EDR", "Nobody is signed in.")}, "It is missing now."),
    ],
    ids=["items", "lock", "instructions", "gone missing"],
)
def test_a_changed_report_says_what_is_different(changes: dict[str, object], reason: str) -> None:
    assert reason in differences(day(ANN, BEN), with_ann(**changes))[edr_key(ANN)].reasons


def test_another_version_of_the_sales_tool_is_printed_again() -> None:
    newer = (PdfPart(foreign_pdf("Guide 612345, second edition"), 1, "guide"),)
    assert differences(day(ANN, BEN), with_ann(sales_tools=newer)).keys() == {tool_key(ANN, 1)}


def test_a_new_event_is_added_and_one_that_went_is_taken_out() -> None:
    new = bundle("612347", key="event 3", employee="Dee Example")
    found = differences(day(ANN, BEN), day(ANN, new))

    kinds = {key.partition("/")[0]: one.kind for key, one in found.items()}
    assert (kinds["event 3"], kinds["event 2"]) == (Kind.NEW, Kind.GONE)


def test_two_sets_of_one_event_are_told_apart() -> None:
    second = replace(ANN, key="event 1 no. 2", employee="Ben Example")
    found = differences(day(ANN, second), day(ANN, replace(second, employee="Cleo Example")))
    assert {key.partition("/")[0] for key in found if "/" in key} == {"event 1 no. 2"}


def test_a_waived_gap_is_taken_out() -> None:
    gap = replace(ANN, edr=Missing("EDR", "Nobody is signed in."))
    found = differences(day(gap), replace(day(gap), waivers={edr_key(gap): "Lena: not needed"}))
    assert found[edr_key(gap)].kind is Kind.GONE


def test_a_waiver_of_a_part_that_came_after_all_hides_nothing() -> None:
    assert differences(day(ANN), replace(day(ANN), waivers={edr_key(ANN): "Lena: not needed"})) == {}


def test_what_cannot_be_stored_is_not_told() -> None:
    strange: EventBundle = bundle(employee="nul\x00 \ud800 end", event_name="\x07bell")
    told = [text for one in sections(day(strange)) for pair in one.facts.items() for text in pair]
    assert not any("\x00" in text or "\ud800" in text or "\x07" in text for text in told)


def test_many_reasons_are_counted_not_listed() -> None:
    many = [bundle(str(612400 + n), key=f"event {n}", edr=report(str(612400 + n), items=9)) for n in range(5)]
    found = differences(day(), day(*many))
    assert found["items"].reasons[-1] == "and 41 more"
