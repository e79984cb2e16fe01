"""The first thing that stands against each of many places, as checking one of them would say it first.

Most rules say the same at every hour of a day, so they are asked once for a person and day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import (
    FIRST,
    HARD_FIRST,
    allowed_time,
    availability_override,
    clock,
    date_unavailability,
    juicer_time,
    overlap,
    proximity,
    rest_between_days,
    time_off,
    weekly_availability,
)
from app.services.scheduling.rules.violation import Mode, Rule, Violation, severity
from app.vocabulary import Severity

#: Rules that look at the hour; the test of parity asks all of them at every quarter of an hour.
TIMED: tuple[Rule, ...] = (
    clock,
    allowed_time,
    juicer_time,
    time_off,
    availability_override,
    date_unavailability,
    weekly_availability,
    overlap,
    proximity,
    rest_between_days,
)
_TIMED_NAMES = frozenset(rule.NAME for rule in TIMED)


class OrderedRules:
    """The rules in the order in which they are told: the clock, then hard ones, then soft ones, as of a day."""

    def __init__(self, problem: Problem, mode: Mode) -> None:
        self._problem, self._mode = problem, mode
        self._by_rules: dict[int, list[tuple[Rule, Severity]]] = {}

    def on(self, day: date) -> list[tuple[Rule, Severity]]:
        in_force = self._problem.rules.on(day)
        if id(in_force) not in self._by_rules:
            graded = [(rule, severity(in_force, rule, self._mode)) for rule in HARD_FIRST]
            first = [(rule, level) for rule, level in graded if rule is FIRST and level is not Severity.OFF]
            levels = (Severity.HARD, Severity.SOFT)
            rest = [(rule, found) for level in levels for rule, found in graded if found is level and rule is not FIRST]
            self._by_rules[id(in_force)] = first + rest
        return self._by_rules[id(in_force)]


class FirstReasons:
    """Of one event, person and day, at any hour. `home_start` is where the saved schedule is on that day: rules let it
    stay, so nothing is remembered for that hour."""

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[tuple[Rule, Severity]],
        others: Sequence[Assignment],
        home_start: int | None,
    ) -> None:
        self._problem, self._rules, self._others = problem, rules, others
        self._home_start = home_start
        self._said: dict[str, Violation | None] = {}

    def against(self, place: Assignment) -> Violation | None:
        for rule, level in self._rules:
            found = self._ask(rule, place)
            if found is not None:
                return replace(found, severity=level)
        return None

    def _ask(self, rule: Rule, place: Assignment) -> Violation | None:
        if rule.NAME in _TIMED_NAMES or place.start == self._home_start:
            return next(iter(rule.violations(self._problem, place, self._others)), None)
        if rule.NAME not in self._said:
            self._said[rule.NAME] = next(iter(rule.violations(self._problem, place, self._others)), None)
        return self._said[rule.NAME]
