"""A plan that is still open: the unknowns the engine decides and the words rules use to restrict them.

Events are not multiplied by employees. Events that differ in nothing a rule about people looks at are one `Kind`;
those of a kind with the same window and priority are one `Group`. The engine decides how many events of a group are
done on a day and who takes one of a kind where; which event goes to which place is read off afterwards. Every word is
a linear row, so that the whole draft is one matrix.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations_with_replacement

from app.services.scheduling.draft_parts import Group, Kind, Place, Site, Week
from app.services.scheduling.engine_cliques import cliques
from app.services.scheduling.matrix import Literal, Matrix
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.week import week_start

__all__ = ["Draft", "Group", "Kind", "Literal", "Place", "Site", "Week"]
_Pair = tuple[Kind, Kind, int, int, int, int, int, object, int | None]


@dataclass(eq=False)
class Draft:
    """Unknowns of one model. Rules restrict it through the methods below and never loosen it."""

    problem: Problem
    """Holds as assignments only what stays as it is."""
    groups: Sequence[Group]
    asked: bool = False
    """The sites were made by asking the rules about each of them alone and beside what stays; no need to ask again."""
    matrix: Matrix = field(default_factory=Matrix)
    places: list[Place] = field(default_factory=list)
    on_day: dict[tuple[Group, date], Literal] = field(default_factory=dict)
    """Seats of a group that are filled on a day."""
    _days: dict[Group, dict[date, Literal]] = field(default_factory=dict)
    _group_of: dict[int, Group] = field(default_factory=dict)
    _works: dict[tuple[int, date], Literal] = field(default_factory=dict)
    _done: dict[tuple[Group, date], Literal] = field(default_factory=dict)
    _by_day: dict[tuple[int, date], list[Place]] = field(default_factory=lambda: defaultdict(list))
    _by_person: dict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    _apart: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Which places of a person exclude each other: a bit for each excluded one."""
    _stores: dict[tuple[int, date, int], Literal] = field(default_factory=dict)
    """Whether somebody works at a store on a day; only where one of several must be chosen."""

    @classmethod
    def of(
        cls, problem: Problem, days: Mapping[Group, Sequence[date]], sites: Iterable[Site], *, asked: bool = False
    ) -> Draft:
        """`days` says on which days a group may be done at all."""
        draft = cls(problem, tuple(days), asked)
        for group, possible in days.items():
            draft._add_group(group, possible)
        for site in sites:
            draft._add_place(site)
        draft._balance()
        return draft

    def finish(self) -> Matrix:
        """The rows of what excludes each other come last, when everything that they can say is known."""
        for employee_id, places in self._by_person.items():
            alone = {place.rank for place in places}
            for clique in cliques(self._apart[employee_id]):
                members = [places[rank] for rank in clique]
                if len({place.site.day for place in members}) == 1:
                    alone -= set(clique)
                self._at_most_one(members)
            for rank in sorted(alone):
                self._at_most_one([places[rank]])
        self._apart.clear()
        return self.matrix

    @property
    def employee_days(self) -> Mapping[tuple[int, date], Sequence[Place]]:
        return self._by_day

    def works(self, employee_id: int, day: date) -> Literal:
        """True at least when the employee takes something that day. To be asked before the draft is finished."""
        key = (employee_id, day)
        if key not in self._works:
            self._works[key] = self.matrix.unknown()
        return self._works[key]

    def done(self, group: Group, day: date) -> Literal:
        """True exactly when something of the group is done that day."""
        seats = self.on_day[group, day]
        if group.size == 1:
            return seats
        if (group, day) not in self._done:
            done = self._done[group, day] = self.matrix.unknown()
            self.limit([(done, 1), (seats, -1)], 0)
            self.limit([(seats, 1), (done, -group.size)], 0)
        return self._done[group, day]

    def fixed(self, employee_id: int, day: date | None = None) -> tuple[Assignment, ...]:
        """What the employee keeps whatever the engine decides."""
        rows = self.problem.by_employee.get(employee_id, ())
        return rows if day is None else tuple(row for row in rows if row.day == day)

    def close_where(self, is_broken: Callable[[Assignment], bool]) -> None:
        """Nobody takes a place whose assignment alone breaks a rule."""
        for place in () if self.asked else self.places:
            if any(is_broken(replace(place.candidate, start=start)) for start in place.site.starts):
                self.close(place)

    def close_days_where(self, is_broken: Callable[[Event, date], bool]) -> None:
        """The same for rules that only look at the event and its day."""
        for group, day in () if self.asked else self.on_day:
            if any(is_broken(event, day) for event in group.events):
                self.matrix.close(self.on_day[group, day])

    def close(self, place: Place) -> None:
        self.matrix.close(place.count)

    def keep_apart_where(
        self,
        clash: Callable[[Assignment, Assignment], bool],
        *,
        within: int = 0,
        days_apart: Sequence[int] = (0, 1),
    ) -> None:
        """One person never has two assignments that clash, be they still open or fixed.

        Only what overlaps, or what is less than `within` minutes apart, may clash. `clash` looks at no more than the
        kinds, the times, the title and rest of the person, and the rules in force on the two days.
        """
        known: dict[_Pair, bool] = {}
        for (employee_id, day), places in self._by_day.items():
            self._keep_from_fixed(places, clash)
            for distance in days_apart:
                later = self._by_day.get((employee_id, day + timedelta(days=distance)), ())
                for first, second in _near(places, later, within):
                    if self._clash(first, second, clash, known):
                        self._exclude(first, second)

    def keep_kinds_apart_where(self, clash: Callable[[Event, Event], bool]) -> None:
        """Nobody has two events that clash on one day, whatever their times."""
        for (employee_id, day), places in self._by_day.items():
            for row in self.fixed(employee_id, day):
                for place in places:
                    if clash(place.site.kind.sample, row.event):
                        self.close(place)
            by_kind: dict[Kind, list[Place]] = defaultdict(list)
            for place in places:
                by_kind[place.site.kind].append(place)
            for one, other in combinations_with_replacement(by_kind, 2):
                if clash(one.sample, other.sample):
                    self._exclude_all(by_kind[one], by_kind[other])

    def one_store_a_day(self) -> None:
        """Nobody works at two stores on one day."""
        for (employee_id, day), places in self._by_day.items():
            fixed = {row.store.id for row in self.fixed(employee_id, day)}
            for place in places:
                if fixed - {place.candidate.store.id}:
                    self.close(place)
            open_stores = sorted({place.candidate.store.id for place in places})
            if len(open_stores) > 1:
                chosen = [(self.matrix.unknown(), 1.0) for _ in open_stores]
                self.matrix.limit([*chosen, (self.works(employee_id, day), -1)], 0)
                for store_id, (literal, _) in zip(open_stores, chosen, strict=True):
                    self._stores[employee_id, day, store_id] = literal

    def at_most(self, places: Sequence[Place], most: int) -> None:
        """Of these places of one person and day."""
        if most == 1:
            self._exclude_all(places, places)
        else:
            self.limit([(place.count, 1) for place in places], most)

    def limit(self, terms: Sequence[tuple[Literal, float]], most: float) -> None:
        """The weighted sum of the unknowns stays at or below `most`."""
        highest = sum(max(weight, 0) * (self.matrix.upper[literal] if literal >= 0 else 1) for literal, weight in terms)
        if highest > most:
            self.matrix.limit(terms, most)

    def limit_minutes(self, week: Week, most: int) -> None:
        """Work in a week; with what follows for the number of long events, which the solver would find out late."""
        left = most - sum(row.length for row in week.fixed)
        self.limit([(place.count, place.candidate.length) for place in week.places], max(left, 0))
        for length, longer in week.by_length():
            self.limit([(place.count, 1) for place in longer], max(left, 0) // length)

    def require(self, literal: Literal, one_of: Sequence[Literal]) -> None:
        """If the literal holds, one of the others does."""
        self.matrix.at_least([(~literal, 1), *((other, 1) for other in one_of)], 1)

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
        if len(open_days) > most - len(fixed):
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
        return [self.done(group, day) for group in self.groups_of(event_ids) if day in self._days[group]]

    def groups_of(self, event_ids: set[int]) -> list[Group]:
        return list(dict.fromkeys(self._group_of[number] for number in sorted(event_ids) if number in self._group_of))

    def _add_group(self, group: Group, days: Sequence[date]) -> None:
        self._days[group] = {}
        for event in group.events:
            self._group_of[event.id] = group
        for day in days:
            self._days[group][day] = self.on_day[group, day] = self.matrix.unknown(group.size)

    def _add_place(self, site: Site) -> None:
        taken = count = self.matrix.unknown()
        if site.room > 1:
            count = self.matrix.unknown(site.room)
            self.matrix.limit([(count, 1), (taken, -site.room)], 0)
        sample, person = site.kind.sample, self._by_person[site.employee.id]
        candidate = Assignment(sample, site.employee, self.problem.stores[sample.store_id], site.day, site.starts[0])
        place = Place(site, candidate, count, taken, len(person))
        self.places.append(place)
        self._by_day[site.employee.id, site.day].append(place)
        person.append(place)
        self._apart[site.employee.id].append(0)

    def _at_most_one(self, members: Sequence[Place]) -> None:
        """Of one day: at most as many as somebody works that day, and at that store."""
        if len({place.site.day for place in members}) > 1:
            self.matrix.limit([(place.taken, 1) for place in members], 1)
            return
        by_limit: dict[Literal | None, list[Place]] = defaultdict(list)
        for place in members:
            key = place.site.employee.id, place.site.day
            at_store = self._stores.get((*key, place.candidate.store.id))
            by_limit[self._works.get(key) if at_store is None else at_store].append(place)
        for limit, places in by_limit.items():
            terms = [(place.taken, 1.0) for place in places]
            self.matrix.limit(terms if limit is None else [*terms, (limit, -1)], 1 if limit is None else 0)

    def _exclude(self, first: Place, second: Place) -> None:
        if first is second:
            self.matrix.upper[first.count] = min(self.matrix.upper[first.count], 1)
            return
        apart = self._apart[first.site.employee.id]
        apart[first.rank] |= 1 << second.rank
        apart[second.rank] |= 1 << first.rank

    def _exclude_all(self, these: Sequence[Place], those: Sequence[Place]) -> None:
        """Also a place from itself: no two events are taken there."""
        for first in these:
            for second in those:
                self._exclude(first, second)

    def _keep_from_fixed(self, places: Sequence[Place], clash: Callable[[Assignment, Assignment], bool]) -> None:
        for place in () if self.asked else places:
            if any(clash(place.candidate, other) for other in self.fixed(place.site.employee.id)):
                self.close(place)

    def _clash(
        self,
        first: Place,
        second: Place,
        clash: Callable[[Assignment, Assignment], bool],
        known: dict[_Pair, bool],
    ) -> bool:
        """Asked once for all pairs that look the same to a rule."""
        person, one, other = first.site.employee, first.candidate, second.candidate
        later = second.begins - first.begins
        pair = (
            first.site.kind,
            second.site.kind,
            one.start,
            later,
            (other.day - one.day).days,
            self.problem.rules.changes_until(one.day),
            self.problem.rules.changes_until(other.day),
            person.title,
            person.min_rest_minutes,
        )
        if pair not in known:
            known[pair] = clash(one, other)
        return known[pair]

    def _balance(self) -> None:
        """As many events of a kind are done on a day as people take one; no event is done twice."""
        flows: dict[tuple[Kind, date], list[tuple[Literal, float]]] = defaultdict(list)
        for (group, day), seats in self.on_day.items():
            flows[group.kind, day].append((seats, 1))
        for place in self.places:
            flows[place.site.kind, place.site.day].append((place.count, -1))
        for flow in flows.values():
            self.matrix.equal(flow, 0)
        for group in self.groups:
            self.limit([(seats, 1) for seats in self._days[group].values()], group.size)
        self._one_time_for_those_together()

    def _one_time_for_those_together(self) -> None:
        moments: dict[Kind, dict[tuple[date, int], Literal]] = defaultdict(dict)
        for place in self.places:
            if not place.site.kind.together:
                continue
            chosen, key = moments[place.site.kind], (place.site.day, place.site.starts[0])
            if key not in chosen:
                chosen[key] = self.matrix.unknown()
            self.matrix.limit([(place.taken, 1), (chosen[key], -1)], 0)
        for alternatives in moments.values():
            self.limit([(moment, 1) for moment in alternatives.values()], 1)


def _near(places: Sequence[Place], later: Sequence[Place], within: int) -> Iterator[tuple[Place, Place]]:
    """Pairs that overlap or are less than `within` minutes apart; on one day a place pairs with itself, too."""
    if not later or min(place.begins for place in later) - max(place.ends for place in places) >= within:
        return
    same_day = places[0].site.day == later[0].site.day
    for position, first in enumerate(places):
        for second in later[position:] if same_day else later:
            if second.begins - first.ends < within and first.begins - second.ends < within:
                yield first, second
