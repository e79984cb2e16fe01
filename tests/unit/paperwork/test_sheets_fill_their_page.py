"""Sheets for the wall use the page they have; forms that are signed stay on one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from app.paperwork import packet
from app.paperwork.employee import build_fortnight
from app.paperwork.model import Brand, FormLayout, FormTemplate, Roster, RosterEntry
from app.paperwork.month import build_month
from app.paperwork.sheet import LETTER, WALL, Paper
from app.paperwork.team_sheets import Contact, TeamHead, build_call_list
from app.paperwork.week import build_team_week, build_week_summary
from app.wording import speaking
from tests.unit.paperwork.paper_samples import DAY, ZONE, bundle, day, opened, page_texts

SUNDAY = date(2026, 11, 1)
BUILT = datetime(2026, 10, 30, 18, 32, tzinfo=ZONE)
LONG = "María Fernández-Castañeda de la Torre y Ávila"


def roster(people: int, a_day: int) -> Roster:
    names = tuple(f"Person {n:02d}" for n in range(people))
    entries = tuple(
        RosterEntry(SUNDAY + timedelta(days=at), time(9, 45), time(16, 15), names[(at + k) % people], "Bites", "Core")
        for at in range(30)
        for k in range(a_day)
    )
    return Roster(SUNDAY, "Sample Club", "1234", BUILT, Brand("Team"), names, entries, (43, 44))


def lowest_text(pdf: bytes) -> float:
    """How far down the first page its table reaches, as a share of the page; the foot is not counted."""
    with opened(pdf) as document:
        page = document[0]
        high = page.get_height()
        words = page.get_textpage()
        places = [words.get_rect(at) for at in range(words.count_rects())]
        return float(1 - min(bottom for _left, bottom, _right, _top in places if bottom > 0.08 * high) / high)


@pytest.mark.parametrize("paper", [LETTER, WALL], ids=["letter", "a3"])
def test_a_month_fills_the_page_and_is_one_page(paper: Paper) -> None:
    quiet, busy = build_month(roster(5, 1), paper), build_month(roster(9, 7), paper)

    assert [len(page_texts(pdf)) for pdf in (quiet, busy)] == [1, 1]
    assert lowest_text(quiet) > 0.85


def test_a_month_with_too_many_bookings_says_how_many_more() -> None:
    (page,) = page_texts(build_month(roster(40, 15)))

    assert page.count("more") == 30


@pytest.mark.parametrize("build", [build_team_week, build_week_summary])
def test_a_week_of_a_usual_team_is_one_page(build: object) -> None:
    assert len(page_texts(build(roster(24, 6)))) == 1  # type: ignore[operator]  # one of the two above


def test_a_week_that_fits_on_no_page_is_printed_on_several() -> None:
    texts = page_texts(build_team_week(roster(40, 30)))

    assert len(texts) > 1
    assert sum(text.count("Person") for text in texts) == 7 * 30


def test_the_call_list_of_a_usual_team_is_one_page() -> None:
    people = [Contact(f"Person {n}", "Event Specialist", "317-555-0100", "p@team.example") for n in range(20)]

    assert len(page_texts(build_call_list(TeamHead(DAY, "Club", BUILT, Brand("Team")), people))) == 1


def test_a_persons_two_weeks_are_one_page_that_leaves_room_to_write() -> None:
    pdf = build_fortnight(roster(3, 2), ["Person 01"])

    assert len(page_texts(pdf)) == 1
    assert lowest_text(pdf) > 0.8


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("layout", [FormLayout.ACTIVITY_LOG, FormLayout.CHECKLIST])
def test_a_form_that_is_signed_stays_on_one_page(layout: FormLayout, language: str) -> None:
    form = FormTemplate("Form", layout)
    one = bundle(employee=LONG, event_name=f"612345-{LONG} {LONG}", templates=(form,), language=language)

    made = packet.build_sets(replace(day(one), store_name=f"{LONG} {LONG}"))

    assert [part.pages for part in made.manifest if part.title == "Form"] == [1]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_juicer_sheets_take_two_pages_and_one(language: str) -> None:
    forms = (FormLayout.JUICER_COMPLIANCE, FormLayout.JUICER_TRACKER, FormLayout.JUICER_CLOSING)

    with speaking(language):
        made = packet.build(day(daily_templates=tuple(FormTemplate(form.value, form) for form in forms)))

    assert [part.pages for part in made.manifest if part.title.startswith("juicer")] == [2, 1, 1]
