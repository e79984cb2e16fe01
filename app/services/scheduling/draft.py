"""A plan that is still open: the unknowns the engine decides and the words rules use to restrict them.

Events are not multiplied by employees. Events that differ in nothing a rule about people looks at are one `Kind`;
those of a kind with the same window and priority are one `Group`. The engine decides how many events of a group are
done on a day and who takes one of a kind where; which event goes to which place is read off afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from ortools.sat.python import cp_model

from app.services.scheduling.engine_cliques import cliques
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules.week import week_start

Literal = Any
"""A variable of CP-SAT; the library publishes no types."""


@dataclass(frozen=True, eq=False)
class Kind:
    """What a rule about people may look at; `sample` speaks for all events of it."""

    sample: Event
    together: bool = False
    """One event that needs several people: all of them on one day at one time."""


@dataclass(frozen=True, eq=False)
class Group:
    """Events of a kind that are the same to everybody: window, priority, no partner, no earlier place."""

    kind: Kind
    events: tuple[Event, ...]
    seats: int = 1
    """People that each of the events still needs."""

    @property
    def size(self) -> int:
        return self.seats * len(self.events)


@dataclass(frozen=True)
class Site:
    """Where an employee may take an event of a kind; the starts of one site are the same to every rule."""

    kind: Kind
    employee: Employee
    day: date
    starts: tuple[int, ...]
    room: int = 1
    """How many events of the kind the employee could take there at most."""


@dataclass(frozen=True, eq=False)
class Place:
    """A site with its unknowns: how many events are taken there, and whether any is."""

    site: Site
    candidate: Assignment
    """The sample event at the first start, for rules to ask about."""
    count: Literal
    taken: Literal


@dataclass(frozen=True, eq=False)
class Week:
    """What one employee does and may do in one working week."""

    employee: Employee
    first: date
    places: tuple[Place, ...]
    fixed: tuple[Assignment, ...]


@dataclass(eq=False)
class Draft:
    """Unknowns of one model. Rules restrict it through the methods below and never loosen it."""

    problem: Problem
    """Holds as assignments only what stays as it is."""
    groups: Sequence[Group]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    places: list[Place] = field(default_factory=list)
    on_day: dict[tuple[Group, date], Literal] = field(default_factory=dict)
    """Seats of a group that are filled on a day."""
    _days: dict[Group, dict[date, Literal]] = field(default_factory=dict)
    _group_of: dict[int, Group] = field(default_factory=dict)
    _works: dict[tuple[int, date], Literal] = field(default_factory=dict)
    _done: dict[tuple[Group, date], Literal] = field(default_factory=dict)
    _by_day: dict[tuple[int, date], list[Place]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, problem: Problem, days: Mapping[Group, Sequence[date]], sites: Iterable[Site]) -> Draft:
        """`days` says on which days a group may be done at all."""
        draft = cls(problem, tuple(days))
        for group, possible in days.items():
            draft._add_group(group, possible)
        for site in sites:
            draft._add_place(site)
        draft._balance()
        return draft

    @property
    def employee_days(self) -> Mapping[tuple[int, date], Sequence[Place]]:
        return self._by_day

    def covered(self, group: Group) -> Any:
        """Seats of a group that are filled, over all days."""
        return cp_model.LinearExpr.sum(list(self._days[group].values()))

    def works(self, employee_id: int, day: date) -> Literal:
        """True at least when the employee takes something that day."""
        key = (employee_id, day)
        if key not in self._works:
            self._works[key] = self.model.new_bool_var("")
            for place in self._by_day.get(key, ()):
                self.model.add_implication(place.taken, self._works[key])
        return self._works[key]

    def done(self, group: Group, day: date) -> Literal:
        """True exactly when something of the group is done that day."""
        seats = self.on_day[group, day]
        if group.size == 1:
            return seats
        if (group, day) not in self._done:
            done = self._done[group, day] = self.model.new_bool_var("")
            self.model.add(seats >= 1).only_enforce_if(done)
            self.model.add(seats == 0).only_enforce_if(~done)
        return self._done[group, day]

    def fixed(self, employee_id: int, day: date | None = None) -> tuple[Assignment, ...]:
        """What the employee keeps whatever the engine decides."""
        rows = self.problem.by_employee.get(employee_id, ())
        return rows if day is None else tuple(row for row in rows if row.day == day)

    def close_where(self, is_broken: Callable[[Assignment], bool]) -> None:
        """Nobody takes a place whose assignment alone breaks a rule."""
        for place in self.places:
            if any(is_broken(replace(place.candidate, start=start)) for start in place.site.starts):
                self.close(place)

    def close_days_where(self, is_broken: Callable[[Event, date], bool]) -> None:
        """The same for rules that only look at the event and its day."""
        for group, day in self.on_day:
            if any(is_broken(event, day) for event in group.events):
                self.model.add(self.on_day[group, day] == 0)

    def close(self, place: Place) -> None:
        self.model.add(place.count == 0)

    def keep_apart_where(self, clash: Callable[[Assignment, Assignment], bool], *, days_apart: int = 0) -> None:
        """One person never has two assignments that clash, be they still open or fixed."""
        for (employee_id, day), places in self._by_day.items():
            self._keep_from_fixed(places, self.fixed(employee_id), clash)
            pairs = list(self._clashing(places, combinations(places, 2), clash))
            for distance in range(1, days_apart + 1):
                later = self._by_day.get((employee_id, day + timedelta(days=distance)), ())
                pairs += [(a, b) for a in places for b in later if clash(a.candidate, b.candidate)]
            for clique in cliques(pairs):
                self.model.add_at_most_one([place.taken for place in clique])

    def limit(self, terms: Sequence[tuple[Literal, int]], most: int) -> None:
        """The weighted sum of the unknowns stays at or below `most`."""
        if terms:
            self.model.add(_weighted(terms) <= max(most, 0))

    def require(self, literal: Literal, one_of: Sequence[Literal]) -> None:
        """If the literal holds, one of the others does."""
        self.model.add_bool_or([~literal, *one_of])

    def one_seat_each(self) -> None:
        """Nobody takes two seats of one event."""
        seats: dict[tuple[Kind, int], list[Place]] = defaultdict(list)
        for place in self.places:
            if place.site.kind.together:
                seats[place.site.kind, place.site.employee.id].append(place)
        for (kind, employee_id), places in seats.items():
            taken = any(row.event.id == kind.sample.id for row in self.fixed(employee_id))
            self.limit([(place.count, 1) for place in places], 0 if taken else 1)

    def limit_days(self, week: Week, most: int) -> None:
        """Days with work in a week; a person above the limit already gets nothing more."""
        fixed = {row.day for row in week.fixed}
        if len(fixed) > most:
            self.limit([(place.count, 1) for place in week.places], 0)
            return
        open_days = {place.site.day for place in week.places} - fixed
        self.limit([(self.works(week.employee.id, day), 1) for day in sorted(open_days)], most - len(fixed))

    def close_day_of(self, employee_id: int, day: date) -> None:
        for place in self._by_day.get((employee_id, day), ()):
            self.close(place)

    def weeks(self) -> Iterator[Week]:
        """Every working week in which somebody may get something."""
        rules = self.problem.rules
        found: dict[tuple[int, date], list[Place]] = defaultdict(list)
        for (employee_id, day), places in self._by_day.items():
            found[employee_id, week_start(rules, day)] += places
        for (employee_id, first), places in found.items():
            rows = tuple(row for row in self.fixed(employee_id) if week_start(rules, row.day) == first)
            yield Week(places[0].site.employee, first, tuple(places), rows)

    def possible_days(self) -> dict[int, set[date]]:
        """Days on which each employee may get something."""
        days: dict[int, set[date]] = defaultdict(set)
        for employee_id, day in self._by_day:
            days[employee_id].add(day)
        return days

    def days_of(self, group: Group) -> tuple[date, ...]:
        return tuple(self._days[group])

    def is_fixed_on(self, event_ids: set[int], day: date | None = None) -> bool:
        """Whether one of these events has a place that stays, on that day or at all."""
        rows = (row for event_id in event_ids for row in self.problem.by_event.get(event_id, ()))
        return any(day is None or row.day == day for row in rows)

    def done_on(self, event_ids: set[int], day: date) -> list[Literal]:
        return [self.done(group, day) for group in self._groups_of(event_ids) if day in self._days[group]]

    def done_elsewhere(self, event_ids: set[int], day: date) -> list[Literal]:
        return [self.done(group, at) for group in self._groups_of(event_ids) for at in self._days[group] if at != day]

    def _groups_of(self, event_ids: set[int]) -> list[Group]:
        return list(dict.fromkeys(self._group_of[number] for number in sorted(event_ids) if number in self._group_of))

    def _add_group(self, group: Group, days: Sequence[date]) -> None:
        self._days[group] = {}
        for event in group.events:
            self._group_of[event.id] = group
        for day in days:
            self._days[group][day] = self.on_day[group, day] = self._seats(group)

    def _keep_from_fixed(
        self,
        places: Sequence[Place],
        fixed: Sequence[Assignment],
        clash: Callable[[Assignment, Assignment], bool],
    ) -> None:
        for place in places:
            if any(clash(place.candidate, other) for other in fixed):
                self.close(place)

    def _clashing(
        self,
        places: Sequence[Place],
        pairs: Iterable[tuple[Place, Place]],
        clash: Callable[[Assignment, Assignment], bool],
    ) -> Iterator[tuple[Place, Place]]:
        for place in places:
            if place.site.room > 1 and clash(place.candidate, place.candidate):
                self.model.add(place.count <= 1)
        yield from (pair for pair in pairs if clash(pair[0].candidate, pair[1].candidate))

    def _seats(self, group: Group) -> Literal:
        return self.model.new_bool_var("") if group.size == 1 else self.model.new_int_var(0, group.size, "")

    def _add_place(self, site: Site) -> None:
        taken = self.model.new_bool_var("")
        count = taken
        if site.room > 1:
            count = self.model.new_int_var(0, site.room, "")
            self.model.add(count <= site.room * taken)
        sample = site.kind.sample
        candidate = Assignment(sample, site.employee, self.problem.stores[sample.store_id], site.day, site.starts[0])
        place = Place(site, candidate, count, taken)
        self.places.append(place)
        self._by_day[site.employee.id, site.day].append(place)

    def _balance(self) -> None:
        """As many events of a kind are done on a day as people take one; no event is done twice."""
        done: dict[tuple[Kind, date], list[Literal]] = defaultdict(list)
        taken: dict[tuple[Kind, date], list[Literal]] = defaultdict(list)
        for (group, day), seats in self.on_day.items():
            done[group.kind, day].append(seats)
        for place in self.places:
            taken[place.site.kind, place.site.day].append(place.count)
        for key in {**done, **taken}:
            total = cp_model.LinearExpr.sum
            self.model.add(total(done.get(key, [])) == total(taken.get(key, [])))
        for group in self.groups:
            self.model.add(self.covered(group) <= group.size)
        self._one_time_for_those_together()

    def _one_time_for_those_together(self) -> None:
        moments: dict[tuple[Kind, date, int], Literal] = {}
        for place in self.places:
            if not place.site.kind.together:
                continue
            key = (place.site.kind, place.site.day, place.site.starts[0])
            if key not in moments:
                moments[key] = self.model.new_bool_var("")
            self.model.add_implication(place.taken, moments[key])
        chosen: dict[Kind, list[Literal]] = defaultdict(list)
        for (kind, _, _), moment in moments.items():
            chosen[kind].append(moment)
        for alternatives in chosen.values():
            self.model.add_at_most_one(alternatives)


def _weighted(terms: Sequence[tuple[Literal, int]]) -> Any:
    return cp_model.LinearExpr.weighted_sum([unknown for unknown, _ in terms], [weight for _, weight in terms])
