from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from pypdf import PdfReader

from app.paperwork.employee import build_fortnight
from app.paperwork.model import Brand, Roster, RosterEntry
from app.paperwork.week import build_team_week, build_week_summary, sunday_of
from tests.unit.paperwork.paper_samples import ZONE, page_texts

SUNDAY = date(2026, 11, 22)


def entry(employee: str, offset: int = 0, start: time = time(9, 45)) -> RosterEntry:
    return RosterEntry(SUNDAY + timedelta(days=offset), start, time(16, 15), employee, "Sample Bites", "Core")


def roster(*entries: RosterEntry) -> Roster:
    return Roster(
        first_day=SUNDAY,
        store_name="Sample Club",
        store_number="1234",
        built_at=datetime(2026, 11, 21, 8, 5, tzinfo=ZONE),
        brand=Brand("Prairie Demo Team"),
        people=tuple(dict.fromkeys(one.employee for one in entries)),
        entries=entries,
        weeks=(43, 44),
    )


@pytest.mark.parametrize("day", [SUNDAY + timedelta(days=offset) for offset in range(7)])
def test_a_week_begins_on_its_sunday(day):
    assert sunday_of(day) == SUNDAY


def test_the_day_after_saturday_begins_the_next_week():
    assert sunday_of(SUNDAY + timedelta(days=7)) == SUNDAY + timedelta(days=7)


def test_the_team_week_shows_every_entry_by_time_however_many_there_are():
    people = [f"Person {number:02d}" for number in range(60)]
    entries = [entry(person, start=time(8 + number % 8)) for number, person in enumerate(people)]

    texts = page_texts(build_team_week(roster(*entries)))

    assert len(texts) > 1
    assert all("Sun Nov 22 Mon Nov 23" in wording for wording in texts)
    everything = " ".join(texts)
    expected = sorted(entries, key=lambda one: (one.start, one.employee))
    places = [everything.index(one.employee) for one in expected]
    assert places == sorted(places)


def test_the_week_is_printed_on_landscape_paper_with_range_and_week():
    pdf = build_team_week(roster(entry("Ann Example")))
    page = PdfReader(io.BytesIO(pdf)).pages[0]

    assert page.mediabox.width > page.mediabox.height
    assert "Sun Nov 22, 2026 to Sat Nov 28, 2026 Walmart week 43" in page_texts(pdf)[0]
    assert "Built Sat Nov 21, 8:05 AM EST" in page_texts(pdf)[0]


def test_an_empty_week_says_so():
    assert "Nobody is scheduled" in page_texts(build_team_week(roster()))[0]


def test_the_summary_has_a_row_for_people_without_work():
    with_idle = replace(roster(entry("Ann Example")), people=("Ann Example", "Ida Idle"))

    wording = page_texts(build_week_summary(with_idle))[0]

    assert "Ann Example 9:45 AM–4:15 PM" in wording
    assert "Ida Idle" in wording


def test_a_person_gets_fourteen_days_with_times_or_off():
    wording = page_texts(build_fortnight(roster(entry("Ann Example"), entry("Ann Example", 13))))[0]

    assert "Schedule of Ann Example" in wording
    assert wording.count("OFF") == 12
    assert wording.count("9:45 AM–4:15 PM") == 2
    assert "Walmart week 43 & Walmart week 44" in wording


def test_everybody_gets_an_own_page_unless_somebody_is_named():
    both = roster(entry("Ann Example"), entry("Ben Example"))

    assert len(page_texts(build_fortnight(both))) == 2
    assert "Ben Example" in page_texts(build_fortnight(both, ["Ben Example"]))[0]
    with pytest.raises(ValueError, match="no sheet"):
        build_fortnight(both, [])


def test_no_entry_of_somebody_else_is_on_a_persons_page():
    wording = page_texts(build_fortnight(roster(entry("Ann Example"), entry("Ben Example", 1)), ["Ben Example"]))[0]

    assert wording.count("OFF") == 13
