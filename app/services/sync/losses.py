"""What a complete list no longer has. Once is remembered, twice in a row counts as taken away; so much at once that it
looks like a fault of the other side is held until a manager has decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

GUARD_SHARE = 0.2
GUARD_COUNT = 50


class Missable(Protocol):
    missing_since: datetime | None


Row = TypeVar("Row", bound=Missable)


def is_suspicious(gone: int, known: int) -> bool:
    """More than this many and this share of what was known."""
    return gone > GUARD_COUNT and gone > GUARD_SHARE * known


def gone_twice(rows: Sequence[Row], now: datetime) -> tuple[list[Row], list[Row]]:
    """Marks those that are missing for the first time. Returns them, and those that were missing before."""
    before = [row for row in rows if row.missing_since is not None]
    first = [row for row in rows if row.missing_since is None]
    for row in first:
        row.missing_since = now
    return first, before
