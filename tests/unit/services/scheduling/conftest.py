"""The `rule` of a test class is the one its name says: TestOneCoreADay asks rules/one_core_a_day.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from app.services.scheduling.problem import Assignment
from app.services.scheduling.rules import BY_NAME
from app.services.scheduling.rules.violation import Rule, Violation
from tests.unit.services.scheduling.builders import world


@dataclass(frozen=True)
class RuleUnderTest:
    rule: Rule

    def holds(self, candidate: Assignment, *others: Assignment, **more: Any) -> None:
        assert self._asked(candidate, others, more) == []

    def breaks(
        self, candidate: Assignment, *others: Assignment, by: int | None = None, saying: str = "", **more: Any
    ) -> Violation:
        """One violation that names this rule, its subjects and a way out."""
        (found,) = self._asked(candidate, others, more)
        assert found.rule == self.rule.NAME
        assert (found.event_id, found.employee_id, found.day) == (
            candidate.event.id,
            candidate.employee.id,
            candidate.day,
        )
        assert saying in found.message
        assert found.message.endswith(".")
        assert found.fix.endswith(".")
        assert by is None or found.excess == by
        return found

    def _asked(self, candidate: Assignment, others: tuple[Assignment, ...], more: dict[str, Any]) -> list[Violation]:
        events = [candidate.event, *more.pop("events", ())]
        problem = world(others, events=events, **more)
        beside = [
            row
            for row in problem.assignments
            if candidate.schedule_id is None or row.schedule_id != candidate.schedule_id
        ]
        return list(self.rule.violations(problem, candidate, beside))


@pytest.fixture
def rule(request: pytest.FixtureRequest) -> RuleUnderTest:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", request.cls.__name__.removeprefix("Test")).lower()
    return RuleUnderTest(BY_NAME[name])
