"""A plan that grows line by line and asks the rules before each step."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from app.services.scheduling.constraint_validator import check_beside
from app.services.scheduling.draft_parts import Group, Kind, Site
from app.services.scheduling.engine_rules import REACH_DAYS, HardRules
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules.violation import Mode, Rule, Violation
from app.services.scheduling.rules.week import week_start
from app.vocabulary import EventType, Severity

_NEVER: frozenset[int] = frozenset()
_AROUND = tuple(distance for distance in range(-REACH_DAYS, REACH_DAYS + 1) if distance)


class Possible:
    """What everybody may do at all, beside what stays; made from the sites, so that nothing has to be asked twice."""

    def __init__(self, groups: Iterable[Group], sites: Iterable[Site]) -> None:
        self._kinds = {event.id: group.kind for group in groups for event in group.events}
        self._starts: dict[tuple[Kind, int, date], frozenset[int]] = defaultdict(frozenset)
        for site in sites:
            self._starts[site.kind, site.employee.id, site.day] |= frozenset(site.starts)

    def kind(self, event: Event) -> Kind | None:
        return self._kinds.get(event.id)

    def starts(self, event: Event, employee: Employee, day: date) -> frozenset[int]:
        kind = self._kinds.get(event.id)
        return _NEVER if kind is None else self._starts.get((kind, employee.id, day), _NEVER)


class Plan:
    """What stays, and the lines of this run beside it."""

    def __init__(self, problem: Problem, possible: Possible | None = None) -> None:
        """`problem.assignments` is what stays. With `possible`, only that is asked that it cannot know."""
        self.problem = problem
        self.possible = possible
        self._rules = HardRules(problem)
        self._lines: dict[tuple[int, int], Assignment] = {}
        self._by_employee: dict[int, dict[date, list[Assignment]]] = defaultdict(lambda: defaultdict(list))
        self._by_event: dict[int, list[Assignment]] = defaultdict(list)
        self._starts: dict[tuple[int, date, EventType], list[int]] = defaultdict(list)
        self._cores: dict[tuple[int, date], Counter[date]] = defaultdict(Counter)
        self._staff: dict[int, list[Employee]] = {}
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
        self._by_employee[line.employee.id][line.day].remove(line)
        self._by_event[line.event.id].remove(line)
        self._starts[line.store.id, line.day, line.event.type].remove(line.start)
        self._count_core(line, -1)

    def of_event(self, event: Event) -> list[Assignment]:
        return self._by_event.get(event.id, [])

    def of_employee(self, employee: Employee, day: date | None = None) -> list[Assignment]:
        days = self._by_employee.get(employee.id, {})
        return [row for rows in days.values() for row in rows] if day is None else list(days.get(day, ()))

    def lines_of(self, event: Event) -> list[Assignment]:
        return [row for row in self.of_event(event) if self._lines.get(_key(row)) is row]

    def broken(self, candidate: Assignment, without: Assignment | None = None) -> tuple[Violation, ...]:
        """Hard rules against the candidate beside everything else; `without` is the line it would replace."""
        found = check_beside(self.problem, candidate, self._others(candidate, without), mode=Mode.AUTOMATIC)
        return tuple(violation for violation in found if violation.severity is Severity.HARD)

    def allows(self, candidate: Assignment, without: Assignment | None = None) -> bool:
        if self.possible is None:
            return self._rules.allow(candidate, self._others(candidate, without))
        possible = candidate.start in self.possible.starts(candidate.event, candidate.employee, candidate.day)
        return possible and self.first_broken(candidate, without) is None

    def first_broken(self, candidate: Assignment, without: Assignment | None = None) -> Rule | None:
        """The rule about what stands beside it that the candidate breaks."""
        days = self._by_employee.get(candidate.employee.id, {})
        same_day = [row for row in days.get(candidate.day, ()) if row is not without and row is not candidate]
        broken = self._rules.first_broken_of_day(candidate, same_day)
        if broken is not None:
            return broken
        around = (candidate.day + timedelta(days=distance) for distance in _AROUND)
        near = [*same_day, *(row for day in around for row in days.get(day, ()) if row is not without)]
        return self._rules.first_broken_beyond(candidate, near, self._others(candidate, without))

    def staff(self, store_id: int) -> list[Employee]:
        if store_id not in self._staff:
            people = (person for person in self.problem.employees.values() if store_id in person.store_ids)
            self._staff[store_id] = sorted(people, key=lambda person: person.id)
        return self._staff[store_id]

    def core_days(self, employee: Employee, day: date) -> int:
        """Core days in the working week of the day."""
        return len(self._cores.get((employee.id, week_start(self.problem.rules, day)), ()))

    def has_core(self, employee: Employee, day: date) -> bool:
        return day in self._cores.get((employee.id, week_start(self.problem.rules, day)), ())

    def starts_on(self, store_id: int, day: date, event_type: EventType) -> list[int]:
        """When work of a type starts on a day at a store."""
        return self._starts.get((store_id, day, event_type), [])

    def _enter(self, assignment: Assignment) -> None:
        self._by_employee[assignment.employee.id][assignment.day].append(assignment)
        self._by_event[assignment.event.id].append(assignment)
        self._starts[assignment.store.id, assignment.day, assignment.event.type].append(assignment.start)
        self._count_core(assignment, 1)

    def _count_core(self, row: Assignment, more: int) -> None:
        if row.event.type is EventType.CORE:
            days = self._cores[row.employee.id, week_start(self.problem.rules, row.day)]
            days[row.day] += more
            if not days[row.day]:
                del days[row.day]

    def _others(self, candidate: Assignment, without: Assignment | None) -> list[Assignment]:
        return [row for row in self._near(candidate) if row is not without and row is not candidate]

    def _near(self, candidate: Assignment) -> Iterator[Assignment]:
        for rows in self._by_employee.get(candidate.employee.id, {}).values():
            yield from rows
        for event in (candidate.event, *self.problem.partner_events(candidate.event)):
            for row in self._by_event.get(event.id, ()):
                if row.employee.id != candidate.employee.id:
                    yield row


def _key(line: Assignment) -> tuple[int, int]:
    """Nobody has two seats of one event."""
    return line.event.id, line.employee.id
