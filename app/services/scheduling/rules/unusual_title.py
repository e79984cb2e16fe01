"""Some work is unusual for a job title: people may decide it, automatic scheduling may not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.titles import Fit, fit, words
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "unusual_title"
TITLE = N_("The job title usually does this work")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    employee, kind = candidate.employee, candidate.event.type
    rules = problem.rules.on(candidate.day)
    if fit(rules, employee.title, candidate.event) is Fit.UNUSUAL:
        message = say(
            "%(employee)s is %(title)s and does not usually do %(kind)s events.",
            employee=employee.name,
            title=employee.title,
            kind=kind,
        )
        yield broken(NAME, candidate, message, say("Choose a %(people)s.", people=words(rules, candidate.event)))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
