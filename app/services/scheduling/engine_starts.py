"""Start times that make no difference to any rule are one choice less for the solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.services.scheduling.draft import Kind, Site
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import proximity
from app.services.scheduling.rules.overlap import collide
from app.services.scheduling.rules.violation import Mode, severity
from app.vocabulary import Severity


def interchangeable(problem: Problem, sites: Sequence[Site]) -> list[Site]:
    """Sites of one employee and day, each with a single start; starts that collide with the same others become one.

    Where rest between days or a gap between events is demanded, the time matters beyond that and nothing is merged.
    """
    if not sites or sites[0].employee.min_rest_minutes is not None or _gap_is_demanded(problem):
        return list(sites)
    merged: dict[tuple[Kind, frozenset[int]], Site] = {}
    places = [_place(problem, site) for site in sites]
    for site, place in zip(sites, places, strict=True):
        against = frozenset(number for number, other in enumerate(places) if collide(place, other))
        key = (site.kind, against) if not site.kind.together else (site.kind, frozenset({-site.starts[0]}))
        known = merged.get(key)
        merged[key] = site if known is None else replace(known, starts=known.starts + site.starts)
    return list(merged.values())


def _gap_is_demanded(problem: Problem) -> bool:
    return severity(problem.rules, proximity, Mode.AUTOMATIC) is Severity.HARD


def _place(problem: Problem, site: Site) -> Assignment:
    event = site.kind.sample
    return Assignment(event, site.employee, problem.stores[event.store_id], site.day, site.starts[0])
