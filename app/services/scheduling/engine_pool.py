"""A few threads that work through tasks while their caller stays free to tell progress and to stop them.

They are daemons: a solver deep in a step answers late, and neither a cancel nor the end of the process waits for it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _Done(Generic[Answer]):
    number: int
    answer: Answer | None
    fault: BaseException | None


class Pool(Generic[Answer]):
    def __init__(self, workers: int) -> None:
        self._waiting: queue.SimpleQueue[tuple[int, Callable[[], Answer]] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[_Done[Answer]] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._work, name="search", daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    def start(self, number: int, task: Callable[[], Answer]) -> None:
        """As soon as a thread is free; in the order in which they are started."""
        self._waiting.put((number, task))

    def answer(self, wait_s: float) -> tuple[int, Answer] | None:
        """That of some task with its number, None while there is none. Raises what a task raised."""
        try:
            done = self._done.get(timeout=wait_s)
        except queue.Empty:
            return None
        if done.fault is not None:
            raise done.fault
        return None if done.answer is None else (done.number, done.answer)

    def stop(self, wait_s: float) -> None:
        """What was not begun is not begun any more; for what was, there is a little time to end."""
        while not self._waiting.empty():
            with suppress(queue.Empty):
                self._waiting.get_nowait()
        for _ in self._threads:
            self._waiting.put(None)
        until = time.monotonic() + wait_s
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0.0))

    def _work(self) -> None:
        while (numbered := self._waiting.get()) is not None:
            number, task = numbered
            try:
                self._done.put(_Done(number, task(), None))
            except BaseException as fault:
                self._done.put(_Done(number, None, fault))
