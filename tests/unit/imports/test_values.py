"""What people write in cells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports import values

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("11/24/2026", None),
        ("11/24/26", None),
        ("2026-11-24", None),
        ("11/24/2026 12:00:00 AM", 0),
        ("11/24/2026 12:30:00 PM", 750),
        ("11/24/2026 09:45:00 AM", 585),
        ("2026-11-24 17:05", 1025),
        ("2026-11-24T17:05:30", 1025),
    ],
)
def test_moments_are_read_in_every_usual_form(text, minutes):
    assert values.moment(text) == (DAY, minutes)
    assert values.day(text) == DAY


@pytest.mark.parametrize(
    "text",
    ["", "soon", "24.11.2026", "13/24/2026", "2026-02-30", "11/24/1999", "2026-11-24 25:00", "11/24/2026 13:00 PM"],
)
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="Write the"):
        values.moment(text)


@pytest.mark.parametrize(("text", "found"), [("9:45 AM", 585), ("09:45", 585), ("12:15 am", 15), ("23:59:00", 1439)])
def test_times_are_read(text, found):
    assert values.clock(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("all", [(0, 1440)]),
        ("off", []),
        ("09:00-13:00", [(540, 780)]),
        ("17:00-24:00; 9:00 - 13:00", [(540, 780), (1020, 1440)]),
    ],
)
def test_hours_of_a_weekday_are_read(text, found):
    assert values.ranges(text) == found


@pytest.mark.parametrize("text", ["9-17", "17:00-09:00", "09:00-13:00, 12:00-14:00", "sometimes"])
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(ValueError, match="hours"):
        values.ranges(text)


@pytest.mark.parametrize(("text", "found"), [("yes", True), ("X", True), ("Sí", True), ("No", False), ("0", False)])
def test_yes_and_no_are_read(text, found):
    assert values.flag(text) is found


@pytest.mark.parametrize("text", ["maybe", "2"])
def test_neither_yes_nor_no_is_refused(text):
    with pytest.raises(ValueError, match="yes or no"):
        values.flag(text)


@pytest.mark.parametrize(("text", "found"), [("32", 1920), ("32.5", 1950), ("32,5", 1950)])
def test_hours_become_minutes(text, found):
    assert values.hours(text) == found


@pytest.mark.parametrize("text", ["0", "101", "many", "-3", "1e2", "٣"])
def test_hours_that_nobody_works_are_refused(text):
    with pytest.raises(ValueError, match="hours"):
        values.hours(text)


READERS = (values.moment, values.clock, values.flag, values.hours, values.ranges, lambda text: values.whole(text, 1, 9))


@given(st.text(max_size=30), st.sampled_from(READERS))
def test_any_text_is_read_or_refused_in_words(text, read):
    said = "read"
    try:
        read(text)
    except ValueError as error:
        said = str(error)

    assert said
