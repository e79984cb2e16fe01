"""Dates, times and durations as people read them. Pure functions, used by pages and paperwork alike."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.wording import N_, language, say

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
_SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_SHORT_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)

_HALVES = (N_("AM"), N_("PM"))


def clock(moment: time | datetime) -> str:
    """9:45 AM. The moment must already be wall time."""
    half = say(_HALVES[moment.hour // 12])
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {half}"


def minutes_clock(minutes: int) -> str:
    """9:45 AM from minutes after local midnight."""
    return clock(time(minutes // 60 % 24, minutes % 60))


def hhmm(minutes: int) -> str:
    """09:45 from minutes after local midnight, as forms and the API write it."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_hhmm(text: str) -> int:
    """Minutes after midnight. Raises ValueError unless the text is HH:MM within a day."""
    parts = text.strip().split(":")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        raise ValueError(f"{text!r} is not a time; write it like 09:45")
    hours, minutes = int(parts[0]), int(parts[1])
    if hours > 23 or minutes > 59:
        raise ValueError(f"{text!r} is not a time; write it like 09:45")
    return hours * 60 + minutes


def weekday(day: date) -> str:
    """Tuesday."""
    return say(WEEKDAYS[day.weekday()])


def short_weekday(day: date) -> str:
    """Tue."""
    return say(_SHORT_WEEKDAYS[day.weekday()])


def month(day: date) -> str:
    """November."""
    return say(MONTHS[day.month - 1])


def short_day(day: date) -> str:
    """Tue Nov 24."""
    return _short_day(day, language())


@lru_cache(maxsize=4096)
def _short_day(day: date, _language: str) -> str:
    return say(
        "%(weekday)s %(month)s %(day)s",
        weekday=short_weekday(day),
        month=say(_SHORT_MONTHS[day.month - 1]),
        day=day.day,
    )


def moment(local: datetime) -> str:
    """Tue Nov 24, 9:45 AM of a wall time."""
    return f"{short_day(local.date())}, {clock(local)}"


def long_day(day: date) -> str:
    """Tuesday, November 24, 2026."""
    return say(
        "%(weekday)s, %(month)s %(day)s, %(year)s", weekday=weekday(day), month=month(day), day=day.day, year=day.year
    )


def long_date(day: date) -> str:
    """November 24, 2026."""
    return say("%(month)s %(day)s, %(year)s", month=month(day), day=day.day, year=day.year)


def duration(minutes: int) -> str:
    """6 h 30 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def wall_time(moment: datetime, zone: str) -> datetime:
    """The store's wall time of a UTC moment. Refuses naive datetimes."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without time zone cannot be shown")
    return moment.astimezone(ZoneInfo(zone))


def to_utc(day: date, minutes: int, zone: str) -> datetime:
    """UTC moment of a wall time. In the repeated hour the first occurrence is meant.

    Raises ValueError for a wall time that the spring change skips.
    """
    info = ZoneInfo(zone)
    local = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=info)
    moment = local.astimezone(ZoneInfo("UTC"))
    if moment.astimezone(info).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"{minutes_clock(minutes)} does not exist on {long_day(day)}: the clocks go forward.")
    return moment


def local_day(moment: datetime, zone: str) -> date:
    return wall_time(moment, zone).date()


def local_minutes(moment: datetime, zone: str) -> int:
    """Minutes after local midnight of a UTC moment."""
    local = wall_time(moment, zone)
    return local.hour * 60 + local.minute
