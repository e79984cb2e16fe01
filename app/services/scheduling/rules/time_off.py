"""Approved time off is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.availability import blocking_time_off, time_off_reason
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "time_off"
TITLE = N_("Not during time off")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    hours = (candidate.start, candidate.end)
    off = blocking_time_off(problem.rules, candidate.employee, candidate.day, hours)
    if off is not None:
        reason = time_off_reason(candidate.employee, off)
        yield broken(NAME, candidate, reason, say("Choose another day or another person."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
