"""The best plan so far, store by store, and the models that look for a better one for some of the stores."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from app.services.scheduling.draft_parts import Group, Site
from app.services.scheduling.engine_model import Model, build
from app.services.scheduling.engine_opening import NOT_OF_PEOPLE, Opening, group_up
from app.services.scheduling.engine_parts import Days, Stores
from app.services.scheduling.engine_plan import Plan, Possible
from app.services.scheduling.engine_readout import fill
from app.services.scheduling.engine_rules import HardRules
from app.services.scheduling.engine_sites import Sites
from app.services.scheduling.engine_wishes import Duties, seat_value
from app.services.scheduling.greedy_waves import plan_in_waves
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import already_assigned
from app.services.scheduling.weights import Weights

Lines = tuple[Assignment, ...]
Item = TypeVar("Item")
KEPT_POINTS, KEPT_TIME_POINTS = 3_000, 500
OF_EVENTS = frozenset({already_assigned.NAME})
"""The sample of a kind may have its place already; whether an event still needs somebody is known otherwise."""


@dataclass
class Standing:
    """Keeps `waves` until a search found better lines for a store."""

    opening: Opening
    duties: Duties
    groups: Mapping[Group, Sequence[date]]
    sites: Sequence[Site]
    possible: Possible
    waves: Mapping[int, Lines]
    """Lines of the greedy waves by store."""
    found: dict[int, Lines]
    """Lines of the searches by store; those of all stores fit together."""

    @classmethod
    def first(cls, opening: Opening, duties: Duties, go_on: Callable[[], None] = lambda: None) -> Standing:
        """With the plan of the waves. `go_on` is called again and again and may raise to end it."""
        groups = group_up(opening)
        sites = Sites(opening, groups).all(go_on)
        possible = Possible(groups, sites)
        waves = plan_in_waves(opening, duties, possible, go_on)
        return cls(opening, duties, groups, sites, possible, _by_store(waves.lines), {})

    def accept(self, stores: Stores, lines: Iterable[Assignment]) -> None:
        found = _by_store(lines)
        self.found.update({store_id: found.get(store_id, ()) for store_id in stores})

    def lines(self) -> Lines:
        """A whole plan: what was found, and of the waves what still fits beside it."""
        plan = Plan(self.opening.problem, self.possible)
        for store_id in sorted(self.found):
            for line in self.found[store_id]:
                plan.add(line)
        left = [line for store_id in sorted(self.waves) if store_id not in self.found for line in self.waves[store_id]]
        for line in left:
            if not self.found or plan.allows(line):
                plan.add(line)
        return plan.lines

    def complete_waves(self) -> None:
        """With every place that is simply free beside them, which is more than any search may fall short of."""
        plan = Plan(self.opening.problem, self.possible)
        for line in self.lines():
            plan.add(line)
        fill(self.opening, plan, self.duties, self.possible)
        self.waves = _by_store(plan.lines)

    def keep_what_fits(self) -> None:
        """Of the waves of stores without anything better. From then on the lines of all stores fit together, so that
        a part of them can stay while the rest is planned anew."""
        lines = _by_store(self.lines())
        for store_id in sorted(self.opening.problem.stores):
            self.found.setdefault(store_id, lines.get(store_id, ()))

    def loose(self) -> frozenset[int]:
        """Events that do not stand as they were booked, each with its partner."""
        rows: dict[int, list[Assignment]] = defaultdict(list)
        for line in self.lines():
            rows[line.event.id].append(line)
        events = [
            event for event in self.opening.events if not _stands(self.opening.drafts.get(event.id), rows[event.id])
        ]
        return frozenset(e.id for event in events for e in (event, *self.opening.problem.partner_events(event)))

    def is_any_of(self, event_ids: frozenset[int], stores: Stores) -> bool:
        return any(self.opening.problem.events[event_id].store_id in stores for event_id in event_ids)

    def of(self, stores: Stores) -> Lines:
        """The lines to start a search of these stores from."""
        return tuple(
            line for store_id in sorted(stores) for line in self.found.get(store_id, self.waves.get(store_id, ()))
        )

    def empty_points(self, lines: Iterable[Assignment], stores: Stores) -> int:
        """What the seats that the lines leave empty in these stores cost."""
        filled = Counter(line.event.id for line in lines)
        events = (event for event in self.opening.events if event.store_id in stores)
        return sum((self.opening.seats[e.id] - filled[e.id]) * seat_value(self.opening.problem, e) for e in events)

    def opening_of(self, stores: Stores, *, alone: bool = False) -> Opening:
        """The events of these stores, beside what was found for the others; `alone` = as if there were no others."""
        others = () if alone else self._away(stores)
        problem = self.opening.problem
        kept = replace(problem, assignments=(*problem.assignments, *others), weights=_weights(problem))
        events = tuple(event for event in self.opening.events if event.store_id in stores)
        return replace(self.opening, problem=kept, events=events)

    def model(
        self, stores: Stores, days: Days = None, events: frozenset[int] | None = None, *, alone: bool = False
    ) -> Model:
        """Of the events of these stores; with `days` or `events` only of these, and what else their plan has stays."""
        stays = tuple(
            line for line in self.of(stores) if not (_is_in(days, line.day) and _is_in(events, line.event.id))
        )
        opening = _beside(self.opening_of(stores, alone=alone), stays)
        groups = _groups_of(self.groups, opening, days)
        kinds = {group.kind for group in groups}
        sites = (site for site in self.sites if site.kind in kinds and _is_in(days, site.day))
        busy = (*stays, *(() if alone else self._away(stores)))
        return build(opening, self.duties, groups, _sites_beside(opening, sites, busy), stays)

    def _away(self, stores: Stores) -> Lines:
        """Work of people of these stores at others."""
        others = (line for store_id, lines in sorted(self.found.items()) if store_id not in stores for line in lines)
        return tuple(line for line in others if not line.employee.store_ids.isdisjoint(stores))


def _is_in(some: frozenset[Item] | None, one: Item) -> bool:
    """None = all of them."""
    return some is None or one in some


def _stands(booked: Assignment | None, rows: Sequence[Assignment]) -> bool:
    return booked is not None and [_place(row) for row in rows] == [_place(booked)]


def _place(row: Assignment) -> tuple[int, date, int]:
    return row.employee.id, row.day, row.start


def _weights(problem: Problem) -> Weights:
    """In a repair a change costs more than all wishes about one event together, and less than any empty place."""
    weights = problem.weights
    if not problem.keeps_booked:
        return weights
    changed, retimed = max(weights.stability_changed, KEPT_POINTS), max(weights.stability_retimed, KEPT_TIME_POINTS)
    return replace(weights, stability_changed=changed, stability_retimed=retimed)


def _beside(opening: Opening, stays: Lines) -> Opening:
    """Without the events that have a place that stays."""
    done = {line.event.id for line in stays}
    kept = replace(opening.problem, assignments=(*opening.problem.assignments, *stays))
    return replace(opening, problem=kept, events=tuple(event for event in opening.events if event.id not in done))


def _groups_of(groups: Mapping[Group, Sequence[date]], opening: Opening, days: Days) -> dict[Group, Sequence[date]]:
    wanted = {event.id for event in opening.events}
    found: dict[Group, Sequence[date]] = {}
    for group, possible in groups.items():
        events = tuple(event for event in group.events if event.id in wanted)
        inside = tuple(day for day in possible if _is_in(days, day))
        if events and inside:
            found[group if len(events) == len(group.events) else replace(group, events=events)] = inside
    return found


def _sites_beside(opening: Opening, sites: Iterable[Site], lines: Iterable[Assignment]) -> Iterable[Site]:
    """The sites again, for those who have other work by now."""
    busy = {line.employee.id for line in lines}
    rules = HardRules(opening.problem, NOT_OF_PEOPLE | OF_EVENTS)
    for site in sites:
        if site.employee.id not in busy:
            yield site
            continue
        starts = tuple(start for start in site.starts if _allowed(opening, rules, site, start))
        if starts:
            yield site._replace(starts=starts)


def _allowed(opening: Opening, rules: HardRules, site: Site, start: int) -> bool:
    problem, event = opening.problem, site.kind.sample
    place = Assignment(event, site.employee, problem.stores[event.store_id], site.day, start)
    return rules.allow(place, problem.by_employee.get(site.employee.id, ()))


def _by_store(lines: Iterable[Assignment]) -> dict[int, Lines]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for line in lines:
        found[line.store.id].append(line)
    return {store_id: tuple(rows) for store_id, rows in found.items()}
