"""What the search box of the events list understands."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.queries.event_search import DayKind, Days, Name, Number, Person, Term, parse

TODAY = date(2026, 3, 2)


def terms(text: str, *, people: bool = False, today: date = TODAY) -> tuple[Term, ...]:
    return parse(text, today=today, bare_day=DayKind.DUE, people=people)


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("3/5", DayKind.DUE, date(2026, 3, 5), date(2026, 3, 5)),
        ("3/5/27", DayKind.DUE, date(2027, 3, 5), date(2027, 3, 5)),
        ("03/05/2027", DayKind.DUE, date(2027, 3, 5), date(2027, 3, 5)),
        ("2026-03-05", DayKind.DUE, date(2026, 3, 5), date(2026, 3, 5)),
        ("3/5 to 3/9", DayKind.DUE, date(2026, 3, 5), date(2026, 3, 9)),
        ("3/9 TO 3/5", DayKind.DUE, date(2026, 3, 5), date(2026, 3, 9)),
        ("s:3/5", DayKind.START, date(2026, 3, 5), date(2026, 3, 5)),
        ("sc: 3/5", DayKind.SCHEDULED, date(2026, 3, 5), date(2026, 3, 5)),
        ("e:3/5", DayKind.DUE, date(2026, 3, 5), date(2026, 3, 5)),
        ("D:3/5 to 2026-03-06", DayKind.DUE, date(2026, 3, 5), date(2026, 3, 6)),
    ],
)
def test_days_are_read_in_every_usual_form(text, kind, first, last):
    assert terms(text) == (Days(kind, first, last),)


@pytest.mark.parametrize(
    "text", ["2/30", "13/1", "3/5/1999", "3/5 to soup", "s:oats", "2026-02-30", "3/1 to 3/2 to 3/3"]
)
def test_what_is_no_day_is_part_of_a_name(text):
    assert terms(text) == (Name(text),)


def test_a_day_without_year_is_the_closest_one():
    assert terms("1/3", today=date(2026, 12, 20)) == (Days(DayKind.DUE, date(2027, 1, 3), date(2027, 1, 3)),)


def test_leap_day_without_year_is_found_in_the_leap_year():
    assert terms("2/29", today=date(2027, 12, 1)) == (Days(DayKind.DUE, date(2028, 2, 29), date(2028, 2, 29)),)


def test_digits_are_an_event_number():
    assert terms("612345") == (Number("612345"),)


def test_capitals_are_a_person_only_among_booked_work():
    assert terms("NORA Q", people=True) == (Person("NORA Q"),)
    assert terms("NORA Q") == (Name("NORA Q"),)


def test_terms_are_separated_by_commas_and_empty_ones_left_out():
    assert terms(" oat ,, 3/5 ,612345,") == (
        Name("oat"),
        Days(DayKind.DUE, date(2026, 3, 5), date(2026, 3, 5)),
        Number("612345"),
    )


@given(st.text(max_size=60), st.booleans())
def test_nothing_typed_breaks_it(text, people):
    assert len(terms(text, people=people)) <= 8
