"""Nobody is in two places at once; short visits may lie inside longer work at the same store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import minutes_clock
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, hours_of, label
from app.vocabulary import EventType, Severity, Title
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "overlap"
TITLE = N_("No double booking")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def collide(first: Assignment, second: Assignment) -> bool:
    """Whether one person cannot do both. Says the same in either order; touching is fine."""
    if first.employee.id != second.employee.id or not first.overlaps(second):
        return False
    if first.event.exclusive and second.event.exclusive:
        return True
    if not first.event.exclusive and not second.event.exclusive:
        return _visits_collide(first, second)
    visit, work = (second, first) if first.event.exclusive else (first, second)
    return not lies_inside(visit, work)


def lies_inside(visit: Assignment, work: Assignment) -> bool:
    inside = work.starts_at <= visit.starts_at and visit.ends_at <= work.ends_at
    return inside and visit.store.id == work.store.id


def _visits_collide(first: Assignment, second: Assignment) -> bool:
    """A Club Supervisor checks in on several demos at once; other visits need starts of their own."""
    if first.store.id != second.store.id:
        return True
    if first.starts_at != second.starts_at:
        return False
    kinds = {first.event.type, second.event.type}
    return not (kinds == {EventType.SUPERVISOR} and first.employee.title is Title.CLUB_SUPERVISOR)


def shared_minutes(first: Assignment, second: Assignment) -> int:
    shared = min(first.ends_at, second.ends_at) - max(first.starts_at, second.starts_at)
    return max(0, int(shared.total_seconds()) // 60)


def violations(_problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    for other in others:
        if collide(candidate, other):
            message = say(
                "%(employee)s already has %(event)s %(hours)s.",
                employee=candidate.employee.name,
                event=label(other.event),
                hours=hours_of(other),
            )
            fix = say(
                "Choose a time before %(time)s or after %(until)s",
                time=minutes_clock(other.start),
                until=minutes_clock(other.end),
            )
            fix += ", or another person."
            yield broken(NAME, candidate, message, fix, other=other, excess=shared_minutes(candidate, other))


def post(draft: Draft, _problem: Problem) -> None:
    draft.keep_apart_where(collide)
