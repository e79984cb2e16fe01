"""What would be said about dropping an event at each of many places: asked once when a drag begins, read while it goes
on. The same rules as at saving, only that the first reason is enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.services.scheduling import constraint_validator
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules.violation import Mode, Violation
from app.vocabulary import Severity


@dataclass(frozen=True)
class Verdict:
    """About one person, day and start; OFF means that nothing stands against it."""

    employee_id: int
    day: date
    start: int
    severity: Severity = Severity.OFF
    reason: str = ""


@dataclass(frozen=True)
class Asked:
    """What is dragged: an open event, or with `saved` a schedule that keeps its start when only the day changes.

    `ignoring` are schedules that would go along; `starts` asks about these instead of one start a day.
    """

    event: Event
    saved: Assignment | None = None
    ignoring: frozenset[int] = frozenset()
    starts: tuple[int, ...] = ()

    @property
    def replaced(self) -> frozenset[int]:
        own = self.saved.schedule_id if self.saved is not None else None
        return self.ignoring if own is None else self.ignoring | {own}


def verdicts(problem: Problem, asked: Asked, days: Sequence[date]) -> Iterator[Verdict]:
    """By person, day and start in that order. A day without any start for an open event has no verdict."""
    for person in problem.employees.values():
        some = _at(problem, asked, person, days[0], 0)
        others = constraint_validator.saved_beside(problem, some, ignoring=asked.replaced)
        for day in days:
            for start in _starts(problem, asked, person, day, others):
                yield _verdict(problem, _at(problem, asked, person, day, start), others)


def _starts(
    problem: Problem, asked: Asked, person: Employee, day: date, others: Sequence[Assignment]
) -> tuple[int, ...]:
    if asked.starts:
        return asked.starts
    if asked.saved is not None:
        return (asked.saved.start,)
    usual = allowed_starts(problem.rules, asked.event, day)
    for start in usual:
        if constraint_validator.first_against(problem, _at(problem, asked, person, day, start), others) is None:
            return (start,)
    if not usual:
        return ()
    least = constraint_validator.best_start(problem, asked.event, person, day, usual, Mode.MANUAL, asked.replaced)
    return (least.assignment.start,)


def _at(problem: Problem, asked: Asked, person: Employee, day: date, start: int) -> Assignment:
    place = Assignment(asked.event, person, problem.stores[asked.event.store_id], day, start)
    if asked.saved is None:
        return place
    return replace(place, schedule_id=asked.saved.schedule_id, pinned=asked.saved.pinned)


def _verdict(problem: Problem, place: Assignment, others: Sequence[Assignment]) -> Verdict:
    against: Violation | None = constraint_validator.first_against(problem, place, others)
    if against is None:
        return Verdict(place.employee.id, place.day, place.start)
    return Verdict(place.employee.id, place.day, place.start, against.severity, against.message)
