"""Cuts a large problem by store: stores that share no people are tasks of their own and can be planned side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from app.services.scheduling.engine_opening import Opening

Stores = frozenset[int]


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


def rounds(stores: Stores, neighbours: Mapping[int, frozenset[int]]) -> list[list[Stores]]:
    """Single stores in rounds, so that those of one round share nobody and can be planned at the same time."""
    found: list[list[int]] = []
    for store_id in sorted(stores):
        fitting = (members for members in found if not neighbours[store_id].intersection(members))
        members = next(fitting, None)
        if members is None:
            found.append([store_id])
        else:
            members.append(store_id)
    return [[frozenset({store_id}) for store_id in members] for members in found]


def pair_rounds(stores: Stores, neighbours: Mapping[int, frozenset[int]]) -> list[list[Stores]]:
    """Every two stores that share people, in rounds of pairs that touch no store of another pair."""
    pairs = [frozenset({one, two}) for one in sorted(stores) for two in sorted(neighbours[one]) if one < two]
    found: list[list[Stores]] = []
    for pair in pairs:
        around = pair.union(*(neighbours[store_id] for store_id in pair))
        fitting = (members for members in found if not any(around & other for other in members))
        members = next(fitting, None)
        if members is None:
            found.append([pair])
        else:
            members.append(pair)
    return found


def _reached(first: int, neighbours: Mapping[int, frozenset[int]]) -> Stores:
    found, waiting = {first}, [first]
    while waiting:
        for other in sorted(neighbours[waiting.pop()] - found):
            found.add(other)
            waiting.append(other)
    return frozenset(found)


def size(opening: Opening, stores: Stores) -> int:
    return sum(event.store_id in stores for event in opening.events)


def by_size(opening: Opening, tasks: Sequence[Stores]) -> list[Stores]:
    """The largest first, so that two workers end at about the same time."""
    return sorted(tasks, key=lambda stores: (-size(opening, stores), min(stores)))
