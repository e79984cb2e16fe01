"""Wishes for a weekday off are kept where possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import weekday
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "preferred_day_off"
TITLE = N_("Not on a preferred day off")
AUTOMATIC = Severity.SOFT
MANUAL = Severity.SOFT


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    if candidate.day.weekday() in candidate.employee.preferred_days_off:
        message = say(
            "%(employee)s would rather not work on %(weekday)ss.",
            employee=candidate.employee.name,
            weekday=weekday(candidate.day),
        )
        yield broken(NAME, candidate, message, say("Choose another day or another person."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
