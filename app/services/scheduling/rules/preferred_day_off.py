"""Wishes for a weekday off are kept where possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import Severity

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "preferred_day_off"
TITLE = "Not on a preferred day off"
AUTOMATIC = Severity.SOFT
MANUAL = Severity.SOFT


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    if candidate.day.weekday() in candidate.employee.preferred_days_off:
        message = f"{candidate.employee.name} would rather not work on {candidate.day:%A}s."
        yield broken(NAME, candidate, message, "Choose another day or another person.")


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
