"""What stands before each call to another system: whether it may be asked now, and how it answered."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from app.integrations.errors import (
    ConnectionLost,
    IntegrationError,
    ServerTrouble,
    TimedOut,
    Unreachable,
)

#: Troubles of the other end. A refusal, a wrong password or a wish to wait is an answer.
TROUBLES = (Unreachable, TimedOut, ConnectionLost, ServerTrouble)


class Gate(Protocol):
    def seat(self) -> AbstractContextManager[None]:
        """Held while the call lasts: only so many go on at once. Raises Crowded."""

    def enter(self) -> None:
        """Raises Paused while the other system is left alone."""

    def answered(self) -> None: ...

    def failed(self, error: IntegrationError) -> None: ...


class AlwaysOpen:
    """For callers that keep no record."""

    def seat(self) -> AbstractContextManager[None]:
        return nullcontext()

    def enter(self) -> None:
        """Let everybody through."""

    def answered(self) -> None:
        """Nothing is remembered."""

    def failed(self, error: IntegrationError) -> None:
        """Nothing is remembered."""
