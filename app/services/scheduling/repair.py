"""A way out of a conflict or a gap: everything that would stand anew, checked as a whole, with what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.services.scheduling.constraint_validator import check_together, holds_together
from app.services.scheduling.engine_wishes import seat_value
from app.services.scheduling.placement_cost import Cost, Pricing, total
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import SOFT
from app.services.scheduling.rules.violation import Mode, Violation

_WISHES = frozenset(rule.NAME for rule in SOFT)
"""What these say is priced as a wish already."""


class RepairKind(StrEnum):
    """In the order of least disturbance; those at the end need somebody's word first."""

    OTHER_TIME = "other_time"
    OTHER_EMPLOYEE = "other_employee"
    OTHER_DAY = "other_day"
    BY_HAND = "by_hand"
    """A place that only automatic scheduling leaves alone."""
    OVERTIME = "overtime"
    HAND_OVER = "hand_over"
    SWAP = "swap"
    BUMP = "bump"
    RELEASE = "release"
    ASK = "ask"
    EXTEND = "extend"


@dataclass(frozen=True)
class Repair:
    kind: RepairKind
    summary: str
    changes: tuple[Assignment, ...]
    """All that would stand anew; those with a schedule id move."""
    released: tuple[int, ...] = ()
    """Schedules that lose their place and go back to the unscheduled work."""
    bumped: tuple[int, ...] = ()
    """Events that give way to a more urgent one, and are counted for it."""
    violations: tuple[Violation, ...] = ()
    """Soft rules the repair would still break."""
    needs: str = ""
    """What somebody has to grant first, outside of the schedule. Such a repair cannot be done by a click."""
    cost: int = 0
    """Points of the wishes it breaks, of what it disturbs and of what it leaves unstaffed. Fewer is better."""


@dataclass(frozen=True)
class Workshop:
    """Checks and prices repairs of one candidate: the place that is wished, or that a saved schedule has."""

    problem: Problem
    candidate: Assignment
    mode: Mode = Mode.MANUAL
    ignoring: frozenset[int] = frozenset()

    def offer(self, repair: Repair) -> Repair | None:
        """The repair with the soft rules it breaks and its cost; None when a hard rule stands against any part."""
        gone = self.gone(repair.released)
        if not self.holds(repair.changes, repair.released):
            return None
        found = check_together(self.problem, repair.changes, mode=self.mode, ignoring=gone)
        checked = replace(repair, violations=found)
        return replace(checked, cost=self._cost(checked))

    def holds(self, changes: Sequence[Assignment], released: tuple[int, ...] = ()) -> bool:
        return holds_together(self.problem, changes, mode=self.mode, ignoring=self.gone(released))

    def gone(self, released: tuple[int, ...] = ()) -> frozenset[int]:
        own = self.candidate.schedule_id
        return self.ignoring.union(released, () if own is None else (own,))

    def costs(self, repair: Repair) -> tuple[tuple[Assignment, tuple[Cost, ...]], ...]:
        """What each of its changes costs beside the others and the saved schedules."""
        pricing = Pricing(self.problem)
        moved = {change.schedule_id for change in repair.changes if change.schedule_id is not None}
        gone = self.gone(repair.released) | moved
        return tuple(
            (place, pricing.of(place, _own_work(self.problem, repair, place, gone))) for place in repair.changes
        )

    def _cost(self, repair: Repair) -> int:
        wishes = sum(total(costs) for _, costs in self.costs(repair))
        moves = sum(self._disturbance(place) for place in repair.changes)
        broken = {(item.rule, item.event_id) for item in repair.violations if item.rule not in _WISHES}
        lost = {row.event.id: row.event for row in released_rows(self.problem, repair)}
        if self.candidate.schedule_id is not None and self.candidate.schedule_id in repair.released:
            lost[self.candidate.event.id] = self.candidate.event
        unstaffed = sum(seat_value(self.problem, event) for event in lost.values())
        return wishes + moves + len(broken) * self.problem.weights.stability_changed + unstaffed

    def _disturbance(self, place: Assignment) -> int:
        """Another person or day counts as a change, another start as half a one; the wish itself costs nothing."""
        earlier = self.candidate if place.event.id == self.candidate.event.id else saved_row(self.problem, place)
        if earlier is None:
            return 0
        weights = self.problem.weights
        changed = (place.employee.id != earlier.employee.id) + (place.day != earlier.day)
        return changed * weights.stability_changed + (place.start != earlier.start) * weights.stability_retimed


def saved_row(problem: Problem, place: Assignment) -> Assignment | None:
    """Where the schedule stands that the place moves."""
    rows = problem.by_event.get(place.event.id, ())
    return next((row for row in rows if row.schedule_id == place.schedule_id), None)


def released_rows(problem: Problem, repair: Repair) -> tuple[Assignment, ...]:
    return tuple(row for row in problem.assignments if row.schedule_id in repair.released)


def applied(problem: Problem, repair: Repair, *, ignoring: frozenset[int] = frozenset()) -> Problem:
    """The problem as it would be afterwards."""
    moved = {change.schedule_id for change in repair.changes if change.schedule_id is not None}
    gone = ignoring.union(repair.released, moved)
    stays = tuple(row for row in problem.assignments if row.schedule_id not in gone)
    return replace(problem, assignments=stays + repair.changes)


def _own_work(problem: Problem, repair: Repair, place: Assignment, gone: frozenset[int]) -> list[Assignment]:
    saved = [row for row in problem.by_employee.get(place.employee.id, ()) if row.schedule_id not in gone]
    also = [row for row in repair.changes if row is not place and row.employee.id == place.employee.id]
    return saved + also
