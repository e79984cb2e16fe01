"""The week grid, put together for the template: people down, days across, open events beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.blueprints.calendar.chips import Chip
from app.blueprints.calendar.people import Mark, mark_of
from app.blueprints.calendar.urgency import OpenEvent, by_urgency, can_be_done_on
from app.formatting import to_utc
from app.models import Store
from app.queries import calendar as queries
from app.services import problem_loader
from app.services.scheduling.allowed_times import core_slots
from app.services.scheduling.problem import Employee, Problem
from app.vocabulary import EventType, Title

DAYS = 7
_TITLES = list(Title)


@dataclass(frozen=True)
class Slot:
    """One of the shifts that Core events start at, and how many do."""

    start: int
    staffed: int

    @property
    def coverage(self) -> str:
        if self.staffed >= 3:
            return "optimal"
        return "low" if self.staffed else "empty"


@dataclass(frozen=True)
class Head:
    day: date
    holiday: str | None
    staffed: int
    unstaffed: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Cell:
    day: date
    chips: tuple[Chip, ...]
    mark: Mark | None


@dataclass(frozen=True)
class Row:
    employee: Employee
    cells: tuple[Cell, ...]
    minutes: int


@dataclass(frozen=True)
class Week:
    store: Store
    today: date
    days: tuple[date, ...]
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    tray: tuple[OpenEvent, ...]

    @property
    def is_empty(self) -> bool:
        return not self.tray and not any(head.staffed for head in self.heads)


def first_of_week(day: date, first_weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - first_weekday) % DAYS)


def show_week(session: Session, store: Store, first: date, today: date, types: Sequence[EventType]) -> Week:
    days = tuple(first + timedelta(days=number) for number in range(DAYS))
    problem = problem_loader.load(session, store_ids=[store.id], first_day=days[0], last_day=days[-1])
    chips = chips_between(session, store, days[0], days[-1], types)
    waiting = by_urgency(queries.open_events(session, store.id, days[0], days[-1], types=types), today)
    return Week(
        store=store,
        today=today,
        days=days,
        heads=tuple(head_of(problem, store, day, chips, waiting) for day in days),
        rows=_rows(problem, store, days, chips),
        tray=waiting,
    )


def chips_between(
    session: Session, store: Store, first: date, last: date, types: Sequence[EventType] = ()
) -> tuple[Chip, ...]:
    begin, end = to_utc(first, 0, store.timezone), to_utc(last + timedelta(days=1), 0, store.timezone)
    return tuple(
        Chip(row, store.timezone) for row in queries.schedules_between(session, store.id, begin, end, types=types)
    )


def head_of(problem: Problem, store: Store, day: date, chips: Sequence[Chip], waiting: Sequence[OpenEvent]) -> Head:
    todays = [chip for chip in chips if chip.day == day]
    starts = Counter(chip.start for chip in todays if chip.is_core)
    return Head(
        day=day,
        holiday=problem.stores[store.id].holidays.get(day),
        staffed=len(todays),
        unstaffed=sum(can_be_done_on(one.event, day, problem.rules) for one in waiting),
        slots=tuple(Slot(slot.start, starts[slot.start]) for slot in core_slots(problem.rules, day)),
    )


def _rows(problem: Problem, store: Store, days: Sequence[date], chips: Sequence[Chip]) -> tuple[Row, ...]:
    placed: Mapping[tuple[int, date], list[Chip]] = defaultdict(list)
    for chip in chips:
        placed[chip.schedule.employee_id, chip.day].append(chip)
    busy = {employee_id for employee_id, _ in placed}
    people = [
        person
        for person in problem.employees.values()
        if person.id in busy or (person.active and store.id in person.store_ids)
    ]
    people.sort(key=lambda person: (_TITLES.index(person.title), person.name, person.id))
    return tuple(_row(problem, store, person, days, placed) for person in people)


def _row(
    problem: Problem,
    store: Store,
    person: Employee,
    days: Sequence[date],
    placed: Mapping[tuple[int, date], list[Chip]],
) -> Row:
    place = problem.stores[store.id]
    cells = tuple(
        Cell(day, tuple(placed.get((person.id, day), ())), mark_of(problem, person, place, day)) for day in days
    )
    minutes = sum(row.length for row in problem.by_employee.get(person.id, ()) if days[0] <= row.day <= days[-1])
    return Row(person, cells, minutes)
