"""The dates on which a holiday falls: one date, the same date each year, or such as the 4th Thursday of November."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

LAST = 5
"""As `nth`: the last such weekday of the month, be it the fourth or the fifth."""


@dataclass(frozen=True)
class HolidayRule:
    """`day` alone is that date only; `month` and `month_day` each year; `month`, `weekday` (Monday 0) and `nth`."""

    name: str
    day: date | None = None
    month: int | None = None
    month_day: int | None = None
    weekday: int | None = None
    nth: int | None = None


def dates_of(rule: HolidayRule, first: date, last: date) -> tuple[date, ...]:
    """Both ends inclusive."""
    return tuple(found for found in _dates(rule, first.year, last.year) if first <= found <= last)


def holidays_between(rules: Iterable[HolidayRule], first: date, last: date) -> dict[date, str]:
    """Names by date in order of time; two on one date are both named."""
    names: dict[date, list[str]] = {}
    for rule in rules:
        for found in dates_of(rule, first, last):
            names.setdefault(found, []).append(rule.name)
    return {found: " and ".join(names[found]) for found in sorted(names)}


def _dates(rule: HolidayRule, first_year: int, last_year: int) -> Iterator[date]:
    if rule.day is not None:
        yield rule.day
        return
    for year in range(first_year, last_year + 1):
        found = _in_year(rule, year)
        if found is not None:
            yield found


def _in_year(rule: HolidayRule, year: int) -> date | None:
    """None where the year has no such date, as for February 29."""
    if rule.month is None:
        return None
    if rule.month_day is not None:
        exists = rule.month_day <= monthrange(year, rule.month)[1]
        return date(year, rule.month, rule.month_day) if exists else None
    if rule.weekday is None or rule.nth is None:
        return None
    return _nth_weekday(year, rule.month, rule.weekday, rule.nth)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth == LAST:
        end = date(year, month, monthrange(year, month)[1])
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    begin = date(year, month, 1)
    return begin + timedelta(days=(weekday - begin.weekday()) % 7 + 7 * (nth - 1))
