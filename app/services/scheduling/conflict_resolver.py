"""Ways out of a broken rule, best first, each of them checked by the same rules before it is offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from app.formatting import minutes_clock, short_day
from app.services.scheduling.allowed_times import regular_starts
from app.services.scheduling.constraint_validator import Conflict, candidates, check_together, is_valid
from app.services.scheduling.problem import Assignment, Employee, Problem
from app.services.scheduling.rules.violation import Mode, Violation, label

MIN_DAYS_TO_DUE = 2
"""Whoever gives way must have this many days left, or it is in trouble itself."""

MOST_VICTIMS = 20
"""As many are asked to give way; a busy store has hundreds, and a manager waits for the answer."""


class RepairKind(StrEnum):
    """In the order of least disturbance."""

    OTHER_TIME = "other_time"
    OTHER_EMPLOYEE = "other_employee"
    OTHER_DAY = "other_day"
    HAND_OVER = "hand_over"
    SWAP = "swap"
    BUMP = "bump"


@dataclass(frozen=True)
class Repair:
    kind: RepairKind
    summary: str
    changes: tuple[Assignment, ...]
    """All that would stand anew; those with a schedule id move."""
    released: tuple[int, ...] = ()
    """Schedules that lose their place and go back to the unscheduled work."""
    violations: tuple[Violation, ...] = ()
    """Soft rules the repair would still break."""


def repairs(
    problem: Problem,
    candidate: Assignment,
    *,
    mode: Mode = Mode.MANUAL,
    ignoring: frozenset[int] = frozenset(),
    limit: int = 5,
) -> tuple[Repair, ...]:
    """At most `limit` ways to get the candidate's event done; for a saved schedule its own place counts as free."""
    finder = _Finder(problem, candidate, mode, ignoring)
    found = [repair for proposals in finder.all_kinds() for repair in islice(proposals, limit)]
    order = list(RepairKind)
    ranked = sorted(found, key=lambda repair: (order.index(repair.kind), len(repair.violations)))
    return tuple(_varied(ranked, limit))


def repairs_for(problem: Problem, conflict: Conflict, *, limit: int = 5) -> tuple[Repair, ...]:
    """For two saved schedules that collide: the later one gives way, unless only it is pinned."""
    first, second = conflict.first, conflict.second
    gives_way = first if second.pinned and not first.pinned else second
    return repairs(problem, gives_way, limit=limit)


def _varied(ranked: Sequence[Repair], limit: int) -> list[Repair]:
    """One of each kind before the second of any, so that a choice is a choice."""
    seen: dict[RepairKind, int] = {}
    rounds: list[tuple[int, int, Repair]] = []
    for place, repair in enumerate(ranked):
        seen[repair.kind] = seen.get(repair.kind, 0) + 1
        rounds.append((seen[repair.kind], place, repair))
    chosen = sorted(rounds, key=lambda row: row[:2])[:limit]
    return [repair for _, _, repair in sorted(chosen, key=lambda row: row[1])]


