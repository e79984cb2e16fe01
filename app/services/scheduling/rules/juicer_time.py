"""Automatic scheduling starts Juicer work at its set time; people may choose any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import minutes_clock
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, is_unchanged, label
from app.vocabulary import EventType, Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "juicer_time"
TITLE = N_("Juicer work at its time")
AUTOMATIC = Severity.HARD
MANUAL = Severity.OFF


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    if event.type is not EventType.JUICER or is_unchanged(problem, candidate):
        return
    starts = allowed_starts(problem.rules, event, candidate.day)
    if candidate.start not in starts:
        message = say(
            "%(event)s starts at %(time)s, not at %(until)s.",
            event=label(event),
            time=minutes_clock(starts[0]),
            until=minutes_clock(candidate.start),
        )
        yield broken(NAME, candidate, message, say("Choose %(time)s.", time=minutes_clock(starts[0])))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
