"""The week is shared out fairly: nobody goes far above the hours wanted for this person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import duration
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.services.scheduling.rules.week import same_week
from app.vocabulary import Severity

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "target_hours"
TITLE = "Hours wanted for a week"
AUTOMATIC = Severity.SOFT
MANUAL = Severity.SOFT


def violations(problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    target = candidate.employee.target_minutes_week
    if target is None:
        return
    worked = candidate.length + sum(other.length for other in same_week(problem.rules, candidate, others))
    if worked > target:
        message = f"{candidate.employee.name} would work {duration(worked)} this week; {duration(target)} are wanted."
        yield broken(NAME, candidate, message, "Choose somebody with fewer hours.", excess=worked - target)


def post(draft: Draft, _problem: Problem) -> None:
    for week in draft.weeks():
        if week.employee.target_minutes_week is not None:
            draft.limit_minutes(week, week.employee.target_minutes_week)