@dataclass(frozen=True)
class _Finder:
    problem: Problem
    candidate: Assignment
    mode: Mode
    ignoring: frozenset[int]

    def all_kinds(self) -> tuple[Iterator[Repair], ...]:
        return (
            self.other_times(),
            self.other_employees(),
            self.other_days(),
            self.hand_overs(),
            self.swaps(),
            self.bumps(),
        )

    def other_times(self) -> Iterator[Repair]:
        moved = self._at_starts(self.candidate.day)
        yield from self._offers(RepairKind.OTHER_TIME, (one for one in moved if one.start != self.candidate.start))

    def other_days(self) -> Iterator[Repair]:
        days = (day for day in self._days(self.candidate) if day != self.candidate.day)
        yield from self._offers(RepairKind.OTHER_DAY, (one for day in days for one in islice(self._at_starts(day), 1)))

    def other_employees(self) -> Iterator[Repair]:
        now = self.candidate
        gone = self.ignoring if now.schedule_id is None else self.ignoring | {now.schedule_id}
        found = candidates(self.problem, now.event, now.day, starts=(now.start,), mode=self.mode, ignoring=gone)
        people = (choice.assignment.employee for choice in found if choice.is_valid)
        others = (replace(now, employee=person) for person in people if person.id != now.employee.id)
        yield from self._offers(RepairKind.OTHER_EMPLOYEE, others)

    def hand_overs(self) -> Iterator[Repair]:
        """The candidate stays as wished and somebody else takes what stands in its way."""
        now = self.candidate
        for other in self._own_work_that_day():
            for person in self._colleagues(other):
                given = replace(other, employee=person)
                summary = f"{person.name} takes {label(other.event)}, {now.employee.name} does {label(now.event)}."
                yield from self._offer(RepairKind.HAND_OVER, summary, (now, given))

    def swaps(self) -> Iterator[Repair]:
        """Two people trade their saved schedules of the same type."""
        now = self.candidate
        if now.schedule_id is None:
            return
        for other in self._movable_of_type():
            if other.employee.id == now.employee.id:
                continue
            mine, theirs = replace(now, employee=other.employee), replace(other, employee=now.employee)
            summary = (
                f"{now.employee.name} and {other.employee.name} trade {label(now.event)} and {label(other.event)}."
            )
            yield from self._offer(RepairKind.SWAP, summary, (mine, theirs))

    def bumps(self) -> Iterator[Repair]:
        """Less urgent work of the same type gives its place, the least urgent first."""
        weaker = [row for row in self._movable_of_type() if self._is_weaker(row)]
        weaker.sort(key=lambda row: (-row.event.priority, -row.event.due.toordinal(), row.event.id))
        for victim in weaker[:MOST_VICTIMS]:
            place = replace(victim, event=self.candidate.event, schedule_id=self.candidate.schedule_id, minutes=None)
            what = f"{label(self.candidate.event)} takes the place of {label(victim.event)}"
            yield from islice(self._bump(victim, place, what), 1)

    def _bump(self, victim: Assignment, place: Assignment, what: str) -> Iterator[Repair]:
        for day in self._days(victim):
            for start in regular_starts(self.problem.rules, victim.event, day):
                moved = replace(victim, day=day, start=start)
                where = f"which moves to {short_day(day)} at {minutes_clock(start)}"
                yield from self._offer(RepairKind.BUMP, f"{what}, {where}.", (place, moved))
        if victim.schedule_id is not None:
            summary = f"{what}, which goes back to the unscheduled events."
            yield from self._offer(RepairKind.BUMP, summary, (place,), (victim.schedule_id,))

    def _is_weaker(self, row: Assignment) -> bool:
        event, mine = row.event, self.candidate.event
        enough = (event.due - self.problem.today).days >= MIN_DAYS_TO_DUE
        return enough and (event.priority, event.due) > (mine.priority, mine.due)

    def _movable_of_type(self) -> list[Assignment]:
        now = self.candidate
        return [
            row
            for row in self.problem.assignments
            if row.event.type is now.event.type and row.store.id == now.store.id and self._is_movable(row)
        ]

    def _is_movable(self, row: Assignment) -> bool:
        return row.event.id != self.candidate.event.id and not row.pinned and row.day >= self.problem.today

    def _own_work_that_day(self) -> list[Assignment]:
        rows = self.problem.by_employee.get(self.candidate.employee.id, ())
        return [row for row in rows if row.day == self.candidate.day and self._is_movable(row)]

    def _colleagues(self, row: Assignment) -> list[Employee]:
        people = self.problem.employees.values()
        return [one for one in people if row.store.id in one.store_ids and one.id != row.employee.id]

    def _days(self, assignment: Assignment) -> list[date]:
        """The days of its window from today on, the nearest to its own day first."""
        first = max(assignment.event.start, self.problem.today)
        days = [first + timedelta(days=number) for number in range((assignment.event.due - first).days + 1)]
        return sorted(days, key=lambda day: (abs(day - assignment.day), day))

    def _at_starts(self, day: date) -> Iterator[Assignment]:
        for start in regular_starts(self.problem.rules, self.candidate.event, day):
            moved = replace(self.candidate, day=day, start=start)
            if is_valid(self._check((moved,))):
                yield moved

    def _offers(self, kind: RepairKind, options: Iterable[Assignment]) -> Iterator[Repair]:
        for one in options:
            where = f"{short_day(one.day)} at {minutes_clock(one.start)} with {one.employee.name}"
            yield from self._offer(kind, f"{label(one.event)} on {where}.", (one,))

    def _offer(
        self, kind: RepairKind, summary: str, changes: tuple[Assignment, ...], released: tuple[int, ...] = ()
    ) -> Iterator[Repair]:
        violations = self._check(changes, released)
        if is_valid(violations):
            yield Repair(kind, summary, changes, released, violations)

    def _check(self, changes: Sequence[Assignment], released: tuple[int, ...] = ()) -> tuple[Violation, ...]:
        gone = self.ignoring.union(released)
        if self.candidate.schedule_id is not None:
            gone |= {self.candidate.schedule_id}
        return check_together(self.problem, changes, mode=self.mode, ignoring=gone)
