"""Server-sent events under threaded workers: a bounded number of streams a process, a heartbeat, an early end."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from app.db import db
from app.services import news
from app.services.actors import Actor
from app.services.news import News

#: Each holds a thread of the worker, which has that many more (gunicorn.conf.py).
PLACES = 6
#: Seconds. A browser comes back by itself, and then the sign-in is looked at again. Only a heartbeat notices that a
#: page was left, so it also says how long a place stays taken for nothing.
LASTS = 120.0
PACE = 1.0
HEARTBEAT = 4.0


@dataclass
class Streams:
    """Of one process. `stopping` says that the process wants to end; the server sets it."""

    places: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(PLACES))
    stopping: Callable[[], bool] = lambda: False

    def take(self) -> Callable[[], None] | None:
        """How to give the place back, once; None when all are taken."""
        if not self.places.acquire(blocking=False):
            return None
        given_back = threading.Event()

        def give_back() -> None:
            if not given_back.is_set():
                given_back.set()
                self.places.release()

        return give_back


def streams_of(app: Flask) -> Streams:
    found: Streams = app.extensions.setdefault("live_streams", Streams())
    return found


def events(app: Flask, actor: Actor, after: int) -> Iterator[str]:
    """What a stream says until it ends. No database connection is held while nothing is asked."""
    ends = time.monotonic() + LASTS
    beat = time.monotonic() + HEARTBEAT
    yield f"retry: {int(PACE * 3000)}\n\n"
    while time.monotonic() < ends and not streams_of(app).stopping():
        with app.app_context():
            told, after = news.since(db.session(), actor, after)
        for one in told:
            yield f"id: {one.sequence}\ndata: {json.dumps(plain(one))}\n\n"
        if time.monotonic() >= beat:
            # The number, too: who comes back asks from here, not from the last change that concerned him.
            yield f"id: {after}\nevent: beat\ndata: {after}\n\n"
            beat = time.monotonic() + HEARTBEAT
        time.sleep(PACE)


def plain(one: News) -> dict[str, Any]:
    return {
        "sequence": one.sequence,
        "at": one.at.isoformat(),
        "by": one.by,
        "mine": one.mine,
        "summary": one.summary,
        "stores": one.stores,
        "days": [str(day) for day in one.days],
        "schedules": one.schedules,
        "events": one.events,
        "own": one.own,
    }
