"""A plan is asked about little by little, and once more only where something changed."""

from __future__ import annotations

import pytest

from app.services.scheduling import engine_checks
from app.services.scheduling.engine_checks import BrokenPlan, Checks, refuse_broken
from tests.unit.services.scheduling.builders import ANN, BOB, FRIDAY, at, core, world

GOOD = [at(core(1), ANN, FRIDAY), at(core(2), BOB, FRIDAY)]
BROKEN = [at(core(1), ANN, FRIDAY), at(core(2), ANN, FRIDAY)]
PROBLEM = world(events=[core(1), core(2)])


def test_a_plan_that_keeps_the_rules_is_let_through() -> None:
    refuse_broken(PROBLEM, GOOD)
    Checks(PROBLEM).finish(GOOD)


def test_a_broken_one_is_refused_by_both() -> None:
    with pytest.raises(BrokenPlan, match="overlap"):
        refuse_broken(PROBLEM, BROKEN)
    with pytest.raises(BrokenPlan, match="overlap"):
        Checks(PROBLEM).finish(BROKEN)


def test_what_was_good_before_is_asked_again_when_it_changed() -> None:
    checks = Checks(PROBLEM)
    checks.go_on(GOOD)

    with pytest.raises(BrokenPlan):
        checks.finish(BROKEN)


def test_nobody_is_asked_about_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = Checks(PROBLEM)
    checks.finish(GOOD)
    monkeypatch.setattr(engine_checks.HardRules, "allow", lambda *_: pytest.fail("asked again"))

    checks.finish(GOOD)


def test_a_moment_is_enough_for_one_person_only_when_it_is_that_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_checks, "SLICE_S", 0.0)
    checks = Checks(PROBLEM)
    checks.go_on(GOOD)
    asked: list[int] = []
    allow = engine_checks.HardRules.allow
    monkeypatch.setattr(
        engine_checks.HardRules,
        "allow",
        lambda rules, line, others: asked.append(line.employee.id) or allow(rules, line, others),
    )

    checks.go_on(GOOD)
    checks.finish(GOOD)

    assert asked == [BOB.id]
