"""What the engine answers: planned lines with their reasons, events it could not place, and the figures of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.vocabulary import ProposalKind


class SolutionStatus(StrEnum):
    OPTIMAL = "optimal"
    """No plan covers more, and none of those is better by the wishes."""
    FEASIBLE = "feasible"
    """A plan that keeps every rule; the time was spent before it was proven best."""
    FALLBACK = "fallback"
    """The plan of the greedy waves, because the solver found none in time."""
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Alternative:
    """Another place for the same line that breaks no rule beside the rest of the plan."""

    employee_id: int
    day: date
    start: int
    points: int = 0
    """More than the line itself costs; negative where only another line made it lose."""
    dearer: tuple[str, ...] = ()
    """In words, what it costs that the line does not, dearest first."""


@dataclass(frozen=True)
class PlannedAssignment:
    event_id: int
    employee_id: int
    day: date
    start: int
    reason: str
    kind: ProposalKind = ProposalKind.NEW
    schedule_id: int | None = None
    """The saved draft that this line keeps or moves."""
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Unassigned:
    event_id: int
    rule: str
    """Name of the rule that stops most of what was tried."""
    reason: str
    schedule_id: int | None = None
    """The saved draft that found no place any more."""


@dataclass(frozen=True)
class Metrics:
    assigned: int
    """Seats that are filled, of `total` that were asked for."""
    total: int
    coverage: float
    """Share of the seats, 0..1; 1 when nothing was asked for."""
    coverage_value: int
    """Filled seats weighted by priority and urgency."""
    bound: int
    """No plan can reach a higher coverage value than this."""
    proven: bool
    """Whether the coverage is proven to be the most that is possible."""
    objective: Mapping[str, int] = field(default_factory=dict)
    """Points by wish; fewer is better."""
    wall_s: Mapping[str, float] = field(default_factory=dict)
    """Seconds by phase."""
    points: float = 0.0
    """Of the plan, the empty seats among them; fewer is better,"""
    points_bound: float = 0.0
    """and no plan has fewer than this."""
    rotations_respected: float = 1.0
    balance: int = 0
    """Core days a week between the person with most and the person with fewest, per store at worst."""

    @property
    def points_gap(self) -> float:
        """Share of the points that the bound leaves open."""
        return (self.points - self.points_bound) / self.points if self.points else 0.0


@dataclass(frozen=True)
class Solution:
    status: SolutionStatus
    assignments: tuple[PlannedAssignment, ...]
    unassigned: tuple[Unassigned, ...]
    metrics: Metrics
