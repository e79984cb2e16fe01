"""What a rule says when it is broken, in words for people and with the way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from app.formatting import minutes_clock
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import Severity
from app.wording import say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft


class Mode(StrEnum):
    AUTOMATIC = "automatic"
    MANUAL = "manual"


@dataclass(frozen=True)
class Violation:
    rule: str
    severity: Severity
    """A rule says HARD; the constraint validator puts in what holds for the mode and the manager's settings."""
    message: str
    fix: str
    event_id: int
    employee_id: int
    day: date
    other_event_id: int | None = None
    other_schedule_id: int | None = None
    excess: int = 0
    """By how much: minutes of overlap, days or minutes above a limit; 0 where a rule knows only yes and no."""


class Rule(Protocol):
    """What every module of this package offers."""

    @property
    def NAME(self) -> str: ...
    @property
    def TITLE(self) -> str: ...
    @property
    def AUTOMATIC(self) -> Severity: ...
    @property
    def MANUAL(self) -> Severity: ...

    def violations(
        self, problem: Problem, candidate: Assignment, others: Sequence[Assignment], /
    ) -> Iterator[Violation]: ...


@runtime_checkable
class PostedRule(Rule, Protocol):
    """A rule that the engine keeps as well: `post` says to a draft what `violations` says about a plan."""

    def post(self, draft: Draft, problem: Problem, /) -> None: ...


def broken(
    rule: str, candidate: Assignment, message: str, fix: str, *, other: Assignment | None = None, excess: int = 0
) -> Violation:
    return Violation(
        rule,
        Severity.HARD,
        message,
        fix,
        candidate.event.id,
        candidate.employee.id,
        candidate.day,
        None if other is None else other.event.id,
        None if other is None else other.schedule_id,
        excess,
    )


def severity(rules: RuleSettings, rule: Rule, mode: Mode) -> Severity:
    """What a manager set for this mode, else for the rule, else the rule's own default.

    Of rules that change while they are in force it is the strictest; ask `rules.on(day)` for that of a day.
    """
    default = rule.AUTOMATIC if mode is Mode.AUTOMATIC else rule.MANUAL
    names = (f"{rule.NAME}:{mode}", rule.NAME)
    found = {
        next((one.severities[name] for name in names if name in one.severities), default) for one in rules.versions
    }
    return min(found, key=_STRICTEST_FIRST.index)


_STRICTEST_FIRST = (Severity.HARD, Severity.SOFT, Severity.OFF)


def label(event: Event) -> str:
    """Core 612345, or the name where there is no number."""
    return f"{event.type} {event.event_number or event.name}".strip()


def hours_of(assignment: Assignment) -> str:
    return say("from %(time)s to %(until)s", time=minutes_clock(assignment.start), until=minutes_clock(assignment.end))


def of_employee(candidate: Assignment, others: Sequence[Assignment]) -> list[Assignment]:
    return [other for other in others if other.employee.id == candidate.employee.id]


def same_day(candidate: Assignment, others: Sequence[Assignment]) -> list[Assignment]:
    """What the same person does on the same day."""
    return [other for other in of_employee(candidate, others) if other.day == candidate.day]


def saved(problem: Problem, candidate: Assignment) -> Assignment | None:
    """The saved schedule that the candidate would replace."""
    if candidate.schedule_id is None:
        return None
    rows = problem.by_event.get(candidate.event.id, ())
    return next((row for row in rows if row.schedule_id == candidate.schedule_id), None)


def is_unchanged(problem: Problem, candidate: Assignment) -> bool:
    """It already stands exactly like this."""
    row = saved(problem, candidate)
    return row is not None and _place(row) == _place(candidate)


def _place(assignment: Assignment) -> tuple[int, date, int]:
    return assignment.employee.id, assignment.day, assignment.start
