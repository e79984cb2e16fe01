"""Company holidays fall on the right days and never empty the demo's next packet."""

from __future__ import annotations

from datetime import date

import pytest

from app.sandbox.closings import company_holidays, is_closed

QUIET_DAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 5, 25),
        date(2027, 5, 31),
        date(2026, 7, 4),
        date(2026, 9, 7),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ],
)
def test_stores_are_closed_on_company_holidays(day: date) -> None:
    assert is_closed(company_holidays(QUIET_DAY), day)


@pytest.mark.parametrize("day", [date(2026, 5, 18), date(2026, 9, 14), date(2026, 11, 19), date(2026, 11, 27)])
def test_stores_are_open_on_the_same_weekday_of_another_week(day: date) -> None:
    assert not is_closed(company_holidays(QUIET_DAY), day)


@pytest.mark.parametrize("today", [date(2026, 11, 25), date(2026, 11, 26)])
def test_a_holiday_today_or_tomorrow_is_switched_off(today: date) -> None:
    assert not is_closed(company_holidays(today), date(2026, 11, 26))


def test_a_holiday_the_day_after_tomorrow_stays() -> None:
    assert is_closed(company_holidays(date(2026, 11, 24)), date(2026, 11, 26))
