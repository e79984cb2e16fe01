"""Without their Crossmark ids person, event and store cannot be booked there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "missing_ids"
TITLE = N_("Ready to be sent to Crossmark")
AUTOMATIC = Severity.SOFT
MANUAL = Severity.SOFT


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    missing = {
        say("%(employee)s has no rep ID", employee=candidate.employee.name): not candidate.employee.rep_id,
        say("%(store)s has no location ID", store=candidate.store.name): not candidate.store.location_id,
        say("%(event)s has no mPlan number", event=label(candidate.event)): not candidate.event.ref_num,
    }
    gaps = [words for words, is_missing in missing.items() if is_missing]
    if gaps:
        message = say("This cannot be sent to Crossmark: %(gaps)s.", gaps=say(" and ").join(gaps))
        yield broken(NAME, candidate, message, say("Add what is missing; it is sent after that."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_days_where(lambda event, _day: not event.ref_num)
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
