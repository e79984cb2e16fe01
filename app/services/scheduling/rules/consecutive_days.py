"""Nobody works more days in a row than agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, of_employee
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "consecutive_days"
TITLE = N_("Days in a row")
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
        message = say(
            "%(employee)s would work %(run)s days in a row; the limit is %(limit)s.",
            employee=candidate.employee.name,
            run=run,
            limit=limit,
        )
        yield broken(NAME, candidate, message, say("Choose another person or another day."), excess=run - limit)


def post(draft: Draft, problem: Problem) -> None:
    for employee_id, days in draft.possible_days().items():
        limit = problem.employees[employee_id].max_consecutive_days
        if limit is not None:
            fixed = {row.day for row in draft.fixed(employee_id)}
            for first in sorted({day - ONE_DAY * back for day in days for back in range(limit + 1)}):
                _limit_run(draft, employee_id, [first + ONE_DAY * step for step in range(limit + 1)], days, fixed)


def _limit_run(draft: Draft, employee_id: int, run: list[date], days: set[date], fixed: set[date]) -> None:
    """Of one day more than the limit, at least one is free."""
    if not all(day in days or day in fixed for day in run):
        return
    if all(day in fixed for day in run):
        for day in set(run) & days:
            draft.close_day_of(employee_id, day)
        return
    draft.limit([(draft.works(employee_id, day), 1) for day in run if day not in fixed], len(set(run) - fixed) - 1)
