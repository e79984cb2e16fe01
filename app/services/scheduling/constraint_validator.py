"""Asks every rule about an assignment or a whole plan: the one check of form, calendar, API, sync, audit and engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.services.scheduling import availability
from app.services.scheduling.availability import AvailabilityAnswer
from app.services.scheduling.beside import Beside
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules import FIRST, HARD_FIRST
from app.services.scheduling.rules.overlap import collide, shared_minutes
from app.services.scheduling.rules.violation import Mode, Rule, Violation, hours_of, label, severity
from app.vocabulary import Severity
from app.wording import say


@dataclass(frozen=True)
class Conflict:
    """Two assignments one person cannot both do."""

    first: Assignment
    second: Assignment
    minutes: int
    message: str


def check(
    problem: Problem, candidate: Assignment, *, mode: Mode = Mode.MANUAL, ignoring: frozenset[int] = frozenset()
) -> tuple[Violation, ...]:
    """What stands against the candidate beside the saved schedules, hard rules first.

    `ignoring` names schedules that are replaced by the same change; a moved schedule never stands in its own way.
    """
    return check_beside(problem, candidate, _beside(problem, candidate, ignoring), mode=mode)


def check_beside(
    problem: Problem,
    candidate: Assignment,
    others: Sequence[Assignment],
    *,
    mode: Mode,
    rules: Sequence[Rule] = HARD_FIRST,
) -> tuple[Violation, ...]:
    """Like `check`, against assignments the caller chose; the candidate must not be one of them."""
    found: list[Violation] = []
    for rule in rules:
        found += _graded(problem, rule, candidate, others, mode)
        if found and rule is FIRST:
            break
    return tuple(sorted(found, key=lambda violation: violation.severity is not Severity.HARD))


def saved_beside(problem: Problem, candidate: Assignment, *, ignoring: frozenset[int]) -> list[Assignment]:
    """The saved schedules a candidate is asked beside: the same at every time of the same person."""
    return _beside(problem, candidate, ignoring)


def check_together(
    problem: Problem,
    changes: Sequence[Assignment],
    *,
    mode: Mode = Mode.MANUAL,
    ignoring: frozenset[int] = frozenset(),
) -> tuple[Violation, ...]:
    """Several changes made at once, as in a trade: each beside the saved schedules and beside the other changes."""
    found: list[Violation] = []
    for change, others in _each_beside(problem, changes, ignoring):
        found.extend(check_beside(problem, change, others, mode=mode))
    return tuple(found)


def holds_together(
    problem: Problem, changes: Sequence[Assignment], *, mode: Mode = Mode.MANUAL, ignoring: frozenset[int] = frozenset()
) -> bool:
    """Whether `check_together` finds no hard rule; stops at the first, for whoever tries many."""
    hard = hard_rules(problem, mode)
    return not any(
        any(rule.violations(problem, change, others))
        for change, others in _each_beside(problem, changes, ignoring)
        for rule in hard
    )


def hard_rules(problem: Problem, mode: Mode) -> tuple[Rule, ...]:
    """In the order in which they are asked."""
    return tuple(rule for rule in HARD_FIRST if severity(problem.rules, rule, mode) is Severity.HARD)


def is_valid(violations: Iterable[Violation]) -> bool:
    return not any(violation.severity is Severity.HARD for violation in violations)


def check_plan(problem: Problem, assignments: Sequence[Assignment], *, mode: Mode) -> tuple[Violation, ...]:
    """Each assignment of a whole plan beside all the others; a pair that collides is named from both sides."""
    plan = Beside(problem, assignments)
    return tuple(
        violation
        for assignment in assignments
        for violation in check_beside(problem, assignment, plan.others(assignment), mode=mode)
    )


def validate_availability(
    problem: Problem, employee: Employee, event: Event, day: date, start: int | None = None
) -> AvailabilityAnswer:
    """Whether the employee is there for the event that day; without a start, whether it fits in at any time."""
    hours = None if start is None else (start, start + event.minutes)
    return availability.resolve(problem, employee, problem.stores[event.store_id], day, hours, event.minutes)


def detect_conflicts(assignments: Sequence[Assignment]) -> tuple[Conflict, ...]:
    """Every pair of one person that collides, in order of time."""
    by_employee: dict[int, list[Assignment]] = {}
    for assignment in sorted(assignments, key=lambda a: (a.starts_at, a.event.id)):
        by_employee.setdefault(assignment.employee.id, []).append(assignment)
    return tuple(conflict for rows in by_employee.values() for conflict in _conflicts_of(rows))


def _graded(
    problem: Problem, rule: Rule, candidate: Assignment, others: Sequence[Assignment], mode: Mode
) -> Iterator[Violation]:
    level = severity(problem.rules.on(candidate.day), rule, mode)
    if level is Severity.OFF:
        return
    for violation in rule.violations(problem, candidate, others):
        yield replace(violation, severity=level)


def _each_beside(
    problem: Problem, changes: Sequence[Assignment], ignoring: frozenset[int]
) -> Iterator[tuple[Assignment, list[Assignment]]]:
    """Each change with what stands beside it: saved schedules that stay, and the other changes."""
    gone = ignoring.union(change.schedule_id for change in changes if change.schedule_id is not None)
    for change in changes:
        yield change, _beside(problem, change, gone) + [other for other in changes if other is not change]


def _beside(problem: Problem, candidate: Assignment, ignoring: frozenset[int]) -> list[Assignment]:
    gone = ignoring if candidate.schedule_id is None else ignoring | {candidate.schedule_id}
    return [other for other in _near(problem, candidate) if other.schedule_id is None or other.schedule_id not in gone]


def _near(problem: Problem, candidate: Assignment) -> list[Assignment]:
    """As `Beside.others`, of what is saved; the problem keeps that by person and event."""
    own = problem.by_employee.get(candidate.employee.id, ())
    events = (candidate.event, *problem.partner_events(candidate.event))
    related = (row for event in events for row in problem.by_event.get(event.id, ()))
    return [*own, *(row for row in related if row.employee.id != candidate.employee.id)]


def _conflicts_of(rows: Sequence[Assignment]) -> Iterator[Conflict]:
    for position, first in enumerate(rows):
        for second in rows[position + 1 :]:
            if second.starts_at >= first.ends_at:
                break
            if collide(first, second):
                message = say(
                    "%(employee)s has %(event)s %(hours)s and %(other_event)s %(other_hours)s.",
                    employee=first.employee.name,
                    event=label(first.event),
                    hours=hours_of(first),
                    other_event=label(second.event),
                    other_hours=hours_of(second),
                )
                yield Conflict(first, second, shared_minutes(first, second), message)
