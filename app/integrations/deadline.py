"""A total deadline for one HTTP call. The time-outs of the socket start anew with every byte, so a server that drips
could hold a worker for hours; a watch shuts the connection when the time is over."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Self

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_current: ContextVar[Watch | None] = ContextVar("watch", default=None)


class Watch:
    """Use as a context; whatever connection is used inside is shut after `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._ends = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True
        self.sent = False
        """True once a request went out on a connection."""

    @property
    def expired(self) -> bool:
        return time.monotonic() >= self._ends

    def attach(self, connection: socket.socket) -> None:
        with self._lock:
            self._socket = connection
        if self.expired:
            self._shut()

    def _shut(self) -> None:
        with self._lock:
            if self._socket is not None:
                with suppress(OSError):  # closed already
                    # Not SSLSocket.shutdown: it takes the TLS layer away under the thread that reads.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._socket = None
        _current.reset(self._token)


def _watched(connection: Any) -> None:
    watch = _current.get()
    if watch is not None and connection.sock is not None:
        watch.sent = True
        watch.attach(connection.sock)


class WatchedHttp(HTTPConnection):
    def send(self, data: Any) -> None:
        super().send(data)
        _watched(self)


class WatchedHttps(HTTPSConnection):
    def send(self, data: Any) -> None:
        super().send(data)
        _watched(self)


class WatchedHttpPool(HTTPConnectionPool):
    ConnectionCls = WatchedHttp


class WatchedHttpsPool(HTTPSConnectionPool):
    ConnectionCls = WatchedHttps


class WatchedAdapter(HTTPAdapter):
    """For requests: pools whose connections a Watch can shut; never retries by itself."""

    def __init__(self) -> None:
        super().__init__(max_retries=0, pool_connections=2, pool_maxsize=2)

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        super().init_poolmanager(*args, **settings)
        self.poolmanager.pool_classes_by_scheme = {"http": WatchedHttpPool, "https": WatchedHttpsPool}
