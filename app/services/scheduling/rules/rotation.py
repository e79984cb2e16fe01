"""The work of a duty is done by whoever has the duty that day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rotation_manager import DutySource, kind_for, on_duty
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import Severity, Title
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "rotation"
TITLE = N_("The person of the rotation")
AUTOMATIC = Severity.SOFT
MANUAL = Severity.SOFT


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    kind = kind_for(candidate.event)
    if kind is None:
        return
    duty = on_duty(problem, candidate.store.id, kind, candidate.day)
    if duty.employee is None or duty.employee.id == candidate.employee.id:
        return
    if duty.source is DutySource.ANY_LEAD and candidate.employee.title is Title.LEAD:
        return
    message = say("%(event)s belongs to the rotation: %(reason)s", event=label(candidate.event), reason=duty.reason)
    yield broken(NAME, candidate, message, say("Choose %(employee)s.", employee=duty.employee.name))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
