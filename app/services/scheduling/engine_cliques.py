"""Sets whose members all exclude each other: the solver sees through them sooner than through single pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def cliques(neighbours: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every pair lies in one of the answered sets. `neighbours[n]` has a bit for each member that n excludes."""
    open_pairs = list(neighbours)
    for first, excluded in enumerate(neighbours):
        while open_pairs[first]:
            second = _lowest(open_pairs[first])
            clique = [first, second]
            joining = excluded & neighbours[second]
            while joining:
                member = _lowest(joining)
                clique.append(member)
                joining &= neighbours[member]
            _settle(open_pairs, clique)
            yield tuple(sorted(clique))


def _settle(open_pairs: list[int], clique: Sequence[int]) -> None:
    everybody = sum(1 << member for member in clique)
    for member in clique:
        open_pairs[member] &= ~everybody


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
