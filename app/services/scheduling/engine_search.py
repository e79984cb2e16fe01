"""One search of the solver: on a thread of its own, so that progress and cancel are never kept waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from app.services.scheduling.draft import Literal

POLL_SECONDS = 0.1
WORK_A_SECOND = 0.5
"""Share of the wall time that is granted as countable work; the count ends a search first, so that it repeats."""


COMPLETING_SECONDS = 5.0

Watch = Callable[[float], bool]
"""Gets the spent share 0..1 about ten times a second; True ends the search."""


@dataclass(frozen=True)
class Limits:
    seconds: float
    seed: int
    gap: float = 0.0


@dataclass(frozen=True)
class Found:
    """`values` answers the value of an unknown; None when the search found no plan at all."""

    values: Callable[[Literal], int] | None
    proven: bool
    objective: int
    bound: int
    wall_s: float


def search(model: cp_model.CpModel, limits: Limits, watch: Watch) -> Found:
    solver = _solver(limits)
    began = time.monotonic()
    status: list[cp_model.CpSolverStatus] = []
    thread = threading.Thread(target=lambda: status.append(solver.solve(model)), name="search", daemon=True)
    thread.start()
    try:
        _attend(thread, began, limits.seconds, watch, solver)
    finally:
        while thread.is_alive():
            solver.stop_search()
            thread.join(POLL_SECONDS)
    found = bool(status) and status[0] in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    wall = time.monotonic() - began
    if not found:
        return Found(None, False, 0, 0, wall)
    proven = status[0] == cp_model.OPTIMAL
    return Found(solver.value, proven, round(solver.objective_value), round(solver.best_objective_bound), wall)


def complete_hint(model: cp_model.CpModel, start: Sequence[tuple[Literal, int]], seed: int) -> bool:
    """Hints the values of `start` and what follows from them for every other unknown; False when they do not fit.

    From a hint with gaps the solver may look for its first plan as long as for the best one.
    """
    _hint(model, start)
    solver = _solver(Limits(COMPLETING_SECONDS, seed))
    solver.parameters.fix_variables_to_their_hinted_value = True
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return False
    values = enumerate(solver.response_proto.solution)
    _hint(model, [(model.get_int_var_from_proto_index(index), value) for index, value in values])
    return True


def _hint(model: cp_model.CpModel, start: Sequence[tuple[Literal, int]]) -> None:
    model.clear_hints()  # type: ignore[no-untyped-call]
    for unknown, value in start:
        model.add_hint(unknown, value)


def _attend(
    thread: threading.Thread,
    began: float,
    seconds: float,
    watch: Watch,
    solver: cp_model.CpSolver,
) -> None:
    while thread.is_alive():
        if watch(min(1.0, (time.monotonic() - began) / max(seconds, POLL_SECONDS))):
            solver.stop_search()
            return
        thread.join(POLL_SECONDS)


def _solver(limits: Limits) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = limits.seed
    solver.parameters.max_deterministic_time = limits.seconds * WORK_A_SECOND
    solver.parameters.max_time_in_seconds = limits.seconds
    solver.parameters.relative_gap_limit = limits.gap
    solver.parameters.linearization_level = 2
    return solver
