"""The unknowns and rows of a linear model as plain lists, which a solver takes whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Literal = int
"""Number of an unknown. `~literal` is what it lacks to 1: true where the unknown is not."""
Terms = Sequence[tuple[Literal, float]]
WITHOUT_LIMIT = float("inf")


@dataclass(eq=False)
class Matrix:
    """Unknowns run from 0 to `upper`; rows are kept one after the other, as (column, factor)."""

    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    """1 for an unknown that takes whole numbers only."""
    row_starts: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def unknown(self, most: float = 1, *, whole: bool = True) -> Literal:
        self.upper.append(most)
        self.whole.append(int(whole))
        return len(self.upper) - 1

    def limit(self, terms: Terms, most: float) -> None:
        """The weighted sum stays at or below `most`."""
        self._row(terms, -WITHOUT_LIMIT, most)

    def at_least(self, terms: Terms, least: float) -> None:
        self._row(terms, least, WITHOUT_LIMIT)

    def equal(self, terms: Terms, value: float) -> None:
        self._row(terms, value, value)

    def close(self, literal: Literal) -> None:
        self.upper[literal] = 0

    def value(self, terms: Iterable[tuple[Literal, float]], values: Sequence[float]) -> float:
        return sum(points * (values[literal] if literal >= 0 else 1 - values[~literal]) for literal, points in terms)

    def costs(self, terms: Iterable[tuple[Literal, float]]) -> tuple[list[float], float]:
        """What one of each unknown adds to the sum, and what the sum is without any."""
        costs, constant = [0.0] * len(self.upper), 0.0
        for literal, points in terms:
            if literal >= 0:
                costs[literal] += points
            else:
                costs[~literal] -= points
                constant += points
        return costs, constant

    def _row(self, terms: Terms, least: float, most: float) -> None:
        summed: dict[int, float] = {}
        for literal, factor in terms:
            if literal < 0:
                literal, factor, shift = ~literal, -factor, factor
                least, most = least - shift, most - shift
            summed[literal] = summed.get(literal, 0.0) + factor
        self.row_starts.append(len(self.columns))
        self.columns.extend(summed)
        self.factors.extend(summed.values())
        self.least.append(least)
        self.most.append(most)
