"""Dates of holiday rules."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.scheduling.holiday_calendar import HolidayRule, dates_of, holidays_between

THANKSGIVING = HolidayRule("Thanksgiving", month=11, weekday=3, nth=4)
MEMORIAL_DAY = HolidayRule("Memorial Day", month=5, weekday=0, nth=5)
CHRISTMAS = HolidayRule("Christmas", month=12, month_day=25)
FIRST_MONDAYS = ["2024-06-03", "2025-06-02", "2026-06-01", "2027-06-07"]
YEARS = (date(2024, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (THANKSGIVING, ["2024-11-28", "2025-11-27", "2026-11-26", "2027-11-25"]),
        (MEMORIAL_DAY, ["2024-05-27", "2025-05-26", "2026-05-25", "2027-05-31"]),
        (CHRISTMAS, ["2024-12-25", "2025-12-25", "2026-12-25", "2027-12-25"]),
        (HolidayRule("Leap day", month=2, month_day=29), ["2024-02-29"]),
        (HolidayRule("Inventory", day=date(2026, 8, 3)), ["2026-08-03"]),
        (
            HolidayRule("First Monday in June", month=6, weekday=0, nth=1),
            ["2024-06-03", "2025-06-02", "2026-06-01", "2027-06-07"],
        ),
        (HolidayRule("Says nothing"), []),
        (HolidayRule("Says half", month=6, weekday=1), []),
    ],
)
def test_a_rule_falls_on_its_dates(rule: HolidayRule, expected: list[str]) -> None:
    assert [str(found) for found in dates_of(rule, *YEARS)] == expected


def test_both_ends_of_the_range_count() -> None:
    day = date(2026, 12, 25)
    assert dates_of(CHRISTMAS, day, day) == (day,)
    assert dates_of(CHRISTMAS, date(2026, 12, 26), date(2027, 12, 24)) == ()


def test_two_holidays_on_one_date_are_both_named_in_order_of_time() -> None:
    rules = [CHRISTMAS, HolidayRule("Inventory", day=date(2026, 12, 25)), THANKSGIVING]
    found = holidays_between(rules, date(2026, 11, 1), date(2026, 12, 31))
    assert found == {date(2026, 11, 26): "Thanksgiving", date(2026, 12, 25): "Christmas and Inventory"}
    assert list(found) == sorted(found)
