"""Why nobody does an event: everybody is followed through the same questions until one rule stops him.

Of all places an event could have, each person counts with the one where he gets furthest, so that the funnel of a whole
window reads like that of one day: so many have the title, work at the store, are available, free, under their limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.constraint_validator import hard_rules
from app.services.scheduling.engine_opening import day_violations
from app.services.scheduling.engine_plan import Plan
from app.services.scheduling.explanation import closed_by
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules import (
    active_employee,
    alcohol_training,
    allowed_time,
    availability_override,
    clock,
    consecutive_days,
    date_unavailability,
    due_day,
    event_condition,
    fixed_day,
    holiday,
    juicer_time,
    left_to_people,
    max_days_of_person,
    max_weekly_minutes,
    max_work_days,
    one_core_a_day,
    one_juicer_a_day,
    pairing,
    pinned,
    rest_between_days,
    short_notice,
    store,
    time_off,
    title,
    unusual_title,
    weekly_availability,
    window,
)
from app.services.scheduling.rules.violation import Mode, Rule, Violation

MOST_DAYS = 21
"""Of a window; more would only repeat the weeks before."""


class Stage(StrEnum):
    """The questions in the order in which they are asked."""

    TITLE = "title"
    STORE = "store"
    AVAILABLE = "available"
    FREE = "free"
    LIMITS = "limits"


_ASKED: Mapping[Stage, tuple[Rule, ...]] = {
    Stage.TITLE: (title, unusual_title, alcohol_training),
    Stage.STORE: (store,),
    Stage.AVAILABLE: (active_employee, time_off, availability_override, date_unavailability, weekly_availability),
    Stage.LIMITS: (
        one_core_a_day,
        one_juicer_a_day,
        max_work_days,
        max_days_of_person,
        max_weekly_minutes,
        consecutive_days,
        rest_between_days,
    ),
}
OF_THE_EVENT: tuple[Rule, ...] = (
    clock,
    event_condition,
    left_to_people,
    pinned,
    window,
    due_day,
    fixed_day,
    short_notice,
    allowed_time,
    juicer_time,
    holiday,
    pairing,
)
"""These look at the event, its day and its start, whoever comes. Every rule that is named nowhere asks for FREE."""
_STAGES = tuple(Stage)
_ALWAYS = (Stage.TITLE, Stage.STORE)
"""The answer is the same on every day."""


@dataclass(frozen=True)
class Stop:
    """The place where a person gets furthest, and the rule that stops him there."""

    place: Assignment
    stage: Stage
    violation: Violation


@dataclass(frozen=True)
class Step:
    """Who gets past a question, and who does not."""

    stage: Stage
    passed: int
    stopped: tuple[Stop, ...]


@dataclass(frozen=True)
class WhyNot:
    event: Event
    days: tuple[date, ...]
    """The days that were tried: those the event's own rules leave open, without any all that are not over."""
    closed: tuple[Violation, ...]
    """The first rule against each day that is closed whoever comes, in order of days."""
    asked: int
    """Everybody there is."""
    stops: tuple[Stop, ...]
    """Everybody who could be at none of the places."""
    able: tuple[Assignment, ...]
    """The first place of everybody whom nothing stops."""
    by_day: Mapping[tuple[int, date], Stop] = field(default_factory=dict)
    """Where each person gets furthest on each day, by employee id."""

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        steps, left = [], self.asked
        for stage in _STAGES:
            stopped = tuple(stop for stop in self.stops if stop.stage is stage)
            left -= len(stopped)
            steps.append(Step(stage, left, stopped))
        return tuple(steps)

    @property
    def open_days(self) -> tuple[date, ...]:
        shut = {violation.day for violation in self.closed}
        return tuple(day for day in self.days if day not in shut)

    def stopped_at(self, *stages: Stage) -> tuple[Stop, ...]:
        return tuple(stop for stop in self.stops if stop.stage in stages)


def stage_of(rule: Rule) -> Stage:
    return next((stage for stage, rules in _ASKED.items() if rule in rules), Stage.FREE)


