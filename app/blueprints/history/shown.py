"""The calendar as it was, put together for the template: people down, days across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.formatting import local_day, local_minutes, minutes_clock
from app.models import Employee, Schedule
from app.services.time_travel import Moment


@dataclass(frozen=True)
class PastCard:
    schedule: Schedule
    zone: str

    @property
    def state(self) -> str:
        return self.schedule.status.value

    @property
    def clock(self) -> str:
        return minutes_clock(local_minutes(self.schedule.starts_at, self.zone))


@dataclass(frozen=True)
class Row:
    employee: Employee
    cells: tuple[tuple[PastCard, ...], ...]


def rows_of(shown: Moment) -> Sequence[Row]:
    zone = shown.store.timezone
    people = {row.employee_id: shown.people[row.employee_id] for row in shown.schedules}
    return [
        Row(
            person,
            tuple(
                tuple(
                    PastCard(row, zone)
                    for row in shown.schedules
                    if row.employee_id == person.id and local_day(row.starts_at, zone) == day
                )
                for day in shown.days
            ),
        )
        for person in sorted(people.values(), key=lambda person: (person.name, person.id))
    ]
