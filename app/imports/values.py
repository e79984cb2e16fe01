"""What people write in cells: days, times, numbers, yes and no. Each raises ValueError saying how to write it."""

from __future__ import annotations

import re
from datetime import date

from app.formatting import parse_hhmm
from app.wording import N_, say

_MOMENT = re.compile(
    r"(?P<day>[0-9/-]+)(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?(?: ?(?P<half>[AaPp])[Mm])?)?"
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_YES = {"yes", "y", "true", "1", "x", "active", "sí", "si"}
_NO = {"no", "n", "false", "0", "", "inactive", "not active"}
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
_HOW_TIMES = N_("Write the time like 9:45 AM or 09:45.")
HOW_DAYS = N_("Write the day like 2026-11-24 or 11/24/2026.")


def day(text: str) -> date:
    """Also of a moment such as `11/24/2026 12:00:00 AM`, as Crossmark writes them."""
    return moment(text)[0]


def moment(text: str) -> tuple[date, int | None]:
    """A day, and minutes after midnight when a time stands beside it."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(say(HOW_DAYS))
    return _date(found["day"]), _minutes(found) if found["hour"] else None


def _date(text: str) -> date:
    slashed, iso = _SLASHED.fullmatch(text), _ISO.fullmatch(text)
    try:
        if slashed:
            year = int(slashed[3]) + (2000 if len(slashed[3]) == 2 else 0)
            found = date(year, int(slashed[1]), int(slashed[2]))
        elif iso:
            found = date(int(iso[1]), int(iso[2]), int(iso[3]))
        else:
            raise ValueError(say(HOW_DAYS))
    except ValueError:
        raise ValueError(say(HOW_DAYS)) from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(say(HOW_DAYS))
    return found


def _minutes(found: re.Match[str]) -> int:
    hour, minute, half = int(found["hour"]), int(found["minute"]), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(say(_HOW_TIMES))
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(say(_HOW_TIMES))
    return hour * 60 + minute


def clock(text: str) -> int:
    """Minutes after midnight."""
    found = re.fullmatch(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?(?: ?(?P<half>[AaPp])[Mm])?", text.strip())
    if found is None:
        raise ValueError(say(_HOW_TIMES))
    return _minutes(found)


def whole(text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
        raise ValueError(say("Use a whole number from %(low)s to %(high)s.", low=low, high=high))
    return int(text)


def hours(text: str) -> int:
    """Minutes of hours such as 32.5."""
    if not re.fullmatch(r"\d{1,3}([.,]\d{1,2})?", text, re.ASCII):
        raise ValueError(say("Use hours like 32 or 32.5."))
    minutes = round(float(text.replace(",", ".")) * 60)
    if not 60 <= minutes <= 6000:
        raise ValueError(say("Use hours from 1 to 100."))
    return minutes


def flag(text: str) -> bool:
    plain = text.strip().lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise ValueError(say("Write yes or no."))


def ranges(text: str) -> list[tuple[int, int]]:
    """`all`, `off`, or hours like `09:00-13:00, 17:00-21:00`; 24:00 is the end of the day."""
    plain = text.strip().lower()
    if plain in {"all", "all day", "yes"}:
        return [(0, 1440)]
    if plain in {"off", "no", "none", ""}:
        return []
    found = [_range(part) for part in re.split(r"[,;]", plain)]
    if any(after[0] < before[1] for before, after in zip(sorted(found), sorted(found)[1:], strict=False)):
        raise ValueError(say("The hours overlap."))
    return sorted(found)


def _range(text: str) -> tuple[int, int]:
    begin, _, end = (part.strip() for part in text.partition("-"))
    try:
        found = parse_hhmm(begin), 1440 if end == "24:00" else parse_hhmm(end)
    except ValueError:
        raise ValueError(say("Write all, off, or hours like 09:00-17:00.")) from None
    if found[0] >= found[1]:
        raise ValueError(say("The hours end before they begin."))
    return found
