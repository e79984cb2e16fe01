"""Between the searches and whoever waits for them: progress that never falls, and the wish to stop."""

from __future__ import annotations

import time
from collections.abc import Callable

SAY_EVERY_S = 1.0
ASK_EVERY_S = 0.1


class Stopped(Exception):
    """Whoever waits no longer wants the plan."""


class Watcher:
    def __init__(
        self, on_progress: Callable[[float, str], None] | None, should_stop: Callable[[], bool] | None
    ) -> None:
        self.stopped = False
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._reached = 0.0
        self._from, self._to = 0.0, 0.0
        self._part_from, self._part_share = 0.0, 1.0
        self._part, self._message = "", ""
        self._said_at = 0.0
        self._asked_at = 0.0

    def enter(self, begin: float, share: float, message: str) -> None:
        """A part of the run, which takes `share` of it from `begin` on."""
        self._part_from, self._part_share, self._part = begin, share, message
        self.say(0.0, 0.1, "Reading what is settled")

    def say(self, begin: float, end: float, message: str) -> None:
        """A step of the part, from `begin` to `end` of it."""
        self._from, self._to, self._message = begin, end, message
        self._report(begin)

    def watch(self, share: float) -> bool:
        """During a search: the share of its time that is spent. True = stop."""
        if time.monotonic() - self._said_at >= SAY_EVERY_S:
            self._report(self._from + (self._to - self._from) * share)
        return self.should_stop()

    def should_stop(self) -> bool:
        now = time.monotonic()
        if not self.stopped and self._should_stop is not None and now - self._asked_at >= ASK_EVERY_S:
            self._asked_at = now
            self.stopped = self._should_stop()
        return self.stopped

    def go_on(self) -> None:
        """Asked in the middle of long preparations. Raises Stopped."""
        if self.should_stop():
            raise Stopped

    def finish(self) -> None:
        self._part_from, self._part_share = 1.0, 0.0
        self._part, self._message = "Done", "every line is checked and explained"
        self._report(1.0)

    def _report(self, share_of_part: float) -> None:
        self._said_at = time.monotonic()
        self._reached = max(self._reached, min(1.0, self._part_from + self._part_share * share_of_part))
        if self._on_progress is not None:
            self._on_progress(self._reached, f"{self._part}: {self._message}")
