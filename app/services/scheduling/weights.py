"""What a run strives for, as numbers a manager sets. Points; a plan with fewer points is the better one.

The defaults follow the order of the trade: coverage before anything else, then duties, titles, a fair and stable plan,
and early days last. Field names are the keys of a stored configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from app.vocabulary import RotationKind

MOST_POINTS = 1_000_000
"""For one weight; the sums of a month of many stores stay far inside what a solver can count."""


@dataclass(frozen=True)
class Weights:
    """Raises ValueError naming the weight that is no whole number from 0 to MOST_POINTS."""

    priority_1: int = 160_000
    """For each seat of an event of priority 1, the highest, that stays empty."""
    priority_2: int = 80_000
    priority_3: int = 40_000
    priority_4: int = 20_000
    priority_5: int = 10_000
    urgency_day: int = 50
    """Added to a seat for each day that the event is due sooner than in thirty days."""
    rotation_juicer: int = 500
    """Juicer work done by somebody else than the person of the rotation."""
    rotation_primary_lead: int = 200
    """Primary Lead work done by somebody else."""
    lead_without_core: int = 200
    """A day with Cores on which the Primary Lead has none, although this person could."""
    second_lead: int = 20
    """A teardown done by the Primary Lead, whose day began early."""
    supervisor_on_core: int = 1_500
    title_order: int = 1
    """For each step down the staffing order of the type: Leads before Specialists before Juicers on Cores."""
    preferred_day_off: int = 100
    core_balance: int = 15
    """For each Core day of a week above the first, the second, ...: the third costs twice as much as the second."""
    over_target_minute: int = 1
    stability_changed: int = 300
    """An earlier schedule that gets another person or day, or is dropped."""
    stability_retimed: int = 50
    """An earlier schedule that only gets another start."""
    labour_dollar: int = 0
    """For each dollar of wages. Off at first: it would rather take cheap titles than the staffing order."""
    carried_weekend_day: int = 10
    """Work on a weekend day, for each weekend day that the person carried above a fair share in the quarter before."""
    carried_closing: int = 10
    """Any number above 0 lets whoever closed most begin early; 0 leaves the starts to the emptiest slot."""
    carried_juicer_day: int = 10
    carried_hours: int = 1
    """For each hour of work, for every ten hours above a fair share."""
    late_day: int = 1
    """For each day after the first possible one."""

    def __post_init__(self) -> None:
        for name, points in asdict(self).items():
            if type(points) is not int or not 0 <= points <= MOST_POINTS:
                raise ValueError(f"The weight {name} must be a whole number from 0 to {MOST_POINTS}, not {points!r}.")

    @classmethod
    def from_settings(cls, stored: Mapping[str, object]) -> Weights:
        """From the plain JSON values of a configuration; keys it does not know are left alone. Raises ValueError."""
        known = {item.name for item in fields(cls)}
        return cls(**{name: points for name, points in stored.items() if name in known})  # type: ignore[arg-type]

    def as_settings(self) -> dict[str, int]:
        """The plain JSON values, the inverse of `from_settings`."""
        return asdict(self)

    def empty_seat(self, priority: int) -> int:
        """Priorities beyond 1..5 count as the nearest of them."""
        by_priority = (self.priority_1, self.priority_2, self.priority_3, self.priority_4, self.priority_5)
        return by_priority[min(max(priority, 1), 5) - 1]

    def rotation(self, kind: RotationKind) -> int:
        return self.rotation_juicer if kind is RotationKind.JUICER else self.rotation_primary_lead
