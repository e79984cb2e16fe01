"""Several waits at once: for work that mostly waits for other systems and touches no table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


@contextmanager
def side_by_side(
    work: Callable[[Thing], Result], things: Sequence[Thing], *, at_once: int
) -> Iterator[Iterator[Result]]:
    """The results in the order of the things; the work begins at once. Who leaves early starts nothing more, and
    waits only for what is under way."""
    pool = ThreadPoolExecutor(max_workers=at_once)
    try:
        yield pool.map(work, things)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
