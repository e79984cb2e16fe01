"""Without their Crossmark ids person, event and store cannot be booked there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import Severity

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "missing_ids"
TITLE = "Ready to be sent to Crossmark"
AUTOMATIC = Severity.SOFT
MANUAL = Severity.SOFT


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    missing = {
        f"{candidate.employee.name} has no rep ID": not candidate.employee.rep_id,
        f"{candidate.store.name} has no location ID": not candidate.store.location_id,
        f"{label(candidate.event)} has no mPlan number": not candidate.event.ref_num,
    }
    gaps = [words for words, is_missing in missing.items() if is_missing]
    if gaps:
        message = f"This cannot be sent to Crossmark: {' and '.join(gaps)}."
        yield broken(NAME, candidate, message, "Add what is missing; it is sent after that.")


def post(draft: Draft, problem: Problem) -> None:
    draft.close_days_where(lambda event, _day: not event.ref_num)
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
