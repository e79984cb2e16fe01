"""The calendar as it was, put together for the template: people down, days across."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
    zone, cards = shown.store.timezone, defaultdict[tuple[int, date], list[PastCard]](list)
    for row in shown.schedules:
        cards[row.employee_id, local_day(row.starts_at, zone)].append(PastCard(row, zone))
    people = {row.employee_id: shown.people[row.employee_id] for row in shown.schedules}
    return [
        Row(person, tuple(tuple(cards.get((person.id, day), ())) for day in shown.days))
        for person in sorted(people.values(), key=lambda person: (person.name, person.id))
    ]
