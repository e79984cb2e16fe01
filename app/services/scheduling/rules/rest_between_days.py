"""Between the work of one day and the next there is the rest that was agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import duration, short_day
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.proximity import gap
from app.services.scheduling.rules.violation import Violation, broken, hours_of, label, of_employee
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "rest_between_days"
TITLE = N_("Rest between two days")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT

REACH_DAYS = 2
"""Nobody agrees on a rest that reaches over a free day."""


def rest_is_short(first: Assignment, second: Assignment, wanted: int) -> bool:
    """Work of one day is never a question of rest; overlaps are left to the overlap rule."""
    return first.day != second.day and 0 <= gap(first, second) < wanted


def violations(_problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    wanted = candidate.employee.min_rest_minutes
    if wanted is None:
        return
    for other in of_employee(candidate, others):
        if rest_is_short(candidate, other, wanted):
            rest = gap(candidate, other)
            message = say(
                "Only %(duration)s of rest to %(event)s %(hours)s on %(day)s.",
                duration=duration(rest),
                event=label(other.event),
                hours=hours_of(other),
                day=short_day(other.day),
            )
            fix = say("Leave %(duration)s between two days of work.", duration=duration(wanted))
            yield broken(NAME, candidate, message, fix, other=other, excess=wanted - rest)


def post(draft: Draft, problem: Problem) -> None:
    longest = max((person.min_rest_minutes or 0 for person in problem.employees.values()), default=0)

    def clash(first: Assignment, second: Assignment) -> bool:
        wanted = first.employee.min_rest_minutes
        return wanted is not None and rest_is_short(first, second, wanted)

    draft.keep_apart_where(clash, within=longest, days_apart=range(1, REACH_DAYS + 1))
