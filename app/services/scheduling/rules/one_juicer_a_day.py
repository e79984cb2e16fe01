"""Nobody runs the juice station twice a day; production and survey go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.violation import Violation, broken, hours_of, label, same_day
from app.vocabulary import EventType, Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "one_juicer_a_day"
TITLE = N_("One Juicer event of a kind a day")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def violations(_problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    if event.type is not EventType.JUICER:
        return
    for other in same_day(candidate, others):
        if other.event.type is EventType.JUICER and other.event.subtype is event.subtype:
            message = say(
                "%(employee)s already has %(event)s %(hours)s.",
                employee=candidate.employee.name,
                event=label(other.event),
                hours=hours_of(other),
            )
            yield broken(NAME, candidate, message, say("Choose another person or another day."), other=other)


def same_kind(first: Event, second: Event) -> bool:
    return {first.type, second.type} == {EventType.JUICER} and first.subtype is second.subtype


def post(draft: Draft, _problem: Problem) -> None:
    draft.keep_kinds_apart_where(same_kind)
