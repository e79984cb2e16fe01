"""Two events close together are worth a second look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import duration
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, hours_of, label, of_employee
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "proximity"
TITLE = N_("Some time between two events")
AUTOMATIC = Severity.OFF
MANUAL = Severity.SOFT


def gap(first: Assignment, second: Assignment) -> int:
    """Minutes between the two; below zero when they overlap."""
    early, late = sorted((first, second), key=lambda assignment: assignment.starts_at)
    return int((late.starts_at - early.ends_at).total_seconds()) // 60


def wanted_gap(problem: Problem, assignment: Assignment) -> int:
    return problem.rules.on(assignment.day).proximity_hours * 60


def violations(problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    wanted = wanted_gap(problem, candidate)
    for other in of_employee(candidate, others):
        if not (candidate.event.exclusive and other.event.exclusive):
            continue
        between = gap(candidate, other)
        if 0 <= between < wanted:
            message = say(
                "Only %(duration)s between this and %(event)s %(hours)s.",
                duration=duration(between),
                event=label(other.event),
                hours=hours_of(other),
            )
            fix = say("Leave %(duration)s between two events, or choose another person.", duration=duration(wanted))
            yield broken(NAME, candidate, message, fix, other=other, excess=wanted - between)


def post(draft: Draft, problem: Problem) -> None:
    def clash(first: Assignment, second: Assignment) -> bool:
        wanted = max(wanted_gap(problem, first), wanted_gap(problem, second))
        return first.event.exclusive and second.event.exclusive and 0 <= gap(first, second) < wanted

    widest = max(rules.proximity_hours for rules in problem.rules.versions) * 60
    draft.keep_apart_where(clash, within=widest)
