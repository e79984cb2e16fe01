"""A Club Supervisor leads the team and demonstrates only when nobody else can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules.violation import Violation, broken
from app.vocabulary import EventType, Severity, Title
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "club_supervisor_on_core"
TITLE = N_("No Club Supervisor on a Core")
AUTOMATIC = Severity.SOFT
MANUAL = Severity.SOFT


def is_unwanted(employee: Employee, event: Event) -> bool:
    return employee.title is Title.CLUB_SUPERVISOR and event.type is EventType.CORE


def violations(_problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    if is_unwanted(candidate.employee, candidate.event):
        message = say("%(employee)s is Club Supervisor and normally does no demos.", employee=candidate.employee.name)
        yield broken(NAME, candidate, message, say("Choose a Lead or a Specialist."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
