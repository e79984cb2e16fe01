"""Work is done inside its window: never before the start date, never after the due date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.formatting import short_day
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "window"
TITLE = N_("Inside the event's dates")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def is_inside(event: Event, day: date) -> bool:
    return event.start <= day <= event.due


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    event, day = candidate.event, candidate.day
    if is_inside(event, day):
        return
    limit = (event.start - day).days if day < event.start else (day - event.due).days
    side = (
        say("starts on %(day)s", day=short_day(event.start))
        if day < event.start
        else say("was due on %(day)s", day=short_day(event.due))
    )
    fix = say("Choose a day from %(day)s to %(last_day)s.", day=short_day(event.start), last_day=short_day(event.due))
    yield broken(NAME, candidate, f"{label(event)} {side}.", fix, excess=limit)


def post(draft: Draft, _problem: Problem) -> None:
    draft.close_days_where(lambda event, day: not is_inside(event, day))
