"""How many calls to another system may be under way at once, counted over all processes.

SQLite means one machine: a lock on one of a few small files. PostgreSQL may serve many machines: an advisory lock on
one of a few numbers, in a transaction of its own that lasts as long as the call. Both end with the process that holds
them, so a crash leaves no seat taken.
"""

from __future__ import annotations

import fcntl
import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Engine, func, select

from app.integrations.errors import Crowded

#: At most so many calls at once.
SEATS = {"crossmark": 4, "walmart_edr": 2}
#: Seconds.
LONGEST_WAIT = 30.0
_LOOK_EVERY = 0.05
_SIT_DOWN = Callable[[str, int], AbstractContextManager[bool]]


@contextmanager
def seat(name: str, title: str, *, engine: Engine, folder: Path) -> Iterator[None]:
    """Holds one of the seats for the block, and waits for one so long. Raises Crowded."""
    sit_down = _advisory(engine) if engine.dialect.name == "postgresql" else _file(folder)
    ends = time.monotonic() + LONGEST_WAIT
    while True:
        for number in range(SEATS[name]):
            with sit_down(name, number) as is_ours:
                if is_ours:
                    yield
                    return
        if time.monotonic() > ends:
            raise Crowded(title, LONGEST_WAIT)
        time.sleep(_LOOK_EVERY)


def _file(folder: Path) -> _SIT_DOWN:
    @contextmanager
    def sit_down(name: str, number: int) -> Iterator[bool]:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / f"{name}-{number}.seat", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield _locked(descriptor)
        finally:
            os.close(descriptor)  # and with it the lock

    return sit_down


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _advisory(engine: Engine) -> _SIT_DOWN:
    @contextmanager
    def sit_down(name: str, number: int) -> Iterator[bool]:
        with engine.connect() as connection, connection.begin():
            key = zlib.crc32(f"seat:{name}".encode()) - 2**31
            yield bool(connection.scalar(select(func.pg_try_advisory_xact_lock(key, number))))

    return sit_down
