"""What rules would have said about schedules that are history: each is judged in order as if it were new.

It stands beside those before it that were allowed, so that of a pair or a week too long only the ones too many are
named. Supervisor visits come after all other work, because they follow their Core.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.services.scheduling.beside import Beside
from app.services.scheduling.constraint_validator import check_beside, is_valid
from app.services.scheduling.problem import Assignment, Employee, Problem
from app.services.scheduling.rules import HARD_FIRST
from app.services.scheduling.rules.violation import Mode, Rule, Violation
from app.vocabulary import Condition, EventType

_LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class Finding:
    """A schedule and what stands against it."""

    row: Assignment
    violations: tuple[Violation, ...]

    @property
    def is_forbidden(self) -> bool:
        return not is_valid(self.violations)


def replay(
    problem: Problem,
    rows: Sequence[Assignment],
    before: Iterable[Assignment] = (),
    *,
    mode: Mode,
    made_on: Mapping[int, date],
    rules: Sequence[Rule] = HARD_FIRST,
) -> tuple[Finding, ...]:
    """Those of `rows` that a rule stands against, by what `problem.rules` say. `before` is there already, unjudged.

    `made_on` says by schedule id on which day it was made, for the rule about notice; without it, in good time.
    """
    at = _Days(as_it_was(problem))
    standing = Beside(at.problem, (at.row(row) for row in before))
    found = []
    for row in sorted(rows, key=_order):
        candidate = at.row(row)
        that_day = at.made(row, made_on)
        violations = check_beside(that_day, candidate, standing.others(candidate), mode=mode, rules=rules)
        if violations:
            found.append(Finding(row, violations))
        if is_valid(violations):
            standing.enter(candidate)
    return tuple(found)


def as_it_was(problem: Problem) -> Problem:
    """Without what only happened afterwards: work that was done, people who left, absences of the day."""
    events = {event.id: replace(event, condition=Condition.UNSTAFFED) for event in problem.events.values()}
    employees = {person.id: _before_it_happened(person) for person in problem.employees.values()}
    return replace(problem, events=events, employees=employees, in_conflict={})


def _before_it_happened(person: Employee) -> Employee:
    return replace(person, active=True, time_off=tuple(off for off in person.time_off if off.absence is None))


def _order(row: Assignment) -> tuple[bool, date, int, int]:
    return row.event.type is EventType.SUPERVISOR, row.day, row.start, row.schedule_id or 0


class _Days:
    """The problem as it was seen on each day on which something was made."""

    def __init__(self, problem: Problem) -> None:
        self.problem = replace(problem, today=_LONG_AGO)
        self._by_day: dict[date, Problem] = {}

    def row(self, row: Assignment) -> Assignment:
        """As somebody would ask for it anew."""
        event, employee = self.problem.events[row.event.id], self.problem.employees[row.employee.id]
        return replace(row, event=event, employee=employee, schedule_id=None, pinned=False, published=False)

    def made(self, row: Assignment, made_on: Mapping[int, date]) -> Problem:
        day = made_on.get(row.schedule_id or 0)
        if day is None or day > row.day:
            return self.problem
        if day not in self._by_day:
            self._by_day[day] = replace(self.problem, today=day)
        return self._by_day[day]
