"""Asks a short-lived process with limits on memory and time, so that what is in a foreign file can hurt nobody.

The script is started by path, so that nothing of the application is loaded next to the file, and without environment.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OUT_OF_MEMORY = 3
TOO_SLOW, TOO_HEAVY, UNREADABLE = "too_slow", "too_heavy", "unreadable"


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    size: int = 25 * 1024 * 1024
    pages: int = 200
    memory: int = 512 * 1024 * 1024
    cpu: int = 20
    wall: float = 30.0


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Answer:
    """`head` is the line of JSON that comes before the content."""

    head: Any
    content: bytes


def ask(script: Path, arguments: Sequence[str], sent: bytes, limits: Limits) -> Answer | str:
    """What the script answers, else TOO_SLOW, TOO_HEAVY or UNREADABLE. The limits for memory and processor come before
    the other arguments; the script keeps them. Blocks up to `limits.wall`."""
    command = [sys.executable, "-I", str(script), str(limits.memory), str(limits.cpu), *arguments]
    with tempfile.TemporaryDirectory(prefix="paperwork-") as folder:
        try:
            done = subprocess.run(  # noqa: S603  # our own interpreter, our own file, our own arguments
                command, input=sent, capture_output=True, timeout=limits.wall, env={}, cwd=folder, check=False
            )
        except subprocess.TimeoutExpired:
            return TOO_SLOW
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return TOO_SLOW
    if done.returncode:
        return TOO_HEAVY if done.returncode == OUT_OF_MEMORY else UNREADABLE
    head, _, content = done.stdout.partition(b"\n")
    return Answer(json.loads(head), content)
