"""What would be said about dropping an event at each of many places: asked once when a drag begins, read while it goes
on. The same rules as at saving, only that the first reason is enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.services.scheduling import constraint_validator
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.beside import Beside
from app.services.scheduling.copy_plan import MOST_TRIED, nothing_open, stand_ins
from app.services.scheduling.first_reasons import FirstReasons, OrderedRules
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules.violation import Mode
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
    rules = OrderedRules(problem, Mode.MANUAL)
    for person in problem.employees.values():
        some = _at(problem, asked, person, days[0], 0)
        others = constraint_validator.saved_beside(problem, some, ignoring=asked.replaced)
        for day in days:
            reasons = FirstReasons(problem, rules.on(day), others, _home_start(asked, person, day))
            yield from _of_day(problem, asked, person, day, reasons)


def _home_start(asked: Asked, person: Employee, day: date) -> int | None:
    saved = asked.saved
    return saved.start if saved is not None and (saved.employee.id, saved.day) == (person.id, day) else None


def _of_day(problem: Problem, asked: Asked, person: Employee, day: date, reasons: FirstReasons) -> Iterator[Verdict]:
    if asked.starts or asked.saved is not None:
        for start in asked.starts or (asked.saved.start if asked.saved else 0,):
            yield _verdict(_at(problem, asked, person, day, start), reasons)
        return
    found = None
    for start in allowed_starts(problem.rules, asked.event, day):
        told = _verdict(_at(problem, asked, person, day, start), reasons)
        found = told if found is None else _better(found, told)
        if found.severity is Severity.OFF:
            break
    if found is not None:
        yield found


def copy_verdicts(
    problem: Problem, source: Assignment, days: Sequence[date], starts: Sequence[int]
) -> Iterator[Verdict]:
    """As `verdicts`, about a copy of `source`: another event of its type does the work."""
    rules, beside = OrderedRules(problem, Mode.MANUAL), Beside(problem, problem.assignments)
    events = {day: stand_ins(problem, source.event, day, beside)[:MOST_TRIED] for day in days}
    for person in problem.employees.values():
        for day in days:
            some = [Assignment(event, person, source.store, day, 0) for event in events[day]]
            asked = [(one, FirstReasons(problem, rules.on(day), beside.others(one), None)) for one in some]
            for start in starts or (source.start,):
                yield _of_copy(source, person, day, start, asked)


def _of_copy(
    source: Assignment,
    person: Employee,
    day: date,
    start: int,
    asked: Sequence[tuple[Assignment, FirstReasons]],
) -> Verdict:
    """The best of the events that could do the work, the most alike first."""
    found = None
    for place, reasons in asked:
        told = _verdict(replace(place, start=start), reasons)
        found = told if found is None else _better(found, told)
        if found.severity is Severity.OFF:
            return found
    return found or Verdict(person.id, day, start, Severity.HARD, nothing_open(source.event, day))


def _better(first: Verdict, second: Verdict) -> Verdict:
    return second if _RANK[second.severity] < _RANK[first.severity] else first


_RANK = {Severity.OFF: 0, Severity.SOFT: 1, Severity.HARD: 2}


def _at(problem: Problem, asked: Asked, person: Employee, day: date, start: int) -> Assignment:
    place = Assignment(asked.event, person, problem.stores[asked.event.store_id], day, start)
    if asked.saved is None:
        return place
    return replace(place, schedule_id=asked.saved.schedule_id, pinned=asked.saved.pinned)


def _verdict(place: Assignment, reasons: FirstReasons) -> Verdict:
    against = reasons.against(place)
    if against is None:
        return Verdict(place.employee.id, place.day, place.start)
    return Verdict(place.employee.id, place.day, place.start, against.severity, against.message)
