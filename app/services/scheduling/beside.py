"""A plan by person and event: what stands beside an assignment, as far as any rule looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from app.services.scheduling.problem import Assignment, Employee, Event, Problem


class Beside:
    def __init__(self, problem: Problem, rows: Iterable[Assignment] = ()) -> None:
        self._problem = problem
        self._by_employee: dict[int, list[Assignment]] = defaultdict(list)
        self._by_event: dict[int, list[Assignment]] = defaultdict(list)
        for row in rows:
            self.enter(row)

    def enter(self, row: Assignment) -> None:
        self._by_employee[row.employee.id].append(row)
        self._by_event[row.event.id].append(row)

    def remove(self, row: Assignment) -> None:
        for rows in (self._by_employee[row.employee.id], self._by_event[row.event.id]):
            rows[:] = [other for other in rows if other is not row]

    def of_employee(self, employee: Employee) -> list[Assignment]:
        return list(self._by_employee[employee.id])

    def of_event(self, event: Event) -> list[Assignment]:
        return list(self._by_event[event.id])

    def others(self, row: Assignment) -> list[Assignment]:
        """The person's own work, the event's other people, the paired event; never the row itself."""
        own = [other for other in self._by_employee[row.employee.id] if other is not row]
        events = (row.event, *self._problem.partner_events(row.event))
        related = (other for event in events for other in self._by_event[event.id])
        return own + [other for other in related if other.employee.id != row.employee.id]
