"""When so much is gone at once that it is taken for a fault of the other side, not for the truth."""

from __future__ import annotations

GUARD_SHARE = 0.2
GUARD_COUNT = 50


def is_suspicious(gone: int, known: int) -> bool:
    """More than this many and this share of what was known."""
    return gone > GUARD_COUNT and gone > GUARD_SHARE * known
