"""A month of attendance: the gravest status of each day, and how often each status was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.models import Attendance
from app.vocabulary import AttendanceStatus

GRAVEST_FIRST = (
    AttendanceStatus.NO_CALL_NO_SHOW,
    AttendanceStatus.LATE,
    AttendanceStatus.CALLED_IN,
    AttendanceStatus.EXCUSED_ABSENCE,
    AttendanceStatus.ON_TIME,
)


@dataclass(frozen=True)
class Day:
    records: tuple[Attendance, ...]

    @property
    def dominant(self) -> AttendanceStatus | None:
        """What colours the day; None when nothing was recorded."""
        found = {record.status for record in self.records}
        return next((status for status in GRAVEST_FIRST if status in found), None)


@dataclass(frozen=True)
class Month:
    records: Sequence[Attendance]

    @cached_property
    def days(self) -> Mapping[date, Day]:
        found: dict[date, list[Attendance]] = {}
        for record in self.records:
            found.setdefault(record.day, []).append(record)
        return {day: Day(tuple(rows)) for day, rows in found.items()}

    @cached_property
    def counts(self) -> Mapping[AttendanceStatus, int]:
        counted = Counter(record.status for record in self.records)
        return {status: counted[status] for status in AttendanceStatus}

    @property
    def on_time_percent(self) -> int | None:
        """Of all records; None when there are none."""
        return round(100 * self.counts[AttendanceStatus.ON_TIME] / len(self.records)) if self.records else None
