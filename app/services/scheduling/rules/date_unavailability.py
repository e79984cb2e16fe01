"""A single date somebody cannot work is kept; it beats the weekly pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.availability import Tier, pattern_answer
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "date_unavailability"
TITLE = N_("Not on an unavailable date")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    answer = pattern_answer(candidate.employee, candidate.day, (candidate.start, candidate.end))
    if not answer.is_valid and answer.tier is Tier.DATE:
        yield broken(NAME, candidate, answer.reason, say("Choose another day or another person."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
