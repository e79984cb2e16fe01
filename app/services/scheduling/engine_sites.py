"""Where everybody could work at all: every employee, day and start that no rule forbids beside what stays.

A month of a large company has millions of candidates. What a rule looks at is asked once: titles and stores per person
and kind, hours per person, day and time, and what stays only where it is near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.draft_parts import Group, Kind, Site
from app.services.scheduling.engine_hours import Hours
from app.services.scheduling.engine_opening import NOT_OF_PEOPLE, Opening
from app.services.scheduling.engine_rules import HardRules
from app.services.scheduling.engine_starts import Merging
from app.services.scheduling.problem import Assignment, Employee
from app.services.scheduling.rules import (
    active_employee,
    alcohol_training,
    allowed_time,
    availability_override,
    clock,
    date_unavailability,
    holiday,
    juicer_time,
    overlap,
    store,
    time_off,
    title,
    unusual_title,
    weekly_availability,
)
from app.services.scheduling.rules.overlap import collide
from app.services.scheduling.rules.violation import Mode, severity
from app.vocabulary import Severity, Title

OF_KINDS = frozenset(rule.NAME for rule in (store, title, unusual_title, alcohol_training))
"""Rules that look only at the person and the kind of work,"""
OF_TIMES = frozenset(rule.NAME for rule in (clock, holiday, allowed_time, juicer_time))
"""at the kind, day and start,"""
OF_HOURS = frozenset(
    rule.NAME for rule in (active_employee, time_off, availability_override, date_unavailability, weekly_availability)
)
"""or at the person, day and hours: who may work for some hours may work for a part of them."""
NEAR = timedelta(days=8)
"""What stays further away than a week, with nothing between, is nothing to a rule."""


class Sites:
    """Says the same as `HardRules` about every candidate, except for the pairs of events and for the groups' days."""

    def __init__(self, opening: Opening, groups: Mapping[Group, Sequence[date]]) -> None:
        self._problem = opening.problem
        self._wanted: dict[Kind, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for group, days in groups.items():
            for day in days:
                self._wanted[group.kind][day] += len(group.events)
        problem = opening.problem
        self._of_kinds = HardRules(problem, only=OF_KINDS)
        self._of_times = HardRules(problem, only=OF_TIMES)
        self._of_hours = HardRules(problem, only=OF_HOURS)
        self._others = HardRules(problem, NOT_OF_PEOPLE | OF_KINDS | OF_TIMES | OF_HOURS)
        self._hours = Hours(problem, self._of_hours, self._wanted)
        self._times: dict[tuple[Kind, date], list[int]] = {}
        self._people: dict[int, list[Employee]] = defaultdict(list)
        for employee in sorted(problem.employees.values(), key=lambda person: person.id):
            for store_id in employee.store_ids:
                self._people[store_id].append(employee)
        self._moments: dict[tuple[object, ...], bool] = {}
        self._overlap_is_hard = severity(problem.rules, overlap, Mode.AUTOMATIC) is Severity.HARD
        self._rooms: dict[tuple[Kind, Title], bool] = {}

    def all(self, go_on: Callable[[], None] = lambda: None) -> list[Site]:
        """In the order of people and days. `go_on` is called again and again and may raise to end it."""
        by_person: dict[tuple[int, date], list[Site]] = defaultdict(list)
        for kind, days in self._wanted.items():
            go_on()
            for employee in self._staff(kind):
                for day, events in days.items():
                    for start in self._starts(kind, employee, day):
                        by_person[employee.id, day].append(self._site(kind, employee, day, start, events))
        merging = Merging(self._problem, by_person.values())
        return [site for key in sorted(by_person) for site in merging.merged(by_person[key])]

    def _staff(self, kind: Kind) -> Iterator[Employee]:
        """People whom no rule forbids this kind of work whenever it is."""
        event = kind.sample
        known: dict[tuple[object, ...], bool] = {}
        for employee in self._people[event.store_id]:
            alike = _alike(employee)
            if alike not in known:
                sample = self._place(kind, employee, event.start, 0)
                known[alike] = self._of_kinds.allow_alone(sample) and self._others.first_broken(sample, ()) is None
            if known[alike]:
                yield employee

    def _starts(self, kind: Kind, employee: Employee, day: date) -> list[int]:
        starts = self._hours.fitting(kind, employee, day, self._starts_of(kind, employee, day))
        if self._others.asks_alone:
            starts = [s for s in starts if self._others.allow_alone(self._place(kind, employee, day, s))]
        seated = self._problem.by_event.get(kind.sample.id, ()) if kind.together else ()
        others = [*self._near(employee, day), *(row for row in seated if row.employee.id != employee.id)]
        if not starts or not others:
            return starts
        open_starts = [start for start in starts if all((row.day, row.start) == (day, start) for row in seated)]
        places = (self._place(kind, employee, day, start) for start in open_starts)
        return [place.start for place in places if self._others.first_broken(place, others) is None]

    def _starts_of(self, kind: Kind, employee: Employee, day: date) -> list[int]:
        """Starts of the day, whoever comes."""
        if (kind, day) not in self._times:
            starts = allowed_starts(self._problem.rules, kind.sample, day)
            self._times[kind, day] = [start for start in starts if self._is_open(kind, employee, day, start)]
        return self._times[kind, day]

    def _is_open(self, kind: Kind, employee: Employee, day: date, start: int) -> bool:
        event = kind.sample
        moment = event.store_id, event.type, event.subtype, event.own, day, start
        if moment not in self._moments:
            self._moments[moment] = self._of_times.allow_alone(self._place(kind, employee, day, start))
        return self._moments[moment]

    def _near(self, employee: Employee, day: date) -> tuple[Assignment, ...]:
        rows = self._problem.by_employee.get(employee.id, ())
        return rows if any(abs(row.day - day) <= NEAR for row in rows) else ()

    def _site(self, kind: Kind, employee: Employee, day: date, start: int, events: int) -> Site:
        if events > 1 and (kind, employee.title) not in self._rooms:
            place = self._place(kind, employee, day, start)
            self._rooms[kind, employee.title] = not (self._overlap_is_hard and collide(place, place))
        return Site(kind, employee, day, (start,), events if events > 1 and self._rooms[kind, employee.title] else 1)

    def _place(self, kind: Kind, employee: Employee, day: date, start: int) -> Assignment:
        return Assignment(kind.sample, employee, self._problem.stores[kind.sample.store_id], day, start)


def _alike(employee: Employee) -> tuple[object, ...]:
    """All that a rule asks about somebody who has nothing else to do, besides the store and the hours."""
    return (
        employee.title,
        employee.adult_beverage_trained,
        employee.max_minutes_week,
        employee.target_minutes_week,
        employee.max_days_week,
        employee.max_consecutive_days,
        employee.min_rest_minutes,
    )
