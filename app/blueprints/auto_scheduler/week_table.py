"""The week of a run by person and day: what stands now beside what applying its lines would make of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from app.models import Run
from app.services.run_plan import Outlook
from app.services.scheduling.problem import Assignment, Employee


@dataclass(frozen=True)
class Entry:
    """`change`: new, gone, or nothing for what stays."""

    row: Assignment
    change: str


@dataclass(frozen=True)
class PersonWeek:
    employee: Employee
    days: tuple[tuple[Entry, ...], ...]

    @property
    def is_changed(self) -> bool:
        return any(entry.change for entries in self.days for entry in entries)


@dataclass(frozen=True)
class WeekTable:
    days: tuple[date, ...]
    people: tuple[PersonWeek, ...]


def week_table(run: Run, outlook: Outlook) -> WeekTable:
    """By name, those whose week changes first."""
    count = (run.last_day - run.week_start).days + 1
    days = tuple(run.week_start + timedelta(days=number) for number in range(count))
    placed: dict[int, dict[date, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    people: dict[int, Employee] = {}
    for entry in _entries(run, outlook):
        people[entry.row.employee.id] = entry.row.employee
        placed[entry.row.employee.id][entry.row.day].append(entry)
    weeks = [PersonWeek(one, tuple(_sorted(placed[one.id][day]) for day in days)) for one in people.values()]
    weeks.sort(key=lambda week: (not week.is_changed, week.employee.name, week.employee.id))
    return WeekTable(days, tuple(weeks))


def _entries(run: Run, outlook: Outlook) -> list[Entry]:
    gone = {step.replaces.id for step in outlook.steps if step.replaces is not None} | outlook.gives_way.keys()
    standing = [
        Entry(row, "gone" if number in gone else "")
        for number, row in outlook.saved.items()
        if row.store.id in run.store_ids and run.week_start <= row.day <= run.last_day
    ]
    return standing + [Entry(step.wanted, "new") for step in outlook.steps]


def _sorted(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.row.start, entry.row.event.id, entry.change)))
