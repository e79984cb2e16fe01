"""Rounds of searches, some at a time, and the best plan that they have found so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from app.services.scheduling.engine_checks import Checks
from app.services.scheduling.engine_model import Model
from app.services.scheduling.engine_parts import Stores, sharing
from app.services.scheduling.engine_points import STABILITY, UNASSIGNED, plan_points
from app.services.scheduling.engine_pool import Pool
from app.services.scheduling.engine_search import POLL_SECONDS, Found, Limits, Search
from app.services.scheduling.engine_standing import Lines, Standing
from app.services.scheduling.engine_tasks import Order, Task, pace, seconds_of
from app.services.scheduling.engine_watch import Stopped, Watcher
from app.services.scheduling.problem import Assignment, Event

POOR = 0.005
"""Such a gap is worth another try."""
ENDING_S = 0.25
"""For searches that are stopped; who is deep in a step ends later, unseen."""
SMALLEST = 0.5
"""Points; what differs by less is the same."""


@dataclass
class _Running:
    task: Task
    model: Model
    search: Search


@dataclass
class Rounds:
    """Improves a standing plan until nothing better is possible, what may be spent is, or somebody stops it."""

    standing: Standing
    watcher: Watcher
    seconds: float
    """Until the end by the clock, for a machine that is too busy,"""
    work_s: float
    """and of work for each worker on a usual one."""
    seed: int
    workers: int
    """Searches at a time,"""
    counted_workers: int
    """and those for which the work is shared out: it decides what each search may spend."""
    best: Lines = ()
    """The best whole plan so far; always one that keeps every rule."""
    points: dict[str, float] = field(default_factory=dict)
    bounds: dict[Stores, float] = field(default_factory=dict)
    """Least points that these stores cost in any plan,"""
    empty_bounds: dict[Stores, float] = field(default_factory=dict)
    """and the least of their empty seats."""
    searched: bool = False
    """Whether any search found a plan."""
    wall_s: dict[str, float] = field(default_factory=dict)
    _began: float = field(default_factory=time.monotonic)
    _running: dict[int, _Running] = field(default_factory=dict)
    checks: Checks = field(init=False)
    _whole_work_s: float = field(init=False)
    poor: set[Stores] = field(default_factory=set)
    """Stores of which the last search ended far from its bound."""

    def __post_init__(self) -> None:
        self.checks = Checks(self.standing.opening.problem)
        self._whole_work_s = max(self.work_s, POLL_SECONDS)

    def run(self, course: Callable[[Rounds], None]) -> None:
        """`course` says which searches there are."""
        self.note()
        self.watcher.say(0.0, self._message())
        self.standing.complete_waves()
        self.note()
        try:
            course(self)
        except Stopped:
            self._take_what_is_there()

    @property
    def total(self) -> float:
        return sum(self.points.values())

    def bound(self) -> float:
        """No plan has fewer points."""
        bounds = dict(self.bounds)
        for running in list(self._running.values()):
            if running.task.alone and not running.task.only_coverage:
                bounds[running.task.stores] = max(bounds.get(running.task.stores, 0.0), running.search.bound)
        return max(_sum_of_parts(bounds), self.empty_bound(), 0.0)

    def empty_bound(self) -> float:
        """No plan has empty seats for fewer points."""
        return _sum_of_parts(self.empty_bounds)

    def could_staff_more(self, stores: Stores) -> bool:
        known = sum(self.empty_bounds.get(frozenset({store_id}), 0.0) for store_id in stores)
        return self.standing.empty_points(self.best, stores) > known + SMALLEST

    def lacks(self, stores: Stores) -> bool:
        """Whether any seat of these stores is empty."""
        return any(self.left_out(stores))

    def left_out(self, stores: Stores) -> list[Event]:
        opening, filled = self.standing.opening, Counter(line.event.id for line in self.best)
        own = (event for event in opening.events if event.store_id in stores)
        return [event for event in own if filled[event.id] < opening.seats[event.id]]

    def empty_seats(self) -> Counter[int]:
        opening, missing = self.standing.opening, Counter[int]()
        filled = Counter(line.event.id for line in self.best)
        for event in opening.events:
            missing[event.store_id] += opening.seats[event.id] - filled[event.id]
        return missing

    def phase(self, name: str, tasks: Sequence[Task]) -> None:
        if not tasks or self.left() <= 0:
            return
        began, before = time.monotonic(), (self.best, self.points)
        order = Order(tasks, sharing(self.standing.opening))
        pool: Pool[Found] = Pool(min(self.workers, len(tasks)))
        try:
            self._work_through(tasks, order, pool)
        finally:
            for running in list(self._running.values()):
                running.search.stopped.set()
            pool.stop(ENDING_S)
            self.wall_s[name] = self.wall_s.get(name, 0.0) + time.monotonic() - began
        self.work_s -= order.seconds(self.counted_workers)
        # What lay between depends on who ended first; what is kept must not.
        self.best, self.points = before
        self.note()

    def _work_through(self, tasks: Sequence[Task], order: Order, pool: Pool[Found]) -> None:
        while order.is_open:
            for number in order.startable():
                pool.start(number, partial(self._search, number, tasks[number]))
            answer = pool.answer(POLL_SECONDS)
            if answer is not None:
                number, found = answer
                running = self._running.pop(number)
                self._take(running, found)
                order.end(number, seconds_of(running.task, len(running.model.matrix.columns), running.search.work))
            else:
                self.checks.go_on(self.best)
            self._tell()
            self.watcher.go_on()

    def _search(self, number: int, task: Task) -> Found:
        """On a thread of the pool."""
        model = self.standing.model(task.stores, task.days, task.events, alone=task.alone)
        steps = task.seconds * pace(task, len(model.matrix.columns))
        limits = Limits(max(self.left(), POLL_SECONDS), self.seed, task.gap, steps, task.branches, task.relaxed)
        if task.only_coverage:
            search = model.cover(limits, self._known(task), sparing=not task.alone)
        else:
            search = model.improve(limits, self.standing.of(task.stores))
        self._running[number] = _Running(task, model, search)
        return search.run()

    def _known(self, task: Task) -> Lines:
        """To begin from: what was found already fits beside what was found for others."""
        return self.standing.of(task.stores) if self._is_found(task.stores) and task.is_kept else ()

    def _is_found(self, stores: Stores) -> bool:
        return stores <= self.standing.found.keys()

    def _take(self, running: _Running, found: Found) -> None:
        task = running.task
        if task.alone:
            known = self.empty_bounds if task.only_coverage else self.bounds
            known[task.stores] = max(known.get(task.stores, 0.0), found.bound)
        self.poor.discard(task.stores)
        if not task.only_coverage and found.objective - found.bound > POOR * abs(found.objective):
            self.poor.add(task.stores)
        if found.values is not None and task.is_kept:
            if self._accept(running, running.model.lines(found.values)):
                self.note()
            self.searched = True

    def _accept(self, running: _Running, lines: Sequence[Assignment]) -> bool:
        """Never for more empty seats, however much fairer the rest may be."""
        stores = running.task.stores
        opening = self.standing.opening_of(stores, alone=running.task.alone)
        now, before = (plan_points(opening, self.standing.duties, rows) for rows in (lines, self.standing.of(stores)))
        if not self._is_found(stores):  # the waves may no longer fit beside what was found for others
            is_better = now.get(UNASSIGNED, 0.0) <= before.get(UNASSIGNED, 0.0)
        else:
            is_better = self._rank(now) < self._rank(before)
        if is_better:
            self.standing.accept(stores, lines)
        return is_better

    def _take_what_is_there(self) -> None:
        """The best of the searches that were stopped."""
        for running in self._running.values():
            if running.search.best is not None and not running.task.only_coverage and running.task.is_kept:
                self._accept(running, running.model.lines(running.search.best))
        self.note()

    def note(self) -> None:
        lines = self.standing.lines()
        points = plan_points(self.standing.opening, self.standing.duties, lines)
        if not self.best or self._rank(points) < self._rank(self.points):
            self.best, self.points = lines, points

    def _rank(self, points: dict[str, float]) -> tuple[float, float, float]:
        """Coverage comes first, and in a repair what stays as it is booked."""
        moved = points.get(STABILITY, 0.0) if self.standing.opening.problem.keeps_booked else 0.0
        return points.get(UNASSIGNED, 0.0), moved, sum(points.values())

    def left(self) -> float:
        return self.seconds - (time.monotonic() - self._began)

    def _tell(self) -> None:
        self.watcher.repeat(max(1 - self.left() / self.seconds, 1 - self.work_s / self._whole_work_s), self._message)

    def _message(self) -> str:
        opening, bound = self.standing.opening, self.bound()
        empty = round(sum(self.empty_seats().values()))
        found = f"{opening.total - empty} of {opening.total} places filled, {self.total:,.0f} points"
        gap = (self.total - bound) / self.total if self.total else 0.0
        return f"{found}; no plan is below {bound:,.0f}, gap {gap:.2%}" if bound else found


def _sum_of_parts(bounds: dict[Stores, float]) -> float:
    """The best that sets of stores which do not touch say together: the larger ones know more once they know anything,
    and until then the smaller ones do."""
    smallest_first = sorted(bounds, key=lambda stores: (len(stores), sorted(stores)))
    largest_first = sorted(bounds, key=lambda stores: (-len(stores), sorted(stores)))
    return max(_sum_in_order(bounds, smallest_first), _sum_in_order(bounds, largest_first))


def _sum_in_order(bounds: dict[Stores, float], order: Sequence[Stores]) -> float:
    total, seen = 0.0, set[int]()
    for stores in order:
        if not seen & stores:
            seen |= stores
            total += max(bounds[stores], 0.0)
    return total
