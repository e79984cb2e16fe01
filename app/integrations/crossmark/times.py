"""Crossmark's dates and times: American spelling, store wall time without offset, ISO with offset when booking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_WALL_FORMATS = (
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
)
_DATE_FORMATS = ("%m/%d/%Y", "%Y-%m-%d")


@dataclass(frozen=True)
class Moment:
    """A point in time and what was doubtful about it."""

    at: datetime
    doubt: str = ""


def parse_wall(text: str) -> datetime | None:
    """Wall time of the store, without zone on purpose. Never swaps month and day; None when unreadable."""
    for layout in _WALL_FORMATS:
        try:
            return datetime.strptime(text, layout)  # noqa: DTZ007  # the zone is the store's, known to the caller
        except ValueError:
            continue
    day = parse_day(text)
    return None if day is None else datetime(day.year, day.month, day.day)  # noqa: DTZ001  # wall time


def parse_day(text: str) -> date | None:
    for layout in _DATE_FORMATS:
        try:
            return datetime.strptime(text, layout).date()  # noqa: DTZ007  # a date has no zone
        except ValueError:
            continue
    return None


def parse_offset_time(text: str) -> datetime | None:
    """An ISO time with offset; None when it has none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def at_store(wall: datetime, zone: ZoneInfo) -> Moment:
    """The first occurrence in the repeated hour; a time that does not exist is read an hour later. Both say so."""
    local = wall.replace(tzinfo=zone, fold=0)
    at = local.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != wall:
        return Moment(at, f"{wall:%m/%d/%Y %I:%M %p} does not exist on that day (clocks go forward)")
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return Moment(at, f"{wall:%m/%d/%Y %I:%M %p} happens twice on that day; the first was taken")
    return Moment(at)


def on_wire(at: datetime, zone: ZoneInfo) -> str:
    """`2026-03-04T10:30:00-05:00`, with the offset the store has on that day."""
    return at.astimezone(zone).replace(microsecond=0).isoformat()
