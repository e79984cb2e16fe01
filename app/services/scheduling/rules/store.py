"""People work only at the stores they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Employee, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "store"
TITLE = N_("At one of the person's stores")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def works_at(employee: Employee, store_id: int) -> bool:
    return store_id in employee.store_ids


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    if works_at(candidate.employee, candidate.store.id):
        return
    message = say(
        "%(employee)s does not work at %(store)s.", employee=candidate.employee.name, store=candidate.store.name
    )
    yield broken(NAME, candidate, message, say("Choose somebody of that store, or add the store to this person."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
