"""A pinned schedule stays where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import short_day
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, hours_of, is_unchanged, label, saved
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "pinned"
TITLE = N_("Pinned schedules stay")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    row = saved(problem, candidate)
    if row is None or not row.pinned or is_unchanged(problem, candidate):
        return
    message = say(
        "%(event)s is pinned to %(employee)s, %(day)s %(hours)s.",
        event=label(row.event),
        employee=row.employee.name,
        day=short_day(row.day),
        hours=hours_of(row),
    )
    yield broken(NAME, candidate, message, say("Unpin it first."), other=row)


def post(_draft: Draft, _problem: Problem) -> None:
    """Nothing to add: what is pinned is no unknown of a draft, it is fixed."""
