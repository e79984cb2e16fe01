"""Events and types that a manager took out of automatic scheduling are left alone by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules.violation import Violation, broken, is_unchanged, label
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "left_to_people"
TITLE = N_("Automatic scheduling is allowed")
AUTOMATIC = Severity.HARD
MANUAL = Severity.OFF


def may_be_automatic(rules: RuleSettings, event: Event) -> bool:
    """Of rules that change: whether it is allowed at any time."""
    return event.auto_schedule and any(event.type in one.enabled_event_types for one in rules.versions)


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    if may_be_automatic(problem.rules.on(candidate.day), event) or is_unchanged(problem, candidate):
        return
    what = say("%(type)s events", type=event.type) if event.auto_schedule else label(event)
    yield broken(
        NAME, candidate, say("Automatic scheduling is turned off for %(what)s.", what=what), say("Schedule it by hand.")
    )


def post(draft: Draft, problem: Problem) -> None:
    draft.close_days_where(lambda event, day: not may_be_automatic(problem.rules.on(day), event))
