"""The week is shared out fairly: nobody goes far above the hours wanted for this person."""

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

NAME = "target_hours"
TITLE = N_("Hours wanted for a week")
AUTOMATIC = Severity.SOFT
MANUAL = Severity.SOFT


def violations(problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    target = candidate.employee.target_minutes_week
    if target is None:
        return
    worked = candidate.length + sum(other.length for other in same_week(problem.rules, candidate, others))
    if worked > target:
        message = say(
            "%(employee)s would work %(duration)s this week; %(limit)s are wanted.",
            employee=candidate.employee.name,
            duration=duration(worked),
            limit=duration(target),
        )
        yield broken(NAME, candidate, message, say("Choose somebody with fewer hours."), excess=worked - target)


def post(draft: Draft, _problem: Problem) -> None:
    for week in draft.weeks():
        if week.employee.target_minutes_week is not None:
            draft.limit_minutes(week, week.employee.target_minutes_week)
