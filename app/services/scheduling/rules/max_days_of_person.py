"""Nobody works more days of a week than agreed with this person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.services.scheduling.rules.week import days_worked, same_week
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "max_days_of_person"
TITLE = N_("Days agreed with the person")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def violations(problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    limit = candidate.employee.max_days_week
    if limit is None:
        return
    days = days_worked(candidate, same_week(problem.rules, candidate, others))
    if len(days) > limit:
        message = say(
            "%(employee)s would work %(count)s days this week; %(limit)s are agreed.",
            employee=candidate.employee.name,
            count=len(days),
            limit=limit,
        )
        fix = say("Choose a day this person works anyway, or another person.")
        yield broken(NAME, candidate, message, fix, excess=len(days) - limit)


def post(draft: Draft, _problem: Problem) -> None:
    for week in draft.weeks():
        if week.employee.max_days_week is not None:
            draft.limit_days(week, week.employee.max_days_week)
