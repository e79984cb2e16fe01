"""Kiosks and displays change on their start date and on no other day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import short_day
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "fixed_day"
TITLE = N_("On its fixed day")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def is_fixed(rules: RuleSettings, event: Event) -> bool:
    return event.type in rules.on(event.start).fixed_day_types


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    if not is_fixed(problem.rules, event) or candidate.day == event.start:
        return
    message = say("%(event)s must be done on its start date, %(day)s.", event=label(event), day=short_day(event.start))
    yield broken(NAME, candidate, message, say("Choose %(day)s.", day=short_day(event.start)))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_days_where(lambda event, day: is_fixed(problem.rules, event) and day != event.start)
