"""Which searches there are to do, which of them have to wait for which, and what each of them took.

What a search took is counted in steps of the solver and not by a clock, so that the same problem gets the same searches
however busy the machine is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.services.scheduling.engine_parts import Days, Stores, touch

STEPS_A_SECOND, USUAL_ENTRIES = 2_000, 50_000
"""Simplex steps of a second with a matrix of a usual size; larger ones take longer."""
COVERAGE_PACE = 2.5
"""So many times as many, where only coverage counts."""
ENTRIES_A_SECOND = 40_000
"""Of the matrix, that are read and simplified before the first step."""


@dataclass(frozen=True)
class Task:
    """A search for some stores; `alone` = as if there were no others, so that its bound is one for every plan."""

    stores: Stores
    gap: float
    seconds: float
    """Of work, on a usual machine."""
    only_coverage: bool = False
    alone: bool = False
    is_part: bool = False
    """Whether nobody of these stores works at any other."""
    days: Days = None
    """With them, what the plan has on all others stays."""
    events: frozenset[int] | None = None
    """With them, all other events that have a place keep it."""
    branches: bool = True
    """Without, it ends where the solver would begin to branch, which takes most of the memory."""
    relaxed: bool = False
    """Parts of people and events will do: a bound in a moment, and no plan."""

    @property
    def is_kept(self) -> bool:
        """Whether what it finds fits beside the plans of the other stores; else only its bound is of use."""
        return self.is_part or not self.alone


class Order:
    """Tasks that touch the same people are done one after the other, in the order of the list; others side by side.

    Whoever is first to end: what a task finds around it is always the same.
    """

    def __init__(self, tasks: Sequence[Task], neighbours: Mapping[int, frozenset[int]]) -> None:
        self._waits = {
            number: {earlier for earlier in range(number) if touch(tasks[earlier].stores, task.stores, neighbours)}
            for number, task in enumerate(tasks)
        }
        self._before = {number: frozenset(waits) for number, waits in self._waits.items()}
        self._seconds: dict[int, float] = {}

    @property
    def is_open(self) -> bool:
        return len(self._seconds) < len(self._before)

    def startable(self) -> list[int]:
        """Tasks that wait for nothing any more; each of them once."""
        found = [number for number, waits in self._waits.items() if not waits]
        for number in found:
            del self._waits[number]
        return found

    def end(self, number: int, seconds: float) -> None:
        self._seconds[number] = seconds
        for waits in self._waits.values():
            waits.discard(number)

    def seconds(self, workers: int) -> float:
        """Of work for so many workers, at least: all of it shared out, or the longest row of tasks that wait."""
        ends: dict[int, float] = {}
        for number in sorted(self._seconds):
            begins = max((ends.get(earlier, 0.0) for earlier in self._before[number]), default=0.0)
            ends[number] = begins + self._seconds[number]
        return max(max(ends.values(), default=0.0), sum(self._seconds.values()) / workers)


def pace(task: Task, entries: int) -> float:
    """Steps a second with a matrix of so many entries."""
    usual: float = STEPS_A_SECOND * min(1.0, (USUAL_ENTRIES / max(entries, 1)) ** 0.5)
    return usual * COVERAGE_PACE if task.only_coverage else usual


def seconds_of(task: Task, entries: int, steps: float) -> float:
    return entries / ENTRIES_A_SECOND + steps / pace(task, entries)
