"""Cuts a large problem by store and week.

Stores that share no people are tasks of their own and can be planned side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, groupby

from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.problem import Problem
from app.services.scheduling.rules.week import week_start

Stores = frozenset[int]
Days = frozenset[date] | None
"""None = all of them."""


def parts(opening: Opening) -> list[Stores]:
    """Sets of stores that share nobody, in the order of the stores: the same problem is always cut the same way."""
    neighbours = sharing(opening)
    found: list[Stores] = []
    for store_id in neighbours:
        if not any(store_id in part for part in found):
            found.append(_reached(store_id, neighbours))
    return found


def sharing(opening: Opening) -> dict[int, frozenset[int]]:
    """The stores with open events, each with those it shares people with."""
    open_stores = sorted({event.store_id for event in opening.events})
    shared: dict[int, set[int]] = {store_id: set() for store_id in open_stores}
    for employee in opening.problem.employees.values():
        for one, other in combinations(sorted(employee.store_ids & shared.keys()), 2):
            shared[one].add(other)
            shared[other].add(one)
    return {store_id: frozenset(others) for store_id, others in shared.items()}


def single_stores(opening: Opening, cut: Sequence[Stores]) -> list[Stores]:
    return _side_by_side(opening, [frozenset({store_id}) for part in cut for store_id in sorted(part)])


def pairs(opening: Opening, cut: Sequence[Stores]) -> list[Stores]:
    """Every two stores that share people; a store that shares nobody stays alone."""
    neighbours = sharing(opening)
    found = [frozenset({one, two}) for part in cut for one in sorted(part) for two in neighbours[one] if one < two]
    return _side_by_side(opening, [*(part for part in cut if len(part) == 1), *found])


def week_by_week(problem: Problem) -> list[frozenset[date]]:
    """The days that are planned, by working week."""
    days = [
        problem.first_day + timedelta(days=ahead) for ahead in range((problem.last_day - problem.first_day).days + 1)
    ]
    return [frozenset(week) for _, week in groupby(days, lambda day: week_start(problem.rules, day))]


def touch(one: Stores, other: Stores, neighbours: Mapping[int, frozenset[int]]) -> bool:
    """Whether somebody may work at stores of both."""
    return any(store_id in other or neighbours[store_id] & other for store_id in one)


def size(opening: Opening, stores: Stores) -> int:
    return sum(event.store_id in stores for event in opening.events)


def _side_by_side(opening: Opening, tasks: Sequence[Stores]) -> list[Stores]:
    """In such an order that several at a time touch nobody in common; of those the largest first, so that all workers
    end at about the same time."""
    neighbours = sharing(opening)
    rounds: list[list[Stores]] = []
    for stores in sorted(tasks, key=sorted):
        free = (members for members in rounds if not any(touch(stores, other, neighbours) for other in members))
        members = next(free, None)
        if members is None:
            rounds.append([stores])
        else:
            members.append(stores)
    return [stores for members in rounds for stores in sorted(members, key=lambda s: (-size(opening, s), min(s)))]


def _reached(first: int, neighbours: Mapping[int, frozenset[int]]) -> Stores:
    found, waiting = {first}, [first]
    while waiting:
        for other in sorted(neighbours[waiting.pop()] - found):
            found.add(other)
            waiting.append(other)
    return frozenset(found)
