"""The hard rules of a problem, asked for yes or no: the engine asks hundreds of thousands of times."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import (
    FIRST,
    HARD_FIRST,
    already_assigned,
    consecutive_days,
    juicer_excludes_core,
    max_days_of_person,
    max_weekly_minutes,
    max_work_days,
    one_core_a_day,
    one_juicer_a_day,
    one_store_a_day,
    overlap,
    pairing,
    proximity,
    rest_between_days,
    target_hours,
)
from app.services.scheduling.rules.rest_between_days import REACH_DAYS
from app.services.scheduling.rules.violation import Mode, Rule, severity
from app.vocabulary import Severity

__all__ = ["ANY_START", "BESIDE", "REACH_DAYS", "HardRules"]

DAILY: tuple[Rule, ...] = (one_core_a_day, juicer_excludes_core, one_store_a_day, one_juicer_a_day)
"""They look at what the person does on the same day,"""
TIMED: tuple[Rule, ...] = (overlap, rest_between_days, proximity)
"""at what is less than REACH_DAYS away,"""
WIDE: tuple[Rule, ...] = (
    already_assigned,
    max_weekly_minutes,
    max_work_days,
    max_days_of_person,
    consecutive_days,
    pairing,
    target_hours,
)
"""or at more. All other rules look at an assignment alone."""
BESIDE = (*DAILY, *TIMED, *WIDE)
ANY_START = (*DAILY, max_weekly_minutes, max_work_days, max_days_of_person, consecutive_days)
"""Who breaks one of these breaks it at any time of the day."""


class HardRules:
    """Says the same as the constraint validator's check of an automatic plan, but stops at the first violation."""

    def __init__(
        self, problem: Problem, without: frozenset[str] = frozenset(), only: frozenset[str] | None = None
    ) -> None:
        self._problem = problem
        self._only = only
        chosen = [rule for rule in HARD_FIRST if rule.NAME not in without and (only is None or rule.NAME in only)]
        hard = [r for r in chosen if r is FIRST or severity(problem.rules, r, Mode.AUTOMATIC) is Severity.HARD]
        self._alone = tuple(rule for rule in hard if rule not in BESIDE)
        self._daily, self._timed, self._wide = (
            tuple(rule for rule in rules if rule in hard) for rules in (DAILY, TIMED, WIDE)
        )

    @property
    def has_all_of_its_names(self) -> bool:
        """Whether a manager left every one of them hard."""
        return self._only is not None and self._only == {rule.NAME for rule in self._alone}

    @property
    def asks_alone(self) -> bool:
        """Whether there is any rule that looks at an assignment alone."""
        return bool(self._alone)

    def allow(self, candidate: Assignment, others: Sequence[Assignment]) -> bool:
        return self.allow_alone(candidate) and self.first_broken(candidate, others) is None

    def allow_alone(self, candidate: Assignment) -> bool:
        return not any(violation for rule in self._alone for violation in rule.violations(self._problem, candidate, ()))

    def first_broken(self, candidate: Assignment, others: Sequence[Assignment]) -> Rule | None:
        """Of the rules that look at what stands beside it."""
        return (
            self.first_broken_of_day(candidate, others)
            or self._first(self._timed, candidate, others)
            or self._first(self._wide, candidate, others)
        )

    def first_broken_of_day(self, candidate: Assignment, same_day: Sequence[Assignment]) -> Rule | None:
        return self._first(self._daily, candidate, same_day)

    def first_broken_beyond(
        self, candidate: Assignment, near: Sequence[Assignment], others: Sequence[Assignment]
    ) -> Rule | None:
        """Of the rules that look further than a day; `near` are those of the others within REACH_DAYS."""
        return self._first(self._timed, candidate, near) or self._first(self._wide, candidate, others)

    def _first(self, rules: Sequence[Rule], candidate: Assignment, others: Sequence[Assignment]) -> Rule | None:
        for rule in rules:
            for _ in rule.violations(self._problem, candidate, others):
                return rule
        return None
