"""The best plan so far, store by store, and the models that look for a better one for some of the stores."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.services.scheduling.draft_parts import Group, Site
from app.services.scheduling.engine_model import Model, build
from app.services.scheduling.engine_opening import NOT_OF_PEOPLE, Opening, group_up
from app.services.scheduling.engine_parts import Stores
from app.services.scheduling.engine_plan import Plan, Possible
from app.services.scheduling.engine_rules import HardRules
from app.services.scheduling.engine_sites import Sites
from app.services.scheduling.engine_wishes import Duties, seat_value
from app.services.scheduling.greedy_waves import plan_in_waves
from app.services.scheduling.problem import Assignment

Lines = tuple[Assignment, ...]


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
        waves = plan_in_waves(opening, duties, possible)
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

    def model(self, stores: Stores, *, alone: bool = False) -> Model:
        """Of the events of these stores, beside what was found for the others; `alone` = as if there were no others,
        whose best plan nothing can beat."""
        away = () if alone else self._away(stores)
        kept = replace(self.opening.problem, assignments=(*self.opening.problem.assignments, *away))
        events = tuple(event for event in self.opening.events if event.store_id in stores)
        opening = replace(self.opening, problem=kept, events=events)
        groups = {group: days for group, days in self.groups.items() if group.kind.sample.store_id in stores}
        sites = (site for site in self.sites if site.kind.sample.store_id in stores)
        return build(opening, self.duties, groups, _beside(opening, sites, away))

    def _away(self, stores: Stores) -> Lines:
        """Work of people of these stores at others."""
        others = (line for store_id, lines in sorted(self.found.items()) if store_id not in stores for line in lines)
        return tuple(line for line in others if not line.employee.store_ids.isdisjoint(stores))


def _beside(opening: Opening, sites: Iterable[Site], away: Lines) -> Iterable[Site]:
    """The sites again, for those who have work at another store by now."""
    busy = {line.employee.id for line in away}
    rules = HardRules(opening.problem, NOT_OF_PEOPLE)
    for site in sites:
        if site.employee.id not in busy:
            yield site
            continue
        starts = tuple(start for start in site.starts if _allowed(opening, rules, site, start))
        if starts:
            yield replace(site, starts=starts)


def _allowed(opening: Opening, rules: HardRules, site: Site, start: int) -> bool:
    problem, event = opening.problem, site.kind.sample
    place = Assignment(event, site.employee, problem.stores[event.store_id], site.day, start)
    return rules.allow(place, problem.by_employee.get(site.employee.id, ()))


def _by_store(lines: Iterable[Assignment]) -> dict[int, Lines]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for line in lines:
        found[line.store.id].append(line)
    return {store_id: tuple(rows) for store_id, rows in found.items()}
