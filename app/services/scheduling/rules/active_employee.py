"""Only people who still work here get work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.availability import employment_reason
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "active_employee"
TITLE = N_("The person works here")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    reason = employment_reason(candidate.employee, candidate.day)
    if reason is not None:
        yield broken(NAME, candidate, reason, say("Choose somebody who works here on that day."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
