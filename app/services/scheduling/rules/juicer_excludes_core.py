"""Who runs the juice station does no Core demo that day, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, hours_of, label, same_day
from app.vocabulary import EventType, Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "juicer_excludes_core"
TITLE = N_("No Core on a Juicer day")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


PAIR = {EventType.CORE, EventType.JUICER}


def exclude(first: EventType, second: EventType) -> bool:
    return {first, second} == PAIR


def violations(_problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    for other in same_day(candidate, others):
        if exclude(candidate.event.type, other.event.type):
            message = say(
                "%(employee)s has %(event)s %(hours)s that day.",
                employee=candidate.employee.name,
                event=label(other.event),
                hours=hours_of(other),
            )
            fix = say("Give the Core or the Juicer event to another person.")
            yield broken(NAME, candidate, message, fix, other=other)


def post(draft: Draft, _problem: Problem) -> None:
    draft.keep_kinds_apart_where(lambda one, other: exclude(one.type, other.type))
