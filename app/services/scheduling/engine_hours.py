"""The hours somebody is there on a day, asked seldom: most people are there for everything or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.services.scheduling import availability
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.availability import DAY_MINUTES
from app.services.scheduling.draft_parts import Kind
from app.services.scheduling.engine_rules import HardRules
from app.services.scheduling.problem import Assignment, Employee, Event, Problem, Store


class Hours:
    """`rules` look only at the person, the day and the hours."""

    def __init__(self, problem: Problem, rules: HardRules, wanted: Mapping[Kind, Mapping[date, int]]) -> None:
        self._problem = problem
        self._rules = rules
        self._all_hard = rules.has_all_of_its_names
        self._spans = {kind.sample.store_id: (DAY_MINUTES, 0, DAY_MINUTES) for kind in wanted}
        for kind, days in wanted.items():
            self._widen(kind, days)
        self._known_longest: dict[int, tuple[Store, Event, int]] = {}
        self._days: dict[tuple[int, int, date], bool | None] = {}
        self._known: dict[tuple[int, date, int, int], bool] = {}

    def fitting(self, kind: Kind, employee: Employee, day: date, starts: Sequence[int]) -> list[int]:
        """Those starts at which the person is there from the beginning to the end."""
        key = kind.sample.store_id, employee.id, day
        if key not in self._days:
            self._days[key] = self._whole_day(kind, employee, day)
        answer = self._days[key]
        if answer is None:
            return [start for start in starts if self._is_there(kind, employee, day, start)]
        return list(starts) if answer else []

    def _whole_day(self, kind: Kind, employee: Employee, day: date) -> bool | None:
        """For all that is done at the store; None = it depends on the hours."""
        store, longest, shortest = self._longest(kind.sample)
        if self._all_hard and not availability.resolve(self._problem, employee, store, day, None, shortest).is_valid:
            return False
        first = self._spans[store.id][0]
        return True if self._rules.allow_alone(Assignment(longest, employee, store, day, first)) else None

    def _longest(self, event: Event) -> tuple[Store, Event, int]:
        """The store without its holidays, work from its first start to its last end, and its shortest minutes."""
        if event.store_id not in self._known_longest:
            first, last, shortest = self._spans[event.store_id]
            store = replace(self._problem.stores[event.store_id], holidays={})
            self._known_longest[event.store_id] = store, replace(event, minutes=last - first), shortest
        return self._known_longest[event.store_id]

    def _is_there(self, kind: Kind, employee: Employee, day: date, start: int) -> bool:
        event = kind.sample
        key = employee.id, day, start, event.minutes
        if key not in self._known:
            place = Assignment(event, employee, self._problem.stores[event.store_id], day, start)
            self._known[key] = self._rules.allow_alone(place)
        return self._known[key]

    def _widen(self, kind: Kind, days: Mapping[date, int]) -> None:
        event, (first, last, shortest) = kind.sample, self._spans[kind.sample.store_id]
        for day in days:
            for start in allowed_starts(self._problem.rules, event, day):
                first, last = min(first, start), max(last, start + event.minutes)
        self._spans[event.store_id] = first, last, min(shortest, event.minutes)
