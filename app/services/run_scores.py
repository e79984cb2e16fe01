"""How good a plan is for the people and the house, in figures that two plans can be compared by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.due_day import last_day
from app.services.scheduling.rules.week import week_start
from app.vocabulary import EventType, Title


@dataclass(frozen=True)
class Scores:
    staffed: int
    """Places with somebody."""
    open: int
    """Places without anybody."""
    expiring: int
    """Of the open ones, those whose last day lies in the days of the run."""
    labour_cents: int
    without_wage: int
    """People at work whose wage nobody entered; the cost leaves them out."""
    preference: float
    """Share of the days worked that nobody would rather have had off, 0..1."""
    core_spread: int
    """Core days a week between the person with most and the person with fewest, per store and title at worst."""

    @property
    def coverage(self) -> float:
        places = self.staffed + self.open
        return self.staffed / places if places else 1.0


def scores(problem: Problem, store_ids: Collection[int], rows: Sequence[Assignment], events: Iterable[Event]) -> Scores:
    """`rows` is the plan of the stores in the days of the problem; `events` are those that people were sought for."""
    held = Counter(row.event.id for row in rows)
    missing = [event for event in events for _ in range(event.headcount - held[event.id])]
    return Scores(
        staffed=len(rows),
        open=len(missing),
        expiring=sum(last_day(problem.rules, event) <= problem.last_day for event in missing),
        labour_cents=sum(_cents(row) for row in rows),
        without_wage=len({row.employee.id for row in rows if row.employee.wage_cents is None}),
        preference=_preference(rows),
        core_spread=_core_spread(problem, store_ids, rows),
    )


def _cents(row: Assignment) -> int:
    """A short visit inside other work of the same person is no extra time."""
    return round((row.employee.wage_cents or 0) * row.length / 60) if row.event.exclusive else 0


def _preference(rows: Sequence[Assignment]) -> float:
    days = {(row.employee.id, row.day): row.day.weekday() in row.employee.preferred_days_off for row in rows}
    return 1 - sum(days.values()) / len(days) if days else 1.0


def _core_spread(problem: Problem, store_ids: Collection[int], rows: Sequence[Assignment]) -> int:
    """Among active people of one title in one store and week; a week in which nobody has a Core says nothing."""
    cores = Counter(
        (row.store.id, week_start(problem.rules, row.day), row.employee.id)
        for row in rows
        if row.event.type is EventType.CORE
    )
    loads: dict[tuple[int, date, Title], list[int]] = defaultdict(list)
    for store_id in store_ids:
        staff = [one for one in problem.employees.values() if one.active and store_id in one.store_ids]
        for week in _weeks(problem):
            for person in staff:
                loads[store_id, week, person.title].append(cores[store_id, week, person.id])
    return max((max(days) - min(days) for days in loads.values()), default=0)


def _weeks(problem: Problem) -> list[date]:
    """Those that lie in the days of the run as a whole or in part."""
    first = week_start(problem.rules, problem.first_day)
    return [first + timedelta(weeks=number) for number in range((problem.last_day - first).days // 7 + 1)]
