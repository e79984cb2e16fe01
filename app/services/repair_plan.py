"""A repair with everything that goes along with it, and what it means for people, events and Crossmark, in words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from app.errors import BrokenRule
from app.formatting import duration, minutes_clock, short_day
from app.services.schedule_checks import as_broken_rules
from app.services.schedule_pairs import Visit, follow, saved_visits
from app.services.scheduling.constraint_validator import check_together, is_valid
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.repair import Repair, Workshop, applied
from app.services.scheduling.rules.violation import label
from app.services.scheduling.rules.week import days_worked, same_week
from app.vocabulary import ScheduleStatus
from app.wording import N_, say, say_number


class Gist(StrEnum):
    """What a consequence is about."""

    GAINS = "gains"
    LOSES = "loses"
    MOVES = "moves"
    OPEN = "open"
    WISH = "wish"
    CROSSMARK = "crossmark"


@dataclass(frozen=True)
class Consequence:
    gist: Gist
    text: str


@dataclass(frozen=True)
class SavedState:
    """A saved schedule as it was when the repair was worked out."""

    version: int
    status: ScheduleStatus
    is_at_crossmark: bool
    """Crossmark holds a booking of it."""


@dataclass(frozen=True)
class RepairPlan:
    """Made only by `plan_repair`, which refuses what does not hold as a whole."""

    workshop: Workshop
    repair: Repair
    """With the Supervisor visits that go along among its changes and released schedules."""
    also: tuple[str, ...]
    left_behind: tuple[str, ...]
    """Of `also`, the visits that cannot go along."""
    saved: Mapping[int, SavedState]

    @property
    def problem(self) -> Problem:
        return self.workshop.problem

    @cached_property
    def violations(self) -> tuple[BrokenRule, ...]:
        return as_broken_rules(self.repair.violations)

    @cached_property
    def released(self) -> tuple[Assignment, ...]:
        rows = [row for row in self.problem.assignments if row.schedule_id in self.repair.released]
        own = self.workshop.candidate
        known = {row.schedule_id for row in rows}
        return (*rows, own) if own.schedule_id in set(self.repair.released) - known else tuple(rows)

    @cached_property
    def consequences(self) -> tuple[Consequence, ...]:
        return tuple(dict.fromkeys(_consequences(self)))

    @cached_property
    def key(self) -> str:
        """Names exactly what was shown: when any of it differs, it is another repair."""
        shown = (
            self.repair.kind,
            self.repair.summary,
            [(c.schedule_id, c.event.id, c.employee.id, c.day, c.start) for c in self.repair.changes],
            sorted((row, state.version) for row, state in self.saved.items() if row in self.touched),
            [(one.gist, one.text) for one in self.consequences],
            [rule.message for rule in self.violations],
            self.repair.needs,
        )
        return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()[:32]

    @cached_property
    def choice(self) -> str:
        """Names what would be done and to which state, whatever it is said to mean beside other choices."""
        done = (
            [(c.schedule_id, c.event.id, c.employee.id, c.day, c.start) for c in self.repair.changes],
            sorted((row, state.version) for row, state in self.saved.items() if row in self.touched),
            self.repair.bumped,
        )
        return hashlib.sha256(json.dumps(done, default=str).encode()).hexdigest()[:32]

    @property
    def touched(self) -> frozenset[int]:
        """Ids of the saved schedules that it changes."""
        moved = (change.schedule_id for change in self.repair.changes if change.schedule_id is not None)
        return frozenset((*moved, *self.repair.released))

    def earlier(self, place: Assignment) -> Assignment | None:
        """Where a moved schedule stands now."""
        if place.schedule_id is None:
            return None
        rows = (*self.problem.by_event.get(place.event.id, ()), self.workshop.candidate)
        return next((row for row in rows if row.schedule_id == place.schedule_id), None)


def plan_repair(workshop: Workshop, repair: Repair, saved: Mapping[int, SavedState]) -> RepairPlan | None:
    """The repair with its Supervisor visits, checked once more as a whole; None when that does not hold."""
    whole, visits = _with_visits(workshop.problem, repair)
    found = check_together(workshop.problem, whole.changes, mode=workshop.mode, ignoring=workshop.gone(whole.released))
    if not is_valid(found):
        return None
    also = tuple(visit.told for visit in visits if visit.told)
    left_behind = tuple(visit.told for visit in visits if visit.told and visit.wanted is None)
    return RepairPlan(workshop, replace(whole, violations=found), also, left_behind, saved)


def _with_visits(problem: Problem, repair: Repair) -> tuple[Repair, list[Visit]]:
    afterwards = applied(problem, repair)
    visits = [visit for change in repair.changes for visit in follow(afterwards, change)]
    wanted = (visit.wanted for visit in visits if visit.wanted is not None)
    gone = {row.event.id: row.event for row in problem.assignments if row.schedule_id in repair.released}
    lost = [visit.schedule_id for event in gone.values() for visit in saved_visits(problem, event)]
    released = (*repair.released, *(number for number in lost if number is not None))
    return replace(repair, changes=(*repair.changes, *wanted), released=released), visits


def _consequences(plan: RepairPlan) -> Iterator[Consequence]:
    afterwards = applied(plan.problem, plan.repair)
    for change in plan.repair.changes:
        yield from _of_change(afterwards, change, plan.earlier(change))
    for row in plan.released:
        yield _loses(row)
        due = say("%(event)s is open again, due %(day)s.", event=label(row.event), day=short_day(row.event.due))
        yield Consequence(Gist.OPEN, due)
    for event_id in plan.repair.bumped:
        event = plan.problem.events[event_id]
        yield Consequence(Gist.OPEN, _gives_way(event, plan.problem.rules.max_bumps_per_event))
    yield from (Consequence(Gist.OPEN, f"{told}.") for told in plan.left_behind)
    for place, costs in plan.workshop.costs(plan.repair):
        yield from (Consequence(Gist.WISH, f"{place.employee.name}: {cost.words}.") for cost in costs)
    yield from _at_crossmark(plan)


def _of_change(afterwards: Problem, change: Assignment, earlier: Assignment | None) -> Iterator[Consequence]:
    told = _told(change)
    if earlier is not None and earlier.employee.id == change.employee.id:
        moves = N_("%(event)s of %(employee)s moves from %(earlier)s to %(moment)s.")
        yield Consequence(Gist.MOVES, say(moves, earlier=_moment(earlier), **told))
        return
    if earlier is not None:
        yield _loses(earlier)
    load = _load(afterwards, change.employee, change)
    yield Consequence(Gist.GAINS, say("%(employee)s gains %(event)s on %(moment)s: %(load)s.", load=load, **told))


def _loses(row: Assignment) -> Consequence:
    return Consequence(Gist.LOSES, say("%(employee)s loses %(event)s on %(moment)s.", **_told(row)))


def _gives_way(event: Event, most: int) -> str:
    times = N_("%(event)s gives way to a more urgent event, time %(time)s of at most %(most)s.")
    return say(times, event=label(event), time=event.bumps + 1, most=most)


def _load(afterwards: Problem, person: Employee, change: Assignment) -> str:
    rows = [row for row in afterwards.by_employee.get(person.id, ()) if row is not change]
    week = same_week(afterwards.rules, change, rows)
    days = len(days_worked(change, week))
    worked = duration(change.length + sum(row.length for row in week))
    return say_number(
        "%(worked)s on %(number)s day that week", "%(worked)s on %(number)s days that week", days, worked=worked
    )


def _at_crossmark(plan: RepairPlan) -> Iterator[Consequence]:
    told = [*(_told_of_change(plan, change) for change in plan.repair.changes)]
    taken_back = N_("Crossmark is told: the booking of %(employee)s for %(event)s is taken back.")
    told += [
        say(taken_back, employee=row.employee.name, event=label(row.event))
        for row in plan.released
        if row.schedule_id is not None and plan.saved[row.schedule_id].is_at_crossmark
    ]
    lines = [line for line in told if line]
    yield from (Consequence(Gist.CROSSMARK, line) for line in lines)
    if not lines:
        yield Consequence(Gist.CROSSMARK, say("Crossmark is told nothing: these are drafts."))


def _told_of_change(plan: RepairPlan, change: Assignment) -> str:
    told = _told(change)
    booked = say("Crossmark is told: book %(event)s for %(employee)s, %(moment)s.", **told)
    if change.schedule_id is None:
        return booked
    state, earlier = plan.saved[change.schedule_id], plan.earlier(change)
    if state.status is ScheduleStatus.DRAFT or earlier is None:
        return ""
    if not state.is_at_crossmark:
        return booked
    moved = N_("Crossmark is told: move %(event)s for %(employee)s, %(moment)s, instead of %(before)s, %(earlier)s.")
    return say(moved, before=earlier.employee.name, earlier=_moment(earlier), **told)


def _told(place: Assignment) -> dict[str, str]:
    return {"event": label(place.event), "employee": place.employee.name, "moment": _moment(place)}


def _moment(place: Assignment) -> str:
    return say("%(day)s at %(time)s", day=short_day(place.day), time=minutes_clock(place.start))
