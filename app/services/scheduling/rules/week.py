"""Working weeks: Sunday to Saturday unless a setting says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.services.scheduling.problem import Assignment
from app.services.scheduling.rule_settings import RuleSettings


def week_start(rules: RuleSettings, day: date) -> date:
    return day - timedelta(days=(day.weekday() - rules.first_weekday) % 7)


def same_week(rules: RuleSettings, candidate: Assignment, others: Sequence[Assignment]) -> list[Assignment]:
    """What the same person does in the week of the candidate, the candidate itself not counted."""
    first = week_start(rules, candidate.day)
    last = first + timedelta(days=6)
    return [other for other in others if other.employee.id == candidate.employee.id and first <= other.day <= last]


def days_worked(candidate: Assignment, others: Sequence[Assignment]) -> set[date]:
    return {candidate.day, *(other.day for other in others)}
