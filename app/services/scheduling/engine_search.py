"""Searches of the solver on threads of their own, so that progress and cancel are never kept waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.services.scheduling.highs import Highs, Pulse
from app.services.scheduling.matrix import Literal, Matrix

POLL_SECONDS = 0.05
EXACT = 1e-9
"""A gap that only a proof closes."""


@dataclass(frozen=True)
class Limits:
    """What one search may spend. The work ends it first where a run must repeat; the seconds are the net."""

    seconds: float
    seed: int
    gap: float = EXACT
    """Share of the objective."""
    work: float = float("inf")
    """Steps of the simplex method."""
    branches: bool = True
    relaxed: bool = False


@dataclass(frozen=True)
class Found:
    """`values` holds a number for each unknown; None when the search found no plan at all."""

    values: Sequence[float] | None
    proven: bool
    objective: float
    bound: float
    wall_s: float


@dataclass
class Search:
    """Looks for the plan that costs least. Its figures may be read from other threads while it runs."""

    matrix: Matrix
    costs: Sequence[float]
    constant: float
    limits: Limits
    start: Mapping[Literal, float] | None = None
    best: Sequence[float] | None = None
    objective: float = float("inf")
    bound: float = -float("inf")
    work: int = 0
    """Steps so far."""
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> Found:
        began = time.monotonic()
        solver = Highs(self.matrix, self.costs, self.constant)
        try:
            outcome = solver.run(
                seconds=self.limits.seconds,
                gap=self.limits.gap,
                seed=self.limits.seed,
                branches=self.limits.branches,
                relaxed=self.limits.relaxed,
                start=self.start,
                stop_when=self._must_stop,
                on_better=self._better,
            )
        finally:
            solver.close()
        self.bound = max(self.bound, outcome.bound)
        return Found(outcome.values, outcome.proven, outcome.objective, outcome.bound, time.monotonic() - began)

    def _must_stop(self, pulse: Pulse) -> bool:
        self.bound, self.work = max(self.bound, pulse.bound), pulse.work
        return self.stopped.is_set() or pulse.work > self.limits.work

    def _better(self, values: Sequence[float], objective: float) -> None:
        self.best, self.objective = values, objective
