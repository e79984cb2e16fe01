"""Ways out of a broken rule, cheapest first, each of them checked by the same rules before it is offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from app.formatting import minutes_clock, short_day
from app.services.scheduling.allowed_times import regular_starts
from app.services.scheduling.constraint_validator import Conflict
from app.services.scheduling.placement_cost import Pricing, total
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.repair import Repair, RepairKind, Workshop
from app.services.scheduling.rules.violation import Mode, label
from app.wording import say

MOST_VICTIMS = 20
"""As many are asked to give way; a busy store has hundreds, and a manager waits for the answer."""


def repairs(
    problem: Problem,
    candidate: Assignment,
    *,
    mode: Mode = Mode.MANUAL,
    ignoring: frozenset[int] = frozenset(),
    limit: int = 5,
) -> tuple[Repair, ...]:
    """At most `limit` ways to get the candidate's event done; for a saved schedule its own place counts as free."""
    finder = Finder(Workshop(problem, candidate, mode, ignoring))
    found = [repair for proposals in finder.all_kinds() for repair in islice(proposals, limit)]
    return varied(found, limit)


def repairs_for(problem: Problem, conflict: Conflict, *, limit: int = 5) -> tuple[Repair, ...]:
    """For two saved schedules that collide: the later one gives way, unless only it is pinned."""
    first, second = conflict.first, conflict.second
    gives_way = first if second.pinned and not first.pinned else second
    return repairs(problem, gives_way, limit=limit)


def varied(found: Iterable[Repair], limit: int) -> tuple[Repair, ...]:
    """The cheapest, but one of each kind before the second of any, so that a choice is a choice.

    What comes to the same, such as asking somebody and booking him by hand, is offered once.
    """
    ranked: dict[object, Repair] = {}
    for repair in sorted(found, key=_rank):
        ranked.setdefault(_outcome(repair), repair)
    seen: dict[RepairKind, int] = {}
    rounds: list[tuple[int, int, Repair]] = []
    for place, repair in enumerate(ranked.values()):
        seen[repair.kind] = seen.get(repair.kind, 0) + 1
        rounds.append((seen[repair.kind], place, repair))
    chosen = sorted(rounds, key=lambda row: row[:2])[:limit]
    return tuple(repair for _, _, repair in sorted(chosen, key=lambda row: row[1]))


def _outcome(repair: Repair) -> tuple[object, ...]:
    places = ((c.schedule_id, c.event.id, c.employee.id, c.day, c.start) for c in repair.changes)
    return frozenset(places), frozenset(repair.released), frozenset(repair.bumped), repair.needs


