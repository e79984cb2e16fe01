"""Asks the rules about a booking somebody wants to make, and decides whether it may go through."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Forbidden, RuleBroken
from app.models import Schedule, ScheduleException
from app.services import problem_loader
from app.services.actors import Actor
from app.services.scheduling import constraint_validator
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode, Violation
from app.vocabulary import Permission, Severity
from app.wording import say


def problem_around(
    session: Session, *, store_id: int, days: Sequence[date], event_ids: Collection[int], employee_ids: Collection[int]
) -> Problem:
    return problem_loader.load(
        session,
        store_ids=[store_id],
        first_day=min(days),
        last_day=max(days),
        event_ids=event_ids,
        employee_ids=employee_ids,
    )


def what_stands_against(
    problem: Problem, wanted: Sequence[Assignment], *, ignoring: Collection[int] = ()
) -> tuple[BrokenRule, ...]:
    """In the words of pages and API, hard rules first, each said once."""
    found = constraint_validator.check_together(problem, wanted, mode=Mode.MANUAL, ignoring=frozenset(ignoring))
    return as_broken_rules(found)


def as_broken_rules(found: Iterable[Violation]) -> tuple[BrokenRule, ...]:
    rules = dict.fromkeys(BrokenRule(v.rule, v.severity.value, v.message, v.fix or None) for v in found)
    return tuple(sorted(rules, key=lambda rule: rule.severity != Severity.HARD))


def require_allowed(actor: Actor, broken: Sequence[BrokenRule], override_reason: str) -> None:
    """Hard rules always stand; soft ones give way to a reason from somebody who may override.

    Raises RuleBroken with every rule, or Forbidden.
    """
    if not broken:
        return
    hard = [rule for rule in broken if rule.severity == Severity.HARD]
    if hard:
        raise RuleBroken(_told(hard), broken)
    if not override_reason.strip():
        raise RuleBroken(say("%(told)s Give a reason to do it all the same.", told=_told(broken)), broken)
    if not actor.may(Permission.OVERRIDE_RULES):
        raise Forbidden(say("Only a manager may set a rule aside. Pick another time or person, or ask a manager."))


def _told(broken: Sequence[BrokenRule]) -> str:
    more = len(broken) - 1
    return broken[0].message + (f" ({more} more)" if more else "")


def keep_exceptions(
    session: Session, actor: Actor, schedule: Schedule, broken: Sequence[BrokenRule], reason: str
) -> None:
    """Which rules were set aside for a saved schedule, by whom and why."""
    schedule.warnings = [{"rule": b.rule, "severity": b.severity, "message": b.message} for b in broken]
    schedule.override_reason = reason.strip()[:300] if broken else ""
    session.add_all(
        ScheduleException(
            schedule_id=schedule.id,
            rule=b.rule,
            message=b.message[:500],
            reason=schedule.override_reason,
            approved_by_id=actor.user_id,
        )
        for b in broken
    )
