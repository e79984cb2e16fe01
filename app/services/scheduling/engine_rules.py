"""The hard rules of a problem, asked for yes or no: the engine asks hundreds of thousands of times."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import FIRST, HARD_FIRST
from app.services.scheduling.rules.violation import Mode, severity
from app.vocabulary import Severity


class HardRules:
    """Says the same as the constraint validator's check of an automatic plan, but stops at the first violation."""

    def __init__(self, problem: Problem, without: frozenset[str] = frozenset()) -> None:
        self._problem = problem
        wanted = (rule for rule in HARD_FIRST if rule is FIRST or rule.NAME not in without)
        self._rules = tuple(
            rule for rule in wanted if severity(problem.rules, rule, Mode.AUTOMATIC) is Severity.HARD or rule is FIRST
        )

    def allow(self, candidate: Assignment, others: Sequence[Assignment]) -> bool:
        return not any(
            violation for rule in self._rules for violation in rule.violations(self._problem, candidate, others)
        )