@dataclass(frozen=True)
class Finder:
    """Looks for repairs of one candidate, kind by kind; all are checked and priced."""

    workshop: Workshop

    @property
    def problem(self) -> Problem:
        return self.workshop.problem

    @property
    def candidate(self) -> Assignment:
        return self.workshop.candidate

    def all_kinds(self) -> tuple[Iterator[Repair], ...]:
        return (
            self.other_times(),
            self.other_employees(),
            self.other_days(),
            self.hand_overs(),
            self.swaps(),
            self.bumps(),
            self.release(),
        )

    def other_times(self) -> Iterator[Repair]:
        moved = self._at_starts(self.candidate.day)
        yield from self._offers(RepairKind.OTHER_TIME, (one for one in moved if one.start != self.candidate.start))

    def other_days(self) -> Iterator[Repair]:
        days = (day for day in self._days(self.candidate) if day != self.candidate.day)
        yield from self._offers(RepairKind.OTHER_DAY, (one for day in days for one in islice(self._at_starts(day), 1)))

    def other_employees(self) -> Iterator[Repair]:
        others = [replace(self.candidate, employee=person) for person in self._colleagues(self.candidate)]
        pricing, booked = Pricing(self.problem), self.problem.by_employee
        others.sort(key=lambda place: total(pricing.of(place, booked.get(place.employee.id, ()))))
        yield from self._offers(RepairKind.OTHER_EMPLOYEE, others)

    def hand_overs(self) -> Iterator[Repair]:
        """The candidate stays as wished and somebody else takes what stands in its way."""
        now = self.candidate
        for other in self._own_work_that_day():
            if other.schedule_id is None or not self.workshop.holds((now,), (other.schedule_id,)):
                continue
            for person in self._colleagues(other):
                given = replace(other, employee=person)
                summary = say(
                    "%(person)s takes %(event)s, %(employee)s does %(other_event)s.",
                    person=person.name,
                    event=label(other.event),
                    employee=now.employee.name,
                    other_event=label(now.event),
                )
                yield from self._offer(Repair(RepairKind.HAND_OVER, summary, (now, given)))

    def swaps(self) -> Iterator[Repair]:
        """Two people trade their saved schedules of the same type."""
        now = self.candidate
        if now.schedule_id is None:
            return
        for other in self._movable_of_type():
            if other.employee.id == now.employee.id:
                continue
            mine, theirs = replace(now, employee=other.employee), replace(other, employee=now.employee)
            names = say(
                "%(employee)s and %(other_employee)s", employee=now.employee.name, other_employee=other.employee.name
            )
            summary = say(
                "%(names)s trade %(event)s and %(other_event)s.",
                names=names,
                event=label(now.event),
                other_event=label(other.event),
            )
            yield from self._offer(Repair(RepairKind.SWAP, summary, (mine, theirs)))

    def bumps(self) -> Iterator[Repair]:
        """Less urgent work of the same type gives its place, the least urgent first."""
        weaker = [row for row in self._movable_of_type() if may_be_bumped(self.problem, row, self.candidate.event)]
        weaker.sort(key=lambda row: (-row.event.priority, -row.event.due.toordinal(), row.event.id))
        for victim in weaker[:MOST_VICTIMS]:
            place = replace(victim, event=self.candidate.event, schedule_id=self.candidate.schedule_id, minutes=None)
            what = say(
                "%(event)s takes the place of %(other_event)s",
                event=label(self.candidate.event),
                other_event=label(victim.event),
            )
            yield from islice(self._bump(victim, replace(place, pinned=self.candidate.pinned), what), 1)

    def release(self) -> Iterator[Repair]:
        """The last way out: the event is open again."""
        now = self.candidate
        if now.schedule_id is not None:
            summary = say("%(event)s goes back to the unscheduled events.", event=label(now.event))
            yield from self._offer(Repair(RepairKind.RELEASE, summary, (), (now.schedule_id,)))

    def _bump(self, victim: Assignment, place: Assignment, what: str) -> Iterator[Repair]:
        if victim.schedule_id is None or not self.workshop.holds((place,), (victim.schedule_id,)):
            return
        for day in self._days(victim):
            for start in regular_starts(self.problem.rules, victim.event, day):
                moved = replace(victim, day=day, start=start)
                where = say("which moves to %(day)s at %(time)s", day=short_day(day), time=minutes_clock(start))
                bump = Repair(RepairKind.BUMP, f"{what}, {where}.", (place, moved), bumped=(victim.event.id,))
                yield from self._offer(bump)
        summary = say("%(what)s, which goes back to the unscheduled events.", what=what)
        released = (victim.schedule_id,)
        yield from self._offer(Repair(RepairKind.BUMP, summary, (place,), released, (victim.event.id,)))

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
        """The days of its window that the problem knows, from today on, the nearest to its own day first."""
        first, last = max(assignment.event.start, self.problem.today), min(assignment.event.due, self.problem.last_day)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return sorted(days, key=lambda day: (abs(day - assignment.day), day))

    def _at_starts(self, day: date) -> Iterator[Assignment]:
        for start in regular_starts(self.problem.rules, self.candidate.event, day):
            moved = replace(self.candidate, day=day, start=start)
            if self.workshop.holds((moved,)):
                yield moved

    def _offers(self, kind: RepairKind, options: Iterable[Assignment]) -> Iterator[Repair]:
        for one in options:
            yield from self._offer(Repair(kind, placed_words(one), (one,)))

    def _offer(self, repair: Repair) -> Iterator[Repair]:
        checked = self.workshop.offer(repair)
        if checked is not None:
            yield checked


def may_be_bumped(problem: Problem, victim: Assignment, urgent: Event) -> bool:
    """Less urgent work that can spare its place."""
    weaker = (victim.event.priority, victim.event.due) > (urgent.priority, urgent.due)
    return weaker and can_spare_its_place(problem, victim)


def can_spare_its_place(problem: Problem, victim: Assignment) -> bool:
    """Not promised to stay, not bumped too often and not itself in trouble soon."""
    rules = problem.rules
    if victim.published and not rules.bump_posted:
        return False
    enough = (victim.event.due - problem.today).days >= rules.min_days_to_due_for_bump
    return enough and victim.event.bumps < rules.max_bumps_per_event


def placed_words(place: Assignment) -> str:
    where = say(
        "%(day)s at %(time)s with %(employee)s",
        day=short_day(place.day),
        time=minutes_clock(place.start),
        employee=place.employee.name,
    )
    return say("%(event)s on %(where)s.", event=label(place.event), where=where)


def cheapest(found: Iterable[Repair], limit: int) -> list[Repair]:
    """One for each person, so that a choice is a choice."""
    kept: dict[int, Repair] = {}
    for repair in sorted(found, key=_rank):
        kept.setdefault(repair.changes[0].employee.id, repair)
    return list(kept.values())[:limit]


def _rank(repair: Repair) -> tuple[int, int, list[tuple[date, int, int]]]:
    """Cheapest, then least disturbing, then soonest."""
    places = [(change.day, change.start, change.employee.id) for change in repair.changes]
    return repair.cost, list(RepairKind).index(repair.kind), places
