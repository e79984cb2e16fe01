"""Company holidays: the fixed and the nth-weekday ones, and the dates they fall on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.sandbox.world import Holiday

_LAST = 5
_HOLIDAYS = (
    Holiday("New Year's Day", 1, 1, None, None, True, ""),
    Holiday("Memorial Day", 5, None, 0, _LAST, True, "Last Monday of May"),
    Holiday("Independence Day", 7, 4, None, None, True, ""),
    Holiday("Labor Day", 9, None, 0, 1, True, "First Monday of September"),
    Holiday("Thanksgiving Day", 11, None, 3, 4, True, "Fourth Thursday of November"),
    Holiday("Christmas Day", 12, 25, None, None, True, ""),
)


def company_holidays(today: date) -> tuple[Holiday, ...]:
    """A holiday on `today` or the day after is switched off, so that the demo's next packet always has pages."""
    soon = (today, today + timedelta(days=1))
    return tuple(
        replace(holiday, active=False, notes="Stores open this year")
        if any(falls_on(holiday, day) for day in soon)
        else holiday
        for holiday in _HOLIDAYS
    )


def falls_on(holiday: Holiday, day: date) -> bool:
    if day.month != holiday.month:
        return False
    if holiday.month_day is not None:
        return day.day == holiday.month_day
    if day.weekday() != holiday.weekday:
        return False
    if holiday.nth == _LAST:
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == holiday.nth


def is_closed(holidays: tuple[Holiday, ...], day: date) -> bool:
    return any(holiday.active and falls_on(holiday, day) for holiday in holidays)
