"""Randomness that repeats: every topic has its own stream, so widening one part leaves the others as they were."""

from __future__ import annotations

import random


def stream(seed: int, *topic: object) -> random.Random:
    key = ":".join(str(part) for part in (seed, *topic))
    return random.Random(key)  # noqa: S311  # nosec B311  # invented demo data, nothing secret
