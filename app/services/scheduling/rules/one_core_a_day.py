"""Nobody does more than one Core demo a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, hours_of, label, same_day
from app.vocabulary import EventType, Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "one_core_a_day"
TITLE = N_("One Core a day")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def violations(problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    if candidate.event.type is not EventType.CORE:
        return
    cores = [other for other in same_day(candidate, others) if other.event.type is EventType.CORE]
    limit = problem.rules.on(candidate.day).max_core_per_day
    if len(cores) >= limit:
        held = say(" and ").join(f"{label(core.event)} {hours_of(core)}" for core in cores)
        message = (
            say("%(employee)s already has %(held)s.", employee=candidate.employee.name, held=held)
            if cores
            else say("The limit is %(limit)s Core a day.", limit=limit)
        )
        other, over = (cores[0] if cores else None), len(cores) + 1 - limit
        yield broken(NAME, candidate, message, say("Choose another person or another day."), other=other, excess=over)


def post(draft: Draft, problem: Problem) -> None:
    for (employee_id, day), places in draft.employee_days.items():
        fixed = [row for row in draft.fixed(employee_id, day) if row.event.type is EventType.CORE]
        cores = [place for place in places if place.candidate.event.type is EventType.CORE]
        draft.at_most(cores, max(problem.rules.on(day).max_core_per_day - len(fixed), 0))
