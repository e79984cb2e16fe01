"""Gives every event the condition Crossmark would show for it today, and makes sure each condition occurs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from app.sandbox.bookings import CORE_SLOTS, Placement
from app.sandbox.dice import stream
from app.sandbox.world import MPlan
from app.vocabulary import Condition, EventType

_UNREPORTED_DAYS = 14


def set_conditions(seed: int, today: date, plans: list[MPlan], placements: dict[str, Placement]) -> tuple[MPlan, ...]:
    dice = stream(seed, "conditions")
    rolled = [
        replace(plan, condition=_condition(plan, placements.get(plan.mplan_id), today, dice.random())) for plan in plans
    ]
    return tuple(_with_rare_ones(rolled, placements, today))


def _condition(plan: MPlan, placed: Placement | None, today: date, roll: float) -> Condition:
    if placed is None:
        if plan.due_date <= today:
            return Condition.CANCELED if roll < 0.15 else Condition.EXPIRED
        return Condition.CANCELED if roll < 0.02 else Condition.UNSTAFFED
    if placed.day > today:
        return Condition.SCHEDULED
    if placed.day == today:
        return Condition.IN_PROGRESS if placed.starts <= CORE_SLOTS[0] else Condition.SCHEDULED
    unreported = placed.day >= today - timedelta(days=_UNREPORTED_DAYS) and roll < 0.07
    return Condition.SCHEDULED if unreported else Condition.SUBMITTED


def _with_rare_ones(plans: list[MPlan], placements: dict[str, Placement], today: date) -> list[MPlan]:
    """One event each for the conditions chance does not bring; tomorrow's are left alone."""
    week = timedelta(days=7)

    def was_done(plan: MPlan) -> bool:
        placed = placements.get(plan.mplan_id)
        return placed is not None and plan.condition is Condition.SUBMITTED and today - 2 * week < placed.day

    def is_planned(plan: MPlan) -> bool:
        placed = placements.get(plan.mplan_id)
        return placed is not None and placed.day > today + timedelta(days=3)

    def is_open(plan: MPlan) -> bool:
        return plan.condition is Condition.UNSTAFFED and today + week < plan.start_date < today + 3 * week

    def has_lapsed(plan: MPlan) -> bool:
        return plan.mplan_id not in placements and today - 3 * week < plan.due_date <= today

    rare: tuple[tuple[Callable[[MPlan], bool], Condition], ...] = (
        (was_done, Condition.PAUSED),
        (was_done, Condition.REISSUED),
        (was_done, Condition.STAFFED),
        (is_planned, Condition.CANCELED),  # canceled upstream while somebody is booked
        (is_planned, Condition.UNSTAFFED),  # a date was set without the condition following
        (is_open, Condition.STAFFED),  # staffed, but nobody says by whom
        (is_open, Condition.CANCELED),
        (has_lapsed, Condition.EXPIRED),
        (has_lapsed, Condition.CANCELED),
    )
    changed = list(plans)
    taken: set[str] = set()
    for fits, condition in rare:
        for index, plan in enumerate(changed):
            if plan.type is EventType.CORE and plan.mplan_id not in taken and fits(plan):
                changed[index] = replace(plan, condition=condition)
                taken.add(plan.mplan_id)
                break
    return changed
