"""How gunicorn serves the pages; the address comes with `-b`, the numbers from the environment of the host."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

# One worker a core and a few threads each measured best here; more threads only queue up behind the interpreter.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4 + 6  # six may only wait for news: PLACES in app/blueprints/live/streams.py
preload_app = True  # one import for all workers: a faster start and shared memory

timeout = 60
graceful_timeout = 30
keepalive = 5
# Replaced now and then, so that a slow leak never becomes an outage; not both at once.
max_requests = 2000
max_requests_jitter = 200

control_socket_disable = True  # it would open a socket in the home folder
# The heartbeat file must not wait for a busy disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # memory, not a shared temp file

accesslog = None  # the application writes its own line per request, with the request id
errorlog = "-"


#: Seconds between "send no more requests here" and closing the door: load balancers look every few seconds.
drain_seconds = 5.0 if os.environ.get("APP_ENV") in {"production", "staging"} else 0.0


def post_worker_init(worker: Any) -> None:
    """SIGTERM first makes /health/ready say `stopping`; a moment later the worker takes no more and finishes."""
    del worker
    from app.blueprints.health import STOPPING
    from app.wsgi import app

    finish = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: Any) -> None:
        app.extensions[STOPPING] = True
        signal.signal(signal.SIGTERM, finish)  # asked a second time it goes at once
        threading.Timer(drain_seconds, os.kill, (os.getpid(), signal.SIGTERM)).start()

    signal.signal(signal.SIGTERM, stop)


def post_fork(server: Any, worker: Any) -> None:
    """Connections opened before the fork belong to the parent: two processes on one would mix up their answers."""
    del server
    from app.blueprints.live.streams import streams_of
    from app.db import db
    from app.wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)
    # A stream of news would else keep a worker that was told to stop for as long as it lasts.
    streams_of(app).stopping = lambda: not worker.alive
