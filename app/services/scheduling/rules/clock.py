"""A start must be a time the store's clock shows on that day; the spring change leaves an hour out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.formatting import minutes_clock, short_day
from app.services.scheduling.availability import DAY_MINUTES
from app.services.scheduling.problem import Assignment, Problem, moment
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "clock"
TITLE = N_("The time exists on that day")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def exists(day: date, start: int, zone: str) -> bool:
    if not 0 <= start < DAY_MINUTES:
        return False
    try:
        moment(day, start, zone)
    except ValueError:
        return False
    return True


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    if exists(candidate.day, candidate.start, candidate.store.zone):
        return
    message = say(
        "%(time)s does not exist on %(day)s: the clocks go forward.",
        time=minutes_clock(candidate.start),
        day=short_day(candidate.day),
    )
    if not 0 <= candidate.start < DAY_MINUTES:
        message = say("The start must be between 12:00 AM and 11:59 PM of the day.")
    yield broken(NAME, candidate, message, say("Choose another start time."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
