"""An event gets as many people as it needs, each of them once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import short_day
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "already_assigned"
TITLE = N_("The event still needs somebody")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def violations(problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    there = [other for other in others if other.event.id == event.id]
    there += [held for held in problem.in_conflict.get(event.id, ()) if held.schedule_id != candidate.schedule_id]
    twice = next((other for other in there if other.employee.id == candidate.employee.id), None)
    if twice is not None:
        message = say(
            "%(employee)s already has %(event)s on %(day)s.",
            employee=candidate.employee.name,
            event=label(event),
            day=short_day(twice.day),
        )
        yield broken(NAME, candidate, message, say("Move that schedule instead."), other=twice)
    elif len(there) >= event.headcount:
        names = say(" and ").join(other.employee.name for other in there)
        message = say(
            "%(event)s is already assigned to %(names)s on %(day)s.",
            event=label(event),
            names=names,
            day=short_day(there[0].day),
        )
        yield broken(NAME, candidate, message, say("Change or remove the schedule that stands."), other=there[0])


def post(draft: Draft, _problem: Problem) -> None:
    """A draft has no more seats than the event still needs; what is left is that nobody takes two of them."""
    draft.one_seat_each()
