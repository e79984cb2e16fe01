"""Dates and times as people read them, across the changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app import formatting

ZONE = "America/Indiana/Indianapolis"


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "12:00 AM"), (585, "9:45 AM"), (720, "12:00 PM"), (1439, "11:59 PM")]
)
def test_clock_times_read_like_a_clock(minutes: int, words: str) -> None:
    assert formatting.minutes_clock(minutes) == words


def test_a_moment_names_day_and_clock() -> None:
    assert formatting.moment(datetime(2026, 3, 3, 18, 20, tzinfo=UTC)) == "Tue Mar 3, 6:20 PM"


@pytest.mark.parametrize("text", ["", "9", "24:00", "09:60", "9:4:5", "nine", "-1:00", "٠٩:٠٠"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        formatting.parse_hhmm(text)


def test_times_are_read_and_written_the_same_way() -> None:
    assert formatting.hhmm(formatting.parse_hhmm("09:45")) == "09:45"


@pytest.mark.parametrize(("minutes", "words"), [(5, "5 min"), (60, "1 h"), (390, "6 h 30 min")])
def test_durations(minutes: int, words: str) -> None:
    assert formatting.duration(minutes) == words


def test_a_skipped_wall_time_is_refused() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        formatting.to_utc(date(2026, 3, 8), 150, ZONE)


def test_in_the_repeated_hour_the_first_occurrence_is_meant() -> None:
    assert formatting.to_utc(date(2026, 11, 1), 90, ZONE) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_wall_time_and_utc_are_inverse() -> None:
    moment = formatting.to_utc(date(2026, 7, 4), 585, ZONE)

    assert formatting.local_day(moment, ZONE) == date(2026, 7, 4)
    assert formatting.local_minutes(moment, ZONE) == 585


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formatting.wall_time(datetime(2026, 7, 4, 9), ZONE)  # noqa: DTZ001  # that is the point
