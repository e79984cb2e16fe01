"""One line of a preview of many changes at once: what it is about, what it would become, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.scheduling import constraint_validator
from app.services.scheduling.beside import Beside
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.violation import Mode, Violation
from app.vocabulary import Severity


@dataclass(frozen=True)
class PlanLine:
    """`before` None is new work, `after` None takes work away, or could not be placed, then `note` says why."""

    before: Assignment | None
    after: Assignment | None
    violations: tuple[Violation, ...] = ()
    gives_way: tuple[Assignment, ...] = ()
    """Saved work that is taken away to make room."""
    note: str = ""
    about: Assignment | None = None
    """The work a copy is made of."""
    event: Event | None = None
    """The open event that could not be placed at all."""

    @property
    def severity(self) -> Severity:
        if self.note or any(violation.severity is Severity.HARD for violation in self.violations):
            return Severity.HARD
        return Severity.SOFT if self.violations else Severity.OFF


@dataclass(frozen=True)
class Plan:
    """All lines of a preview, and what they were judged in."""

    problem: Problem
    lines: tuple[PlanLine, ...] = ()


def standing(problem: Problem, wanted: Assignment, beside: Beside) -> tuple[Violation, ...]:
    """What stands against it beside a plan, as saving by hand would say it."""
    return constraint_validator.check_beside(problem, wanted, beside.others(wanted), mode=Mode.MANUAL)


def weight(violations: Sequence[Violation]) -> tuple[bool, int]:
    """Less is better: anything hard last, then how many."""
    return not constraint_validator.is_valid(violations), len(violations)
