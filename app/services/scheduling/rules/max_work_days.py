"""Nobody works more days of a week than agreed for everybody."""

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

NAME = "max_work_days"
TITLE = N_("Days of work in a week")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def violations(problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    limit = problem.rules.on(candidate.day).max_work_days_per_week
    days = days_worked(candidate, same_week(problem.rules, candidate, others))
    if len(days) > limit:
        message = say(
            "%(employee)s would work %(count)s days this week; the limit is %(limit)s.",
            employee=candidate.employee.name,
            count=len(days),
            limit=limit,
        )
        fix = say("Choose a day this person works anyway, or another person.")
        yield broken(NAME, candidate, message, fix, excess=len(days) - limit)


def post(draft: Draft, problem: Problem) -> None:
    """In the week in which the limit changes, the lower one is kept."""
    for week in draft.weeks():
        limits = [problem.rules.on(place.site.day).max_work_days_per_week for place in week.places]
        draft.limit_days(week, min(limits))
