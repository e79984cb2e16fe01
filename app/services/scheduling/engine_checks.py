"""That a plan breaks no hard rule: of the whole plan at the end, and little by little while the searches run, so that
whoever stops them need not wait for it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from app.services.scheduling.beside import Beside
from app.services.scheduling.constraint_validator import check_beside, hard_rules
from app.services.scheduling.engine_rules import HardRules
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode
from app.vocabulary import Severity

SLICE_S = 0.02
_Row = tuple[int, int, date, int]
_Look = tuple[_Row, ...]
"""All that a rule can look at when it is asked about the work of a person."""


class BrokenPlan(RuntimeError):
    """The engine made a plan that breaks a hard rule. Always a defect; such a plan is never handed out."""


def refuse_broken(problem: Problem, lines: Sequence[Assignment]) -> None:
    """Asks the constraint validator about every line beside everything else. Raises BrokenPlan."""
    beside = Beside(problem, [*problem.assignments, *lines])
    rules = hard_rules(problem, Mode.AUTOMATIC)
    for line in lines:
        for violation in check_beside(problem, line, beside.others(line), mode=Mode.AUTOMATIC, rules=rules):
            if violation.severity is Severity.HARD:
                raise BrokenPlan(f"{violation.rule}: {violation.message}")


class Checks:
    """Remembers about whom was asked, and asks again only when something around them changed."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._rules = HardRules(problem)
        self._known: dict[int, _Look] = {}
        self._lines: Sequence[Assignment] = ()
        self._asking: Iterator[None] = iter(())

    def go_on(self, lines: Sequence[Assignment]) -> None:
        """For a moment."""
        if lines is not self._lines:
            self._lines, self._asking = lines, self._ask(lines)
        until = time.monotonic() + SLICE_S
        for _ in self._asking:
            if time.monotonic() >= until:
                break

    def finish(self, lines: Sequence[Assignment]) -> None:
        """Raises BrokenPlan when any line breaks a rule."""
        for _ in self._ask(lines):
            pass

    def _ask(self, lines: Sequence[Assignment]) -> Iterator[None]:
        beside = Beside(self._problem, [*self._problem.assignments, *lines])
        by_person: dict[int, list[Assignment]] = defaultdict(list)
        for line in lines:
            by_person[line.employee.id].append(line)
        for employee_id, own in by_person.items():
            look = tuple(_row(row) for line in own for row in (line, *self._related(beside, line)))
            if self._known.get(employee_id) == look:
                continue
            if not all(self._rules.allow(line, beside.others(line)) for line in own):
                refuse_broken(self._problem, lines)
            self._known[employee_id] = look
            yield

    def _related(self, beside: Beside, line: Assignment) -> Iterator[Assignment]:
        for event in (line.event, *self._problem.partner_events(line.event)):
            yield from beside.of_event(event)


def _row(row: Assignment) -> _Row:
    return row.event.id, row.employee.id, row.day, row.start
