"""Nobody travels between stores during a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, hours_of, same_day
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "one_store_a_day"
TITLE = N_("One store a day")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def violations(_problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    for other in same_day(candidate, others):
        if other.store.id != candidate.store.id:
            message = say(
                "%(employee)s works at %(store)s %(hours)s that day.",
                employee=candidate.employee.name,
                store=other.store.name,
                hours=hours_of(other),
            )
            yield broken(NAME, candidate, message, say("Choose another person or another day."), other=other)
            return


def post(draft: Draft, _problem: Problem) -> None:
    draft.one_store_a_day()
