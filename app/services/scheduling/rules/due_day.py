"""The due date itself is kept free as a reserve, except for work that has only this one day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.formatting import short_day
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules.violation import Violation, broken, is_unchanged, label
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "due_day"
TITLE = N_("Done before the due date")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def last_day(rules: RuleSettings, event: Event) -> date:
    """The last day that automatic scheduling may use."""
    if rules.on(event.due).due_date_inclusive or event.start == event.due:
        return event.due
    return event.due - timedelta(days=1)


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    if candidate.day != event.due or last_day(problem.rules, event) == event.due or is_unchanged(problem, candidate):
        return
    message = say(
        "%(event)s is due on %(day)s; that day is meant as a reserve.", event=label(event), day=short_day(event.due)
    )
    yield broken(
        NAME, candidate, message, say("Choose %(day)s or earlier.", day=short_day(last_day(problem.rules, event)))
    )


def post(draft: Draft, problem: Problem) -> None:
    draft.close_days_where(lambda event, day: day == event.due and last_day(problem.rules, event) != event.due)
