"""Plans the open events of some stores over all hard rules at once, and explains the plan line by line.

The greedy waves give a first plan at once; searches make it better, store by store and then together, until none is
better, the time is spent or somebody stops them. What may be spent is counted in steps of the solver: the same problem,
seed and limit give the same plan unless the machine is too busy for the steps.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.services.scheduling import engine_courses
from app.services.scheduling.engine_checks import Checks, refuse_broken
from app.services.scheduling.engine_opening import Opening, open_up
from app.services.scheduling.engine_plan import Plan, Possible
from app.services.scheduling.engine_points import UNASSIGNED, plan_points
from app.services.scheduling.engine_readout import fill, settle
from app.services.scheduling.engine_report import Report
from app.services.scheduling.engine_rounds import Rounds
from app.services.scheduling.engine_solution import Metrics, Solution, SolutionStatus
from app.services.scheduling.engine_standing import Lines, Standing
from app.services.scheduling.engine_watch import Stopped, Watcher
from app.services.scheduling.engine_wishes import Duties, seat_value
from app.services.scheduling.highs import SolverMissing
from app.services.scheduling.problem import Problem

MODES = ("normal", "greedy")
"""greedy answers the plan of the waves without any search."""
WORKERS = 2
REST_SHARE = 0.05
"""Of the time, for checking and explaining."""
WORK_SHARE = 0.85
"""Of the time, for searches as they take on a usual machine. By the clock they may take a little longer."""
WITHOUT_CLOCK_S = 7 * 24 * 3600.0
"""Longer than any run takes."""
ROUNDING = 0.5
"""Points; what is closer to the bound than this is on it."""


@dataclass(frozen=True)
class _Limits:
    seconds: float
    work_s: float | None
    seed: int
    workers: int

    def rounds(self, standing: Standing, watcher: Watcher, spent: float) -> Rounds:
        """`spent` are the seconds until there was a first plan."""
        if self.work_s is not None:
            return Rounds(standing, watcher, WITHOUT_CLOCK_S, self.work_s, self.seed, self.workers, WORKERS)
        seconds, work_s = self.seconds * (1 - REST_SHARE) - spent, self.seconds * WORK_SHARE
        return Rounds(standing, watcher, seconds, work_s, self.seed, self.workers, self.workers)


@dataclass(frozen=True)
class _Planned:
    """A plan and what is known about how good it could be."""

    possible: Possible | None
    lines: Lines
    status: SolutionStatus
    bound: float
    empty_bound: float
    wall_s: dict[str, float]
    checks: Checks | None = None
    """What was asked about it while it was made."""


def solve(
    problem: Problem,
    *,
    mode: str = "normal",
    time_limit_s: float = 30.0,
    work_limit_s: float | None = None,
    seed: int = 1,
    workers: int = WORKERS,
    explain: bool = True,
    on_progress: Callable[[float, str], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """Never changes what is pinned or published, and never answers a plan that breaks a hard rule.

    `time_limit_s` is by the clock, so that a machine may be too busy for what it could do. With `work_limit_s`, seconds
    of work as a usual machine with two workers does it, the plan is the same wherever and by however many it is made.

    `on_progress` gets 0..1, never falling, and a message; `should_stop` is asked about ten times a second. Both are
    called on the caller's thread, and what they raise ends the run. Without `explain` lines have short reasons and no
    alternatives. Raises ValueError for an unknown mode.
    """
    if mode not in MODES:
        raise ValueError(f"There is no mode {mode!r}; choose one of {', '.join(MODES)}.")
    watcher = Watcher(on_progress, should_stop)
    with _without_collecting():
        opening = open_up(problem)
        duties = Duties(opening.problem)
        limits = _Limits(time_limit_s, work_limit_s, seed, workers)
        planned = _planned(opening, duties, watcher, mode, limits)
        return _answer(opening, duties, planned, watcher, brief=watcher.stopped or not explain)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A run makes a million small things and drops none of them before its end; looking for garbage costs a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _planned(opening: Opening, duties: Duties, watcher: Watcher, mode: str, limits: _Limits) -> _Planned:
    began = time.monotonic()
    watcher.say(0.0, "Reading what is settled")
    try:
        standing = Standing.first(opening, duties, watcher.go_on)
    except Stopped:
        return _Planned(None, (), SolutionStatus.CANCELLED, 0.0, 0.0, {})
    spent = time.monotonic() - began
    rounds = limits.rounds(standing, watcher, spent)
    if mode == "greedy" or not opening.events:
        return _of_waves(standing, rounds, spent)
    try:
        rounds.run(engine_courses.follow)
    except SolverMissing:
        return _of_waves(standing, rounds, spent)
    walls = {"greedy": spent, **rounds.wall_s}
    status = _status(rounds, watcher)
    return _Planned(
        standing.possible,
        rounds.best,
        status,
        rounds.bound(),
        rounds.empty_bound(),
        walls,
        rounds.checks,
    )


def _of_waves(standing: Standing, rounds: Rounds, spent: float) -> _Planned:
    standing.complete_waves()
    rounds.note()
    status = SolutionStatus.FALLBACK if standing.opening.events else SolutionStatus.OPTIMAL
    return _Planned(standing.possible, rounds.best, status, 0.0, 0.0, {"greedy": spent})


def _status(rounds: Rounds, watcher: Watcher) -> SolutionStatus:
    if watcher.stopped:
        return SolutionStatus.CANCELLED
    if not rounds.searched:
        return SolutionStatus.FALLBACK
    return SolutionStatus.OPTIMAL if rounds.total - rounds.bound() < ROUNDING else SolutionStatus.FEASIBLE


def _answer(opening: Opening, duties: Duties, planned: _Planned, watcher: Watcher, *, brief: bool) -> Solution:
    began = time.monotonic()
    plan = _finished(opening, duties, planned, touched_up=opening.problem.keeps_booked or not watcher.stopped)
    if planned.checks is not None and watcher.stopped:
        planned.checks.finish(plan.lines)
    else:
        refuse_broken(plan.problem, plan.lines)
    points = plan_points(opening, duties, plan.lines)  # what was simply free may have been filled since the searches
    report = Report(opening, plan, duties)
    lines, unassigned = report.lines(brief=brief), report.unassigned(brief=watcher.stopped)
    walls = {**planned.wall_s, "report": time.monotonic() - began}
    metrics = report.metrics(_figures(opening, planned, points, walls))
    watcher.say(1.0, "Done: every line is checked and explained")
    return Solution(planned.status, lines, unassigned, metrics)


def _finished(opening: Opening, duties: Duties, planned: _Planned, *, touched_up: bool) -> Plan:
    """Whoever stopped the run waits for it, and does not wait for evenly spread starts."""
    plan = Plan(opening.problem, planned.possible)
    for line in planned.lines:
        plan.add(line)
    if not touched_up:
        return plan
    settle(opening, plan, duties)
    if planned.possible is not None:
        fill(opening, plan, duties, planned.possible)
    return plan


def _figures(opening: Opening, planned: _Planned, points: dict[str, float], walls: dict[str, float]) -> Metrics:
    """What only the searches know; the report adds the rest."""
    everything = sum(seat_value(opening.problem, event) * opening.seats[event.id] for event in opening.events)
    empty = points.get(UNASSIGNED, 0.0)
    objective = {name: round(found) for name, found in points.items() if name != UNASSIGNED}
    total = sum(points.values())
    return Metrics(
        assigned=0,
        total=0,
        coverage=0.0,
        coverage_value=0,
        bound=everything - round(planned.empty_bound),
        proven=empty - planned.empty_bound < ROUNDING,
        objective=objective,
        wall_s=walls,
        points=round(total, 2),
        points_bound=round(min(planned.bound, total), 2),
    )
