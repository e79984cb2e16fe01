"""A plan that grows line by line and asks the rules before each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from app.services.scheduling.constraint_validator import check_beside
from app.services.scheduling.engine_rules import HardRules
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules.violation import Mode, Violation
from app.services.scheduling.rules.week import week_start
from app.vocabulary import EventType, Severity


class Plan:
    """What stays, and the lines of this run beside it."""

    def __init__(self, problem: Problem) -> None:
        """`problem.assignments` is what stays."""
        self.problem = problem
        self._rules = HardRules(problem)
        self._lines: dict[tuple[int, int], Assignment] = {}
        self._by_employee: dict[int, list[Assignment]] = defaultdict(list)
        self._by_event: dict[int, list[Assignment]] = defaultdict(list)
        for assignment in problem.assignments:
            self._enter(assignment)

    @property
    def lines(self) -> tuple[Assignment, ...]:
        """The lines of this run in the order in which they came."""
        return tuple(self._lines.values())

    def add(self, line: Assignment) -> None:
        self._lines[_key(line)] = line
        self._enter(line)

    def remove(self, line: Assignment) -> None:
        del self._lines[_key(line)]
        self._by_employee[line.employee.id] = [row for row in self._by_employee[line.employee.id] if row is not line]
        self._by_event[line.event.id] = [row for row in self._by_event[line.event.id] if row is not line]

    def of_event(self, event: Event) -> list[Assignment]:
        return self._by_event.get(event.id, [])

    def of_employee(self, employee: Employee, day: date | None = None) -> list[Assignment]:
        rows = self._by_employee.get(employee.id, [])
        return rows if day is None else [row for row in rows if row.day == day]

    def lines_of(self, event: Event) -> list[Assignment]:
        return [row for row in self.of_event(event) if self._lines.get(_key(row)) is row]

    def broken(self, candidate: Assignment, without: Assignment | None = None) -> tuple[Violation, ...]:
        """Hard rules against the candidate beside everything else; `without` is the line it would replace."""
        found = check_beside(self.problem, candidate, self._others(candidate, without), mode=Mode.AUTOMATIC)
        return tuple(violation for violation in found if violation.severity is Severity.HARD)

    def allows(self, candidate: Assignment, without: Assignment | None = None) -> bool:
        return self._rules.allow(candidate, self._others(candidate, without))

    def staff(self, store_id: int) -> list[Employee]:
        people = (person for person in self.problem.employees.values() if store_id in person.store_ids)
        return sorted(people, key=lambda person: person.id)

    def core_days(self, employee: Employee, day: date) -> int:
        """Core days in the working week of the day."""
        first = week_start(self.problem.rules, day)
        days = {row.day for row in self.of_employee(employee) if row.event.type is EventType.CORE}
        return sum(first <= worked <= first + timedelta(days=6) for worked in days)

    def starts_on(self, store_id: int, day: date, event_type: EventType) -> list[int]:
        """When work of a type starts on a day at a store."""
        rows = (row for rows in self._by_event.values() for row in rows)
        return [r.start for r in rows if r.day == day and r.store.id == store_id and r.event.type is event_type]

    def _enter(self, assignment: Assignment) -> None:
        self._by_employee[assignment.employee.id].append(assignment)
        self._by_event[assignment.event.id].append(assignment)

    def _others(self, candidate: Assignment, without: Assignment | None) -> list[Assignment]:
        return [row for row in self._near(candidate) if row is not without and row is not candidate]

    def _near(self, candidate: Assignment) -> Iterator[Assignment]:
        yield from self._by_employee.get(candidate.employee.id, ())
        for event in (candidate.event, *self.problem.partner_events(candidate.event)):
            for row in self._by_event.get(event.id, ()):
                if row.employee.id != candidate.employee.id:
                    yield row


def _key(line: Assignment) -> tuple[int, int]:
    """Nobody has two seats of one event."""
    return line.event.id, line.employee.id
