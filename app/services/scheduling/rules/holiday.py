"""Nobody works on a company holiday."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import short_day
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "holiday"
TITLE = N_("Not on a holiday")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    name = candidate.store.holidays.get(candidate.day)
    if name is not None:
        message = say(
            "%(day)s is %(name)s: nobody works at %(store)s.",
            day=short_day(candidate.day),
            name=name,
            store=candidate.store.name,
        )
        yield broken(NAME, candidate, message, say("Choose another day."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
