"""Nobody works more hours of a week than agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import duration
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.services.scheduling.rules.week import same_week
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "max_weekly_minutes"
TITLE = N_("Hours agreed for a week")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def violations(problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    limit = candidate.employee.max_minutes_week
    if limit is None:
        return
    worked = candidate.length + sum(other.length for other in same_week(problem.rules, candidate, others))
    if worked > limit:
        message = say(
            "%(employee)s would work %(duration)s this week; the limit is %(limit)s.",
            employee=candidate.employee.name,
            duration=duration(worked),
            limit=duration(limit),
        )
        yield broken(NAME, candidate, message, say("Choose another person or another week."), excess=worked - limit)


def post(draft: Draft, _problem: Problem) -> None:
    for week in draft.weeks():
        if week.employee.max_minutes_week is not None:
            draft.limit_minutes(week, week.employee.max_minutes_week)
