"""Rounds of searches, some at a time: each store first for itself, then together with those it shares people with."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from app.services.scheduling.engine_model import Model
from app.services.scheduling.engine_parts import Stores, by_size, pair_rounds, parts, rounds, sharing, size
from app.services.scheduling.engine_points import UNASSIGNED, plan_points
from app.services.scheduling.engine_pool import Pool
from app.services.scheduling.engine_search import POLL_SECONDS, Found, Limits, Search
from app.services.scheduling.engine_standing import Lines, Standing
from app.services.scheduling.engine_watch import Stopped, Watcher
from app.services.scheduling.problem import Assignment

AT_ONCE = 500
"""Up to so many events all parts are planned at once from the beginning,"""
AT_ONCE_AT_LAST = 2_500
"""and up to so many all parts are at the end; above it two stores at a time, which takes less memory."""
EXACT, ROUGH = 1e-6, 2e-3
"""Gaps: of what is searched last, and of what is searched again later."""
STEPS_A_SECOND, USUAL_ENTRIES = 2_000, 50_000
"""Simplex steps that are granted for a second with a matrix of a usual size; larger ones take longer."""
STORES_SHARE = 0.25
"""Of the time, for the searches of single stores."""
SHORTEST_S, COVERAGE_S = 3.0, 10.0
ENDING_S = 0.4
"""For searches that are stopped; who is deep in a step ends later, unseen."""
SMALLEST = 0.5
"""Points; what differs by less is the same."""
Cut = Callable[[Stores, Mapping[int, frozenset[int]]], list[list[Stores]]]


@dataclass(frozen=True)
class Task:
    """A search for some stores; `alone` = as if there were no others, so that its bound is one for every plan."""

    stores: Stores
    gap: float
    seconds: float
    only_coverage: bool = False
    alone: bool = False
    is_part: bool = True
    """Whether nobody of these stores works at any other."""


@dataclass
class _Running:
    task: Task
    model: Model
    search: Search


@dataclass
class Rounds:
    """Improves a standing plan until nothing better is possible, the time is spent or somebody stops it."""

    standing: Standing
    watcher: Watcher
    seconds: float
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

    def run(self) -> None:
        self.note()
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
        if len(opening.events) > AT_ONCE:
            self._stores(cut, only_coverage=True)
            self._prove_coverage(cut)
        if len(opening.events) <= AT_ONCE_AT_LAST:
            self._finish(cut)
        else:
            self._stores(cut)
            self._finish([part for part in cut if len(part) == 1])
            for pairs in self._by_round(pair_rounds, cut):
                self._finish(pairs)
        self._prove_coverage(cut)

    def _stores(self, cut: Sequence[Stores], *, only_coverage: bool = False) -> None:
        stores = len(sharing(self.standing.opening))
        shortest = COVERAGE_S if only_coverage else SHORTEST_S
        seconds = max(STORES_SHARE * self.seconds * self.workers / max(stores, 1), shortest)
        for tasks in self._by_round(rounds, cut):
            wanted = [Task(s, ROUGH, seconds, only_coverage, alone=s in cut, is_part=s in cut) for s in tasks]
            self._phase("coverage" if only_coverage else "stores", wanted)

    def _finish(self, tasks: Sequence[Stores]) -> None:
        """Shares out the time that is left by size."""
        opening = self.standing.opening
        everything = sum(size(opening, stores) for stores in tasks)
        whole = set(parts(opening))
        wanted = []
        for stores in by_size(opening, tasks):
            seconds = max(self.left() * self.workers * size(opening, stores) / everything, SHORTEST_S)
            is_part = stores in whole
            wanted.append(Task(stores, EXACT, seconds, alone=is_part, is_part=is_part))
        self._phase("together", wanted)

    def _by_round(self, cut_up: Cut, cut: Sequence[Stores]) -> list[list[Stores]]:
        """The rounds of all parts side by side; parts share nobody."""
        opening, neighbours = self.standing.opening, sharing(self.standing.opening)
        by_part = [cut_up(part, neighbours) for part in cut]
        most = max((len(found) for found in by_part), default=0)
        together = [
            [stores for found in by_part for round in found[number : number + 1] for stores in round]
            for number in range(most)
        ]
        return [by_size(opening, tasks) for tasks in together]

    def _prove_coverage(self, cut: Sequence[Stores]) -> None:
        """Nobody can staff more than all stores could if nobody had to be shared; else a part is asked as a whole."""
        missing = self._empty_seats()
        stores = [frozenset({store_id}) for part in cut for store_id in sorted(part) if missing[store_id]]
        unknown = [store for store in stores if store not in self.empty_bounds]
        self._phase("proof", [Task(s, EXACT, self.seconds, True, alone=True, is_part=s in cut) for s in unknown])
        open_parts = [part for part in cut if part not in self.empty_bounds and self._could_staff_more(part)]
        self._phase("proof", [Task(part, EXACT, self.seconds, True, alone=True) for part in open_parts])

    def _could_staff_more(self, part: Stores) -> bool:
        known = sum(self.empty_bounds.get(frozenset({store_id}), 0.0) for store_id in part)
        return self.standing.empty_points(self.best, part) > known + SMALLEST

    def _empty_seats(self) -> Counter[int]:
        opening, missing = self.standing.opening, Counter[int]()
        filled = Counter(line.event.id for line in self.best)
        for event in opening.events:
            missing[event.store_id] += opening.seats[event.id] - filled[event.id]
        return missing

    def _phase(self, name: str, tasks: Sequence[Task]) -> None:
        if not tasks or self.left() <= 0:
            return
        began = time.monotonic()
        pool = Pool([partial(self._search, number, task) for number, task in enumerate(tasks)], self.workers)
        try:
            for answer in pool.answers(POLL_SECONDS):
                if answer is not None:
                    self._take(self._running.pop(answer[0]), answer[1])
                self._tell()
                self.watcher.go_on()
        finally:
            for running in list(self._running.values()):
                running.search.stopped.set()
            pool.stop(ENDING_S)
            self.wall_s[name] = self.wall_s.get(name, 0.0) + time.monotonic() - began
        self.note()

    def _search(self, number: int, task: Task) -> Found:
        """On a thread of the pool."""
        model = self.standing.model(task.stores, alone=task.alone)
        entries = max(len(model.matrix.columns), 1)
        pace = STEPS_A_SECOND * min(1.0, (USUAL_ENTRIES / entries) ** 0.5)
        limits = Limits(max(self.left(), POLL_SECONDS), self.seed, task.gap, task.seconds * pace)
        if task.only_coverage:
            search = model.cover(limits, sparing=not task.alone)
        else:
            search = model.improve(limits, self.standing.of(task.stores))
        self._running[number] = _Running(task, model, search)
        return search.run()

    def _take(self, running: _Running, found: Found) -> None:
        task = running.task
        if task.alone:
            known = self.empty_bounds if task.only_coverage else self.bounds
            known[task.stores] = max(known.get(task.stores, 0.0), found.bound)
        if found.values is not None and (task.is_part or not task.alone):
            self._accept(task.stores, running.model.lines(found.values))
            self.searched = True

    def _accept(self, stores: Stores, lines: Sequence[Assignment]) -> None:
        """Never for more empty seats, however much fairer the rest may be."""
        empty, before = (self.standing.empty_points(rows, stores) for rows in (lines, self.standing.of(stores)))
        if empty <= before:
            self.standing.accept(stores, lines)

    def _take_what_is_there(self) -> None:
        """The best of the searches that were stopped."""
        for running in self._running.values():
            if running.search.best is not None and not running.task.only_coverage:
                self._accept(running.task.stores, running.model.lines(running.search.best))
        self.note()

    def note(self) -> None:
        lines = self.standing.lines()
        points = plan_points(self.standing.opening, self.standing.duties, lines)
        better = (points.get(UNASSIGNED, 0.0), sum(points.values())) < (self.points.get(UNASSIGNED, 0.0), self.total)
        if not self.best or better:
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


def _sum_of_parts(bounds: dict[Stores, float]) -> float:
    """The best that sets of stores which do not touch say together; larger sets know more."""
    total, seen = 0.0, set[int]()
    for stores in sorted(bounds, key=lambda stores: (-len(stores), sorted(stores))):
        if not seen & stores:
            seen |= stores
            total += max(bounds[stores], 0.0)
    return total
