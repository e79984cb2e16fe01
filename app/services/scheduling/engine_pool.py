"""A few threads that work through tasks while their caller stays free to tell progress and to stop them.

They are daemons: a solver deep in a step answers late, and neither a cancel nor the end of the process waits for it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Done(Generic[Answer]):
    number: int
    answer: Answer | None
    fault: BaseException | None


class Pool(Generic[Answer]):
    def __init__(self, tasks: Sequence[Callable[[], Answer]], workers: int) -> None:
        self._waiting: queue.SimpleQueue[tuple[int, Callable[[], Answer]]] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done[Answer]] = queue.SimpleQueue()
        self._tasks = len(tasks)
        for numbered in enumerate(tasks):
            self._waiting.put(numbered)
        self._threads = [
            threading.Thread(target=self._work, name="search", daemon=True) for _ in range(min(workers, len(tasks)))
        ]
        for thread in self._threads:
            thread.start()

    def answers(self, poll_s: float) -> Iterator[tuple[int, Answer] | None]:
        """Each answer with the number of its task as it comes, None while there is none.

        Raises what a task raised.
        """
        left = self._tasks
        while left:
            try:
                done = self._done.get(timeout=poll_s)
            except queue.Empty:
                yield None
                continue
            left -= 1
            if done.fault is not None:
                raise done.fault
            if done.answer is not None:
                yield done.number, done.answer

    def stop(self, wait_s: float) -> None:
        """What was not begun is not begun any more; for what was, there is a little time to end."""
        while not self._waiting.empty():
            with suppress(queue.Empty):
                self._waiting.get_nowait()
        until = time.monotonic() + wait_s
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0.0))

    def _work(self) -> None:
        while True:
            try:
                number, task = self._waiting.get_nowait()
            except queue.Empty:
                return
            try:
                self._done.put(Done(number, task(), None))
            except BaseException as fault:
                self._done.put(Done(number, None, fault))
