"""Automatic scheduling does not surprise people: the next days are left to the managers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.formatting import short_day
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.fixed_day import is_fixed
from app.services.scheduling.rules.violation import Violation, broken, is_unchanged, label
from app.vocabulary import EventType, Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "short_notice"
TITLE = N_("Enough notice")
AUTOMATIC = Severity.HARD
MANUAL = Severity.OFF


def earliest_day(problem: Problem, event: Event, day: date) -> date:
    """The first day automatic scheduling may use by the rules in force on `day`.

    Work with a fixed day and Supervisor events, whose day is that of their Core, may be planned at short notice.
    """
    rules = problem.rules.on(day)
    if is_fixed(problem.rules, event) or event.type is EventType.SUPERVISOR:
        return max(event.start, problem.today)
    core = event.type is EventType.CORE
    notice = rules.core_first_fill_offset if core else rules.scheduling_window_days
    return max(event.start, problem.today + timedelta(days=notice))


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    earliest = earliest_day(problem, event, candidate.day)
    if candidate.day >= earliest or candidate.day < event.start or is_unchanged(problem, candidate):
        return
    message = say(
        "%(day)s is too soon to plan %(event)s automatically.", day=short_day(candidate.day), event=label(event)
    )
    fix = say("Choose %(day)s or later, or schedule it by hand.", day=short_day(earliest))
    yield broken(NAME, candidate, message, fix, excess=(earliest - candidate.day).days)


def post(draft: Draft, problem: Problem) -> None:
    draft.close_days_where(lambda event, day: event.start <= day < earliest_day(problem, event, day))
