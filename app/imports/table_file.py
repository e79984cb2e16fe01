"""Reads a CSV or Excel file that somebody uploaded, or says why not.

The file is opened only by a short-lived process with limits on memory and time, see `table_process`.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from app.imports import limits
from app.imports.table_process import OUT_OF_MEMORY

Rows = list[tuple[int, list[str]]]
"""Cells as text, each row with its number in the file; the first one holds the headings."""
_PROCESS = Path(__file__).with_name("table_process.py")
_ZIP, _OLD_EXCEL, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_KINDS = (".csv", ".xlsx")


class Unreadable(Exception):
    """Carries the code of a reason that the service puts into words."""


def read(content: bytes, file_name: str) -> Rows:
    """The rows as text, blank ones and comments left out. Blocks up to `limits.WALL`. Raises Unreadable."""
    return _inspect(content, _kind_of(content, file_name))


def _kind_of(content: bytes, file_name: str) -> str:
    """What the bytes are; a name that says something else is a mistake of somebody, so nothing is guessed."""
    named = Path(file_name.lower()).suffix
    if named not in _KINDS:
        raise Unreadable("old_excel" if content.startswith(_OLD_EXCEL) else "other_kind")
    if not content:
        raise Unreadable("empty")
    if len(content) > limits.SIZE:
        raise Unreadable("too_large")
    if content.startswith(_OLD_EXCEL):
        raise Unreadable("old_excel")
    if named == ".xlsx" and not content.startswith(_ZIP):
        raise Unreadable("not_excel")
    if named == ".csv" and content.startswith((_ZIP, _PDF)):
        raise Unreadable("not_text")
    return named.removeprefix(".")


def _inspect(content: bytes, kind: str) -> Rows:
    command = [sys.executable, "-I", str(_PROCESS), kind]
    numbers = (
        limits.MEMORY, limits.CPU, limits.UNPACKED, limits.RATIO, limits.ENTRIES, limits.ROWS, limits.COLUMNS,
        limits.CELL,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        try:
            done = subprocess.run(  # noqa: S603  # our own interpreter, our own file, a word and numbers only
                [*command, *(str(number) for number in numbers)],
                input=content, capture_output=True, timeout=limits.WALL, env={}, cwd=folder, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Unreadable("too_slow") from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable("too_slow")
    if done.returncode == OUT_OF_MEMORY:
        raise Unreadable("too_heavy")
    if done.returncode:
        raise Unreadable("broken")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Unreadable(str(answer["refused"]))
    return [(number, cells) for number, cells in answer["rows"]]
