"""Rounds of searches, some at a time: coverage store by store, then all wishes week by week, then of stores together.

Nearly all of what stores lose to each other is lost between two that share somebody, so that pairs of them come within
a thousandth of the best plan of all, in a fraction of its time and memory.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from app.services.scheduling.engine_model import Model
from app.services.scheduling.engine_parts import Stores, pairs, parts, sharing, single_stores, size, week_by_week
from app.services.scheduling.engine_points import UNASSIGNED, plan_points
from app.services.scheduling.engine_pool import Pool
from app.services.scheduling.engine_search import POLL_SECONDS, Found, Limits, Search
from app.services.scheduling.engine_standing import Lines, Standing
from app.services.scheduling.engine_tasks import Order, Task, pace, seconds_of
from app.services.scheduling.engine_watch import Stopped, Watcher
from app.services.scheduling.problem import Assignment

AT_ONCE = 500
"""Up to so many events everything is planned at once from the beginning,"""
AT_ONCE_AT_LAST = 2_500
"""and up to so many the whole is searched at the end."""
EXACT, FINE, ROUGH = 1e-6, 3e-4, 1e-3
"""Gaps: of what is proven, of what is searched last, and of pairs."""
POOR = 0.005
"""Such a gap is worth another try."""
COVERAGE_SHARE, WEEKS_SHARE, PAIRS_SHARE = 0.3, 0.3, 0.8
"""Of the work that is left, at most."""
SHORTEST_S, SHORTEST_WEEK_S = 2.0, 0.5
ENDING_S = 0.4
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
    _poor: set[Stores] = field(default_factory=set)
    """Stores of which the last search ended far from its bound."""

    def run(self) -> None:
        self.note()
        self.watcher.say(0.0, self._message())
        try:
            self._plan()
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

    def _plan(self) -> None:
        opening = self.standing.opening
        cut = parts(opening)
        if len(opening.events) <= AT_ONCE:
            self._phase("together", [Task(part, EXACT, self.work_s, alone=True, is_part=True) for part in cut])
            self._prove_of_stores(cut)
            self._prove_of_parts(cut)
        else:
            self._cover(cut)
            self._wish(cut)

    def _cover(self, cut: Sequence[Stores]) -> None:
        """As many seats as possible, and the proof that there are no more."""
        opening = self.standing.opening
        self._phase("coverage", self._coverage(single_stores(opening, cut), cut))
        self._prove_of_stores(cut)
        lacking = [pair for pair in pairs(opening, self._open(cut)) if self._could_staff_more(pair)]
        self._phase("coverage", self._coverage(lacking, cut))
        self._prove_of_parts(cut)

    def _wish(self, cut: Sequence[Stores]) -> None:
        """All wishes: of each store week by week, soon good everywhere, then of each two stores that share people."""
        opening = self.standing.opening
        wanted = pairs(opening, cut)
        self._phase("weeks", self._by_week(single_stores(opening, cut)))
        self._phase("pairs", self._improving(wanted, cut))
        self._phase("pairs", self._improving([stores for stores in wanted if stores in self._poor], cut))
        self._phase("together", [task for part in cut if len(part) > 2 for task in self._bounding(part)])

    def _by_week(self, wanted: Sequence[Stores]) -> list[Task]:
        weeks = week_by_week(self.standing.opening.problem)
        seconds = max(WEEKS_SHARE * self.work_s * self.workers / max(len(wanted) * len(weeks), 1), SHORTEST_WEEK_S)
        return [Task(stores, ROUGH, seconds, days=week) for week in weeks for stores in wanted]

    def _bounding(self, part: Stores) -> list[Task]:
        """For the bound, and for what pairs cannot see where the part is not too large."""
        opening, seconds = self.standing.opening, max(self.work_s, SHORTEST_S)
        if size(opening, part) <= AT_ONCE_AT_LAST:
            return [Task(part, FINE, seconds, alone=True, is_part=True, branches=False)]
        return [Task(store, FINE, SHORTEST_S, alone=True) for store in single_stores(opening, [part])]

    def _coverage(self, wanted: Sequence[Stores], cut: Sequence[Stores]) -> list[Task]:
        seconds = max(COVERAGE_SHARE * self.work_s * self.workers / max(len(wanted), 1), SHORTEST_S)
        return [Task(s, EXACT, seconds, True, alone=s in cut, is_part=s in cut) for s in wanted]

    def _improving(self, wanted: Sequence[Stores], cut: Sequence[Stores]) -> list[Task]:
        opening = self.standing.opening
        everything = sum(size(opening, stores) for stores in wanted)
        tasks = []
        for stores in wanted:
            share = min(self.workers * size(opening, stores) / max(everything, 1), 1.0)
            seconds = max(PAIRS_SHARE * self.work_s * share, SHORTEST_S)
            whole = stores in cut
            tasks.append(Task(stores, FINE if whole else ROUGH, seconds, alone=whole, is_part=whole))
        return tasks

    def _prove_of_stores(self, cut: Sequence[Stores]) -> None:
        """Nobody can staff more than all stores could if nobody had to be shared."""
        opening, missing = self.standing.opening, self._empty_seats()
        lacking = [s for s in single_stores(opening, cut) if missing[min(s)] and s not in self.empty_bounds]
        self._phase("proof", [Task(s, EXACT, self.work_s, True, alone=True, is_part=s in cut) for s in lacking])

    def _prove_of_parts(self, cut: Sequence[Stores]) -> None:
        """Where that leaves it open, a part is asked as a whole."""
        whole = [part for part in self._open(cut) if size(self.standing.opening, part) <= AT_ONCE_AT_LAST]
        self._phase("proof", [Task(part, EXACT, self.work_s, True, alone=True, is_part=True) for part in whole])

    def _open(self, cut: Sequence[Stores]) -> list[Stores]:
        return [part for part in cut if part not in self.empty_bounds and self._could_staff_more(part)]

    def _could_staff_more(self, stores: Stores) -> bool:
        known = sum(self.empty_bounds.get(frozenset({store_id}), 0.0) for store_id in stores)
        return self.standing.empty_points(self.best, stores) > known + SMALLEST

    def _empty_seats(self) -> Counter[int]:
        opening, missing = self.standing.opening, Counter[int]()
        filled = Counter(line.event.id for line in self.best)
        for event in opening.events:
            missing[event.store_id] += opening.seats[event.id] - filled[event.id]
        return missing

    def _phase(self, name: str, tasks: Sequence[Task]) -> None:
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
        self.work_s -= order.seconds(self.workers)
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
            self._tell()
            self.watcher.go_on()

    def _search(self, number: int, task: Task) -> Found:
        """On a thread of the pool."""
        model = self.standing.model(task.stores, task.days, alone=task.alone)
        steps = task.seconds * pace(task, len(model.matrix.columns))
        limits = Limits(max(self.left(), POLL_SECONDS), self.seed, task.gap, steps, task.branches)
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
        self._poor.discard(task.stores)
        if not task.only_coverage and found.objective - found.bound > POOR * abs(found.objective):
            self._poor.add(task.stores)
        if found.values is not None and task.is_kept:
            self._accept(running, running.model.lines(found.values))
            self.searched = True

    def _accept(self, running: _Running, lines: Sequence[Assignment]) -> None:
        """Never for more empty seats, however much fairer the rest may be."""
        stores = running.task.stores
        opening = self.standing.opening_of(stores, alone=running.task.alone)
        now, before = (plan_points(opening, self.standing.duties, rows) for rows in (lines, self.standing.of(stores)))
        if not self._is_found(stores):  # the waves may no longer fit beside what was found for others
            is_better = now.get(UNASSIGNED, 0.0) <= before.get(UNASSIGNED, 0.0)
        else:
            is_better = _rank(now) < _rank(before)
        if is_better:
            self.standing.accept(stores, lines)
            self.note()

    def _take_what_is_there(self) -> None:
        """The best of the searches that were stopped."""
        for running in self._running.values():
            if running.search.best is not None and not running.task.only_coverage and running.task.is_kept:
                self._accept(running, running.model.lines(running.search.best))
        self.note()

    def note(self) -> None:
        lines = self.standing.lines()
        points = plan_points(self.standing.opening, self.standing.duties, lines)
        if not self.best or _rank(points) < _rank(self.points):
            self.best, self.points = lines, points

    def left(self) -> float:
        return self.seconds - (time.monotonic() - self._began)

    def _tell(self) -> None:
        self.watcher.repeat(1 - self.left() / self.seconds, self._message)

    def _message(self) -> str:
        opening, bound = self.standing.opening, self.bound()
        empty = round(sum(self._empty_seats().values()))
        found = f"{opening.total - empty} of {opening.total} places filled, {self.total:,.0f} points"
        gap = (self.total - bound) / self.total if self.total else 0.0
        return f"{found}; no plan is below {bound:,.0f}, gap {gap:.2%}" if bound else found


def _rank(points: dict[str, float]) -> tuple[float, float]:
    """Coverage comes first."""
    return points.get(UNASSIGNED, 0.0), sum(points.values())


def _sum_of_parts(bounds: dict[Stores, float]) -> float:
    """The best that sets of stores which do not touch say together; larger sets know more."""
    total, seen = 0.0, set[int]()
    for stores in sorted(bounds, key=lambda stores: (-len(stores), sorted(stores))):
        if not seen & stores:
            seen |= stores
            total += max(bounds[stores], 0.0)
    return total
