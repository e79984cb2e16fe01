"""Start times that make no difference to any rule are one choice less for the solver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations_with_replacement

from app.services.scheduling.availability import DAY_MINUTES
from app.services.scheduling.draft_parts import Kind, Site
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import proximity
from app.services.scheduling.rules.overlap import collide
from app.services.scheduling.rules.violation import Mode, severity
from app.vocabulary import Severity

_Look = tuple[object, tuple[tuple[Kind, int], ...]]


class Merging:
    """Makes one site of those that collide with the same others.

    Where rest between the days of a person can bind, or a gap between events is demanded, the time matters beyond that
    and nothing is merged.
    """

    def __init__(self, problem: Problem, sites: Iterable[Sequence[Site]]) -> None:
        """`sites` are all that there are, each with a single start."""
        self._problem = problem
        self._gap_is_demanded = severity(problem.rules, proximity, Mode.AUTOMATIC) is Severity.HARD
        self._earliest: dict[int, int] = {}
        self._latest: dict[int, int] = {}
        self._known: dict[_Look, list[list[int]]] = {}
        for site in (site for own in sites for site in own):
            person, start = site.employee.id, site.starts[0]
            self._earliest[person] = min(self._earliest.get(person, start), start)
            self._latest[person] = max(self._latest.get(person, 0), start + site.kind.sample.minutes)

    def merged(self, sites: Sequence[Site]) -> list[Site]:
        """Of one employee and day."""
        if len(sites) < 2 or self._gap_is_demanded or self._rest_can_bind(sites[0]):
            return list(sites)
        look = (sites[0].employee.title, tuple((site.kind, site.starts[0]) for site in sites))
        if look not in self._known:
            self._known[look] = self._alike(sites)
        return [_together([sites[number] for number in alike]) for alike in self._known[look]]

    def _rest_can_bind(self, site: Site) -> bool:
        person = site.employee
        shortest = DAY_MINUTES - self._latest[person.id] + self._earliest[person.id] - _CLOCK_CHANGE
        return person.min_rest_minutes is not None and shortest < person.min_rest_minutes

    def _alike(self, sites: Sequence[Site]) -> list[list[int]]:
        places = [self._place(site) for site in sites]
        against = [0] * len(places)
        for one, other in combinations_with_replacement(range(len(places)), 2):
            if collide(places[one], places[other]):
                against[one] |= 1 << other
                against[other] |= 1 << one
        merged: dict[tuple[Kind, int, int], list[int]] = {}
        for number, site in enumerate(sites):
            together = site.starts[0] if site.kind.together else -1
            merged.setdefault((site.kind, against[number], together), []).append(number)
        return list(merged.values())

    def _place(self, site: Site) -> Assignment:
        event = site.kind.sample
        return Assignment(event, site.employee, self._problem.stores[event.store_id], site.day, site.starts[0])


def _together(sites: Sequence[Site]) -> Site:
    first = sites[0]
    if len(sites) == 1:
        return first
    return Site(first.kind, first.employee, first.day, tuple(site.starts[0] for site in sites), first.room)


_CLOCK_CHANGE = 60
"""Minutes a night may be shorter."""
