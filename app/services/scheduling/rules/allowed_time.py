"""Each type of work starts at its own times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.formatting import minutes_clock
from app.services.scheduling.allowed_times import allowed_starts, regular_starts
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules.violation import Violation, broken, is_unchanged, label
from app.vocabulary import EventType, Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "allowed_time"
TITLE = N_("At one of the times of its type")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def may_start(rules: RuleSettings, event: Event, day: date, start: int) -> bool:
    return start in allowed_starts(rules, event, day)


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    if event.type is EventType.JUICER:  # juicer_time looks after these: people may start them when they like
        return
    if may_start(problem.rules, event, candidate.day, candidate.start) or is_unchanged(problem, candidate):
        return
    times = ", ".join(minutes_clock(start) for start in regular_starts(problem.rules, event, candidate.day))
    message = say(
        "%(event)s does not usually start at %(time)s.", event=label(event), time=minutes_clock(candidate.start)
    )
    yield broken(
        NAME,
        candidate,
        message,
        say("Choose one of %(times)s.", times=times) if times else say("Set up start times for this type."),
    )


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
