"""CalendarSchedule.csv: Crossmark's columns and spelling of times, and what it does not take as comments."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime

from app.exports.calendar_schedule import HEADINGS, Visit, as_calendar_schedule

VISIT = Visit(
    name="612345-ABCD-Sample Pretzel Bites, salted-V2-CORE",
    ref_num="31200001",
    location_id="154321",
    store_number="1234",
    store_name="SAM'S CLUB #1234",
    first_day=date(2026, 3, 2),
    due_day=date(2026, 3, 7),
    minutes=390,
    rep_name="Jane Doe",
    employee_id="US000111",
    starts_at=datetime(2026, 3, 4, 13, 30),  # noqa: DTZ001  # wall time of the store
)
LATE = replace(VISIT, due_day=date(2026, 3, 3))


def lines(*visits: Visit, valid_only: bool = False) -> list[str]:
    return as_calendar_schedule(visits, valid_only=valid_only).decode("utf-8-sig").splitlines()


def test_the_columns_come_in_crossmarks_order_with_american_times() -> None:
    heading, row = (next(csv.reader(io.StringIO(line))) for line in lines(VISIT))
    assert tuple(heading) == HEADINGS
    assert row == [
        "612345-ABCD-Sample Pretzel Bites, salted-V2-CORE",
        "31200001",
        "154321",
        "1234",
        "SAM'S CLUB #1234",
        "03/02/2026 12:00:00 AM",
        "03/07/2026 12:00:00 AM",
        "390",
        "Jane Doe",
        "US000111",
        "03/04/2026 01:30:00 PM",
    ]


def test_what_lies_outside_of_its_days_is_a_comment_or_left_out() -> None:
    assert lines(LATE)[1].startswith('# "612345')
    assert len(lines(LATE, VISIT, valid_only=True)) == 2


def test_nothing_in_it_runs_in_a_spreadsheet() -> None:
    assert lines(replace(VISIT, name="=1+1"))[1].startswith("'=1+1,")
