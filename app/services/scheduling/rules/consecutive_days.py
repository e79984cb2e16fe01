"""Nobody works more days in a row than agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, of_employee
from app.vocabulary import Severity

NAME = "consecutive_days"
TITLE = "Days in a row"
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT

ONE_DAY = timedelta(days=1)


def days_in_a_row(day: date, worked: set[date]) -> int:
    """How long the run of working days around `day` is."""
    first = last = day
    while first - ONE_DAY in worked:
        first -= ONE_DAY
    while last + ONE_DAY in worked:
        last += ONE_DAY
    return (last - first).days + 1


def violations(_problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    limit = candidate.employee.max_consecutive_days
    if limit is None:
        return
    run = days_in_a_row(candidate.day, {other.day for other in of_employee(candidate, others)})
    if run > limit:
        message = f"{candidate.employee.name} would work {run} days in a row; the limit is {limit}."
        yield broken(NAME, candidate, message, "Choose another person or another day.", excess=run - limit)
