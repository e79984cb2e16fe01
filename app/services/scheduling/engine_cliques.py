"""Sets whose members all exclude each other: the solver sees through them sooner than through single pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations
from typing import TypeVar

Member = TypeVar("Member", bound=Hashable)


def cliques(pairs: Iterable[tuple[Member, Member]]) -> list[list[Member]]:
    """Every pair lies in one of the answered sets, whose members all exclude each other."""
    neighbours: dict[Member, dict[Member, None]] = defaultdict(dict)
    for first, second in pairs:
        neighbours[first][second] = neighbours[second][first] = None
    open_pairs = {frozenset((member, other)): (member, other) for member in neighbours for other in neighbours[member]}
    found: list[list[Member]] = []
    while open_pairs:
        first, second = next(iter(open_pairs.values()))
        clique = [first, second]
        clique += _joining(clique, neighbours)
        for pair in combinations(clique, 2):
            open_pairs.pop(frozenset(pair), None)
        found.append(clique)
    return found


def _joining(clique: list[Member], neighbours: Mapping[Member, Mapping[Member, None]]) -> list[Member]:
    joined: list[Member] = []
    for member in neighbours[clique[0]]:
        if member not in clique and all(member in neighbours[other] for other in clique + joined):
            joined.append(member)
    return joined
