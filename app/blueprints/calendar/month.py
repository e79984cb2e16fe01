"""The month: how much of each type is planned on each day, what does not fit, and what is due with nobody on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.blueprints.calendar.asked import DAYS
from app.blueprints.calendar.cards import Card
from app.blueprints.calendar.plan import Plan
from app.blueprints.calendar.proposals import ProposedCard
from app.blueprints.calendar.troubles import HARD
from app.blueprints.calendar.urgency import OpenEvent
from app.vocabulary import EventType, ScheduleStatus

SHOWN_CARDS = 3
"""A day has dozens; these are the ones that need a look, and the rest is one click away."""
SHOWN_PROPOSALS = 2
#: The order that managers know from the other calendar.
BADGES = (
    EventType.CORE,
    EventType.SUPERVISOR,
    EventType.JUICER,
    EventType.FREEOSK,
    EventType.DIGITALS,
    EventType.OTHER,
)


@dataclass(frozen=True)
class MonthDay:
    day: date
    in_month: bool
    is_today: bool
    holiday: str | None
    badges: tuple[tuple[EventType, int], ...]
    """Always all six in their order; a zero is shown as an empty place."""
    cards: Sequence[Card]
    more: int
    proposed: Sequence[ProposedCard]
    more_proposed: int
    conflicts: int
    warnings: int
    due: tuple[OpenEvent, ...]
    """Open events of which this is the due day."""


def weeks(plan: Plan) -> tuple[tuple[MonthDay, ...], ...]:
    due: dict[date, list[OpenEvent]] = {}
    for one in plan.tray:
        due.setdefault(one.event.due_date, []).append(one)
    days = [_day(plan, day, due.get(day, [])) for day in plan.asked.days]
    return tuple(tuple(days[at : at + DAYS]) for at in range(0, len(days), DAYS))


def _day(plan: Plan, day: date, due: Sequence[OpenEvent]) -> MonthDay:
    cards = plan.by_day.get(day, [])
    proposed = plan.proposed_by_day.get(day, [])
    counted = Counter(card.booking.type for card in cards)
    worst = {one.card.booking.id: plan.severity[one.card.booking.id] for one in plan.troubles_by_day.get(day, ())}
    conflicts = sum(severity == HARD for severity in worst.values())
    shown = sorted(cards, key=lambda card: _rank(plan, card))[:SHOWN_CARDS]
    return MonthDay(
        day=day,
        in_month=day.month == plan.asked.day.month,
        is_today=day == plan.asked.today,
        holiday=plan.holiday(day),
        badges=tuple((kind, counted[kind]) for kind in BADGES),
        cards=shown,
        more=len(cards) - len(shown),
        proposed=proposed[:SHOWN_PROPOSALS],
        more_proposed=len(proposed[SHOWN_PROPOSALS:]),
        conflicts=conflicts,
        warnings=len(worst) - conflicts,
        due=tuple(due),
    )


def _rank(plan: Plan, card: Card) -> tuple[int, int]:
    """What needs a look first."""
    severity = plan.severity.get(card.booking.id)
    if severity is not None:
        return (0 if severity == HARD else 1), card.start
    return (2 if card.booking.status is ScheduleStatus.DRAFT else 3), card.start
