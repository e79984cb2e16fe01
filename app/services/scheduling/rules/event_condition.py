"""Work that is canceled, over or already reported is not scheduled again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import Condition, Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "event_condition"
TITLE = N_("The event is open")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


CLOSED = {
    Condition.CANCELED: N_("was canceled by Crossmark"),
    Condition.EXPIRED: N_("has expired"),
    Condition.SUBMITTED: N_("was already reported as done"),
}


def is_open(event: Event) -> bool:
    return event.condition not in CLOSED


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    if is_open(event):
        return
    fix = (
        say("Reissue the event if it must be done again.")
        if event.condition is Condition.SUBMITTED
        else say("Leave it out.")
    )
    yield broken(
        NAME, candidate, say("%(event)s %(state)s.", event=label(event), state=say(CLOSED[event.condition])), fix
    )


def post(draft: Draft, _problem: Problem) -> None:
    draft.close_days_where(lambda event, day: not is_open(event))
