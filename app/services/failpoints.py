"""Named places where a test may kill the process: FAILPOINT=name in the environment. Nothing happens anywhere else,
and production refuses to start when it is set."""

from __future__ import annotations

import os
import signal

from flask import current_app

_ALLOWED = frozenset({"development", "testing"})


def reach(name: str) -> None:
    """Dies at once, without any clean-up, when FAILPOINT names this place."""
    if os.environ.get("FAILPOINT") == name and current_app.extensions["settings"].env in _ALLOWED:
        os.kill(os.getpid(), signal.SIGKILL)
