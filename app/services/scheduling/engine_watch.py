"""Between the searches and whoever waits for them: progress that never falls, and the wish to stop."""

from __future__ import annotations

import time
from collections.abc import Callable

SAY_EVERY_S = 0.5
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
        self._said_at = 0.0
        self._asked_at = 0.0

    def say(self, share: float, message: str) -> None:
        """Now, whenever something else was said."""
        self._said_at = time.monotonic()
        self._reached = max(self._reached, min(1.0, share))
        if self._on_progress is not None:
            self._on_progress(self._reached, message)

    def repeat(self, share: float, message: Callable[[], str]) -> None:
        """During a search, some times a second at most."""
        if time.monotonic() - self._said_at >= SAY_EVERY_S:
            self.say(share, message())

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
