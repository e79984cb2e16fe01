"""The quick yes or no of the engine is the answer of the full check."""

from __future__ import annotations

import pytest

from app.services.scheduling.constraint_validator import check_beside, is_valid
from app.services.scheduling.engine_rules import HardRules
from app.services.scheduling.rules.violation import Mode
from tests.unit.services.scheduling.test_parity import plans, random_case


@pytest.mark.parametrize("seed", range(12))
def test_it_allows_exactly_what_the_check_finds_valid(seed: int) -> None:
    case = random_case(seed)
    rules = HardRules(case.problem)
    verdicts = set()
    for plan in list(plans(case))[-40:]:
        for line in plan:
            others = [*case.problem.assignments, *(other for other in plan if other is not line)]
            expected = is_valid(check_beside(case.problem, line, others, mode=Mode.AUTOMATIC))
            assert rules.allow(line, others) is expected
            verdicts.add(expected)

    assert verdicts
