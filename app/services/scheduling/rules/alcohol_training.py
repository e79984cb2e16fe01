"""Events that serve alcohol need somebody trained for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft

NAME = "alcohol_training"
TITLE = N_("Trained to serve alcohol")
AUTOMATIC = Severity.HARD
MANUAL = Severity.HARD


def serves_alcohol(rules: RuleSettings, event: Event) -> bool:
    name = event.name.upper()
    return any(word.strip().upper() in name for word in rules.alcohol_keywords if word.strip())


def is_trained(rules: RuleSettings, employee: Employee, event: Event) -> bool:
    return employee.adult_beverage_trained or not serves_alcohol(rules, event)


def violations(problem: Problem, candidate: Assignment, _others: Sequence[Assignment]) -> Iterator[Violation]:
    if is_trained(problem.rules.on(candidate.day), candidate.employee, candidate.event):
        return
    message = say(
        "%(event)s serves alcohol and %(employee)s is not trained for it.",
        event=label(candidate.event),
        employee=candidate.employee.name,
    )
    yield broken(NAME, candidate, message, say("Choose somebody with alcohol training."))


def post(draft: Draft, problem: Problem) -> None:
    draft.close_where(lambda candidate: any(violations(problem, candidate, ())))
