"""Cuts a large problem by store: each store is a task of its own as long as it does not share people with another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.services.scheduling.engine_opening import open_up
from app.services.scheduling.problem import Problem

MOST_EVENTS_AT_ONCE = 500
"""Stores that share people are planned together up to this size, above it one after the other."""


@dataclass(frozen=True)
class Part:
    store_ids: frozenset[int]
    whole: bool
    """Whether nothing outside the part could change what is possible inside; only then is a proof a proof."""


def parts(problem: Problem) -> tuple[Part, ...]:
    """In the order of the stores, so that the same problem is always cut the same way."""
    events = Counter(event.store_id for event in open_up(problem).events)
    found: list[Part] = []
    for group in _sharing_people(problem, sorted(events)):
        if sum(events[store_id] for store_id in group) <= MOST_EVENTS_AT_ONCE or len(group) == 1:
            found.append(Part(frozenset(group), whole=True))
        else:
            found += [Part(frozenset({store_id}), whole=False) for store_id in sorted(group)]
    return tuple(found)


def _sharing_people(problem: Problem, store_ids: list[int]) -> list[set[int]]:
    groups: list[set[int]] = [{store_id} for store_id in store_ids]
    for employee in problem.employees.values():
        touched = [group for group in groups if group & employee.store_ids]
        if len(touched) > 1:
            groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    return sorted(groups, key=min)