def why_not(problem: Problem, event: Event) -> WhyNot:
    """Follows everybody of the problem beside its schedules, by the rules of automatic scheduling."""
    plan = Plan(problem)
    days = _days(problem, event)
    closed = tuple(violation for day in days if (violation := _against(plan, event, day)) is not None)
    shut = {violation.day for violation in closed}
    tried = tuple(day for day in days if day not in shut) or days
    questions = Questions(problem, event, tried)
    stops: list[Stop] = []
    able: list[Assignment] = []
    by_day: dict[tuple[int, date], Stop] = {}
    for person in sorted(problem.employees.values(), key=lambda one: (one.name, one.id)):
        found = questions.follow(person)
        by_day |= {(person.id, stop.place.day): stop for stop in found.stops}
        if found.place is not None:
            able.append(found.place)
        elif found.furthest is not None:
            stops.append(found.furthest)
    return WhyNot(event, tried, closed, len(stops) + len(able), tuple(stops), tuple(able), by_day)


@dataclass(frozen=True)
class Followed:
    """`place` where nothing stops the person; without one, `stops` has the furthest of each day."""

    place: Assignment | None
    stops: tuple[Stop, ...]

    @property
    def furthest(self) -> Stop | None:
        return max(self.stops, key=lambda stop: _STAGES.index(stop.stage), default=None)


@dataclass(frozen=True)
class Questions:
    """The hard rules about people by stage, asked from the first stage on until one of them stops."""

    problem: Problem
    event: Event
    days: Sequence[date]
    mode: Mode = Mode.AUTOMATIC

    @cached_property
    def _rules(self) -> tuple[tuple[Stage, tuple[Rule, ...]], ...]:
        hard = [rule for rule in hard_rules(self.problem, self.mode) if rule not in OF_THE_EVENT]
        return tuple((stage, tuple(rule for rule in hard if stage_of(rule) is stage)) for stage in _STAGES)

    def follow(self, person: Employee) -> Followed:
        stops: list[Stop] = []
        for day in self.days:
            stop = self._on_day(person, day)
            if isinstance(stop, Assignment):
                return Followed(stop, ())
            if stop is not None:
                stops.append(stop)
            if stop is not None and stop.stage in _ALWAYS:
                break
        return Followed(None, tuple(stops))

    def stop(self, place: Assignment) -> Stop | None:
        others = self.beside(place.employee)
        for stage, rules in self._rules:
            for rule in rules:
                violation = next(iter(rule.violations(self.problem, place, others)), None)
                if violation is not None:
                    return Stop(place, stage, violation)
        return None

    def beside(self, person: Employee) -> list[Assignment]:
        """The person's own work and who else has a seat of the event."""
        own = self.problem.by_employee.get(person.id, ())
        return [*own, *(row for row in self._seated if row.employee.id != person.id)]

    def places(self, person: Employee, day: date) -> Iterator[Assignment]:
        """At every start the event may have; several people of one event come together."""
        store_of = self.problem.stores[self.event.store_id]
        for start in self._starts(day):
            if self._seated and (day, start) != (self._seated[0].day, self._seated[0].start):
                continue
            if clock.exists(day, start, store_of.zone):
                yield Assignment(self.event, person, store_of, day, start)

    def _on_day(self, person: Employee, day: date) -> Stop | Assignment | None:
        best: Stop | None = None
        for place in self.places(person, day):
            stop = self.stop(place)
            if stop is None:
                return place
            if best is None or _STAGES.index(stop.stage) > _STAGES.index(best.stage):
                best = stop
            if stop.stage in _ALWAYS:
                break
        return best

    def _starts(self, day: date) -> tuple[int, ...]:
        return allowed_starts(self.problem.rules, self.event, day)

    @cached_property
    def _seated(self) -> tuple[Assignment, ...]:
        return self.problem.by_event.get(self.event.id, ())


def _days(problem: Problem, event: Event) -> tuple[date, ...]:
    """Of the window, what is not over."""
    first = max(event.start, problem.today)
    number = min((event.due - first).days + 1, MOST_DAYS)
    return tuple(first + timedelta(days=offset) for offset in range(number))


def _against(plan: Plan, event: Event, day: date) -> Violation | None:
    return next(iter((*day_violations(plan.problem, event, day), *closed_by(plan, event, day))), None)
