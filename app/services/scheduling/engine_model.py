"""Puts a draft together from the rules, and solves it: coverage first, then the wishes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from app.services.scheduling.draft import Draft, Literal
from app.services.scheduling.engine_opening import Opening, find_sites, group_up
from app.services.scheduling.engine_search import Found, Limits, Watch, complete_hint, search
from app.services.scheduling.engine_wishes import Duties, coverage, wishes
from app.services.scheduling.rules import HARD_FIRST
from app.services.scheduling.rules.violation import Mode, PostedRule, severity
from app.vocabulary import Severity


@dataclass(frozen=True)
class Best:
    """What the second search made of the plan: the values it found and the points of each wish."""

    found: Found
    points: Mapping[str, int]


def build(opening: Opening, go_on: Callable[[], None] = lambda: None) -> Draft:
    """A draft with every hard rule posted."""
    groups = group_up(opening)
    draft = Draft.of(opening.problem, groups, find_sites(opening, groups, go_on))
    for rule in hard_rules(opening):
        go_on()
        rule.post(draft, opening.problem)
    return draft


def hard_rules(opening: Opening) -> list[PostedRule]:
    """Those a manager made soft are left out, those he made hard are kept."""
    hard = (rule for rule in HARD_FIRST if severity(opening.problem.rules, rule, Mode.AUTOMATIC) is Severity.HARD)
    return [rule for rule in hard if isinstance(rule, PostedRule)]


def cover(draft: Draft, start: Sequence[tuple[Literal, int]], limits: Limits, watch: Watch) -> Found:
    """The plan that fills the most valuable seats."""
    draft.model.maximize(_total(coverage(draft)))
    complete_hint(draft.model, start, limits.seed)
    return search(draft.model, limits, watch)


def improve(draft: Draft, opening: Opening, duties: Duties, covered: Found, limits: Limits, watch: Watch) -> Best:
    """The best plan by the wishes among those that cover as much. `covered` must have values."""
    start = _values_of(draft, covered)
    draft.model.add(_total(coverage(draft)) >= covered.objective)
    terms = wishes(draft, opening, duties)
    draft.model.minimize(_total([term for found in terms.values() for term in found]))
    complete_hint(draft.model, start, limits.seed)
    found = search(draft.model, limits, watch)
    values = found.values
    if values is None:
        return Best(found, {})
    return Best(found, {name: sum(values(u) * points for u, points in listed) for name, listed in terms.items()})


def _values_of(draft: Draft, found: Found) -> list[tuple[Literal, int]]:
    if found.values is None:
        return []
    unknowns = [*draft.on_day.values(), *(place.count for place in draft.places)]
    unknowns += [place.taken for place in draft.places if place.taken is not place.count]
    return [(unknown, found.values(unknown)) for unknown in unknowns]


def _total(terms: Sequence[tuple[Literal, int]]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.weighted_sum([unknown for unknown, _ in terms], [points for _, points in terms])
