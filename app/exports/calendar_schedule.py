"""CalendarSchedule.csv: bookings in Crossmark's own list, for the days when its pages are all that can be reached."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from app.exports.csv_file import MIMETYPE, written
from app.exports.table import Cell

__all__ = ["MIMETYPE", "NAME", "Visit", "as_calendar_schedule"]
NAME = "CalendarSchedule.csv"
HEADINGS = (
    "Project Name",
    "Project Reference Number",
    "Location MVID",
    "Store Number",
    "Store Name",
    "Start Date/Time",
    "Due Date/Time",
    "Estimated Time",
    "Rep Name",
    "Employee ID",
    "Schedule Date/Time",
)
_MOMENT = "%m/%d/%Y %I:%M:%S %p"


@dataclass(frozen=True)
class Visit:
    """One booking; `starts_at` is wall time of the store."""

    name: str
    ref_num: str
    location_id: str
    store_number: str
    store_name: str
    first_day: date
    due_day: date
    minutes: int
    rep_name: str
    employee_id: str
    starts_at: datetime

    @property
    def is_valid(self) -> bool:
        """Within the days of its event: Crossmark takes no other."""
        return self.first_day <= self.starts_at.date() <= self.due_day

    @property
    def cells(self) -> list[Cell]:
        named = [self.name, self.ref_num, self.location_id, self.store_number, self.store_name]
        days = [datetime.combine(day, time()).strftime(_MOMENT) for day in (self.first_day, self.due_day)]
        return [*named, *days, self.minutes, self.rep_name, self.employee_id, self.starts_at.strftime(_MOMENT)]


def as_calendar_schedule(visits: Iterable[Visit], *, valid_only: bool) -> bytes:
    """What lies outside of its event's days stands in comment lines, or is left out."""
    lines = [_line(HEADINGS)]
    for visit in visits:
        if visit.is_valid:
            lines.append(_line(visit.cells))
        elif not valid_only:
            lines.append(f"# {_line(visit.cells)}")
    return "".join(lines).encode("utf-8-sig")


def _line(cells: Sequence[Cell]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerow([written(cell) for cell in cells])
    return target.getvalue()
