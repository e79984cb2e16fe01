"""Runs a sandbox inside a test: real sockets on a free port, stopped by `stop()` or the end of a `with`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.sandbox.crossmark import CrossmarkOptions, CrossmarkSandbox
from app.sandbox.delivery import SandboxServer
from app.sandbox.launch import home_today
from app.sandbox.service import SandboxService
from app.sandbox.walmart_edr import EdrOptions, WalmartEdrSandbox

Row = dict[str, Any]


@dataclass
class RunningSandbox:
    """Its control calls go over HTTP like everybody else's."""

    server: SandboxServer

    @property
    def base_url(self) -> str:
        return self.server.base_url

    def ledger(self, operation: str | None = None) -> list[Row]:
        """One row per request, oldest first; with `operation` (last part of the path) only those."""
        rows: list[Row] = self.control("GET", "/_ledger")
        return [row for row in rows if operation in {None, row["operation"]}]

    def bookings(self, *, seeded: bool = True) -> list[Row]:
        """Active bookings at the Crossmark sandbox; without the seeded ones only what clients made."""
        rows: list[Row] = self.control("GET", "/_bookings")
        return [row for row in rows if seeded or not row["seeded"]]

    def mfa_code(self) -> str | None:
        """The newest code the EDR sandbox sent, if it still works."""
        newest = self.control("GET", "/_mfa")
        return str(newest["code"]) if newest["valid"] else None

    def fault(self, kind: str, match: str = "", **settings: object) -> None:
        """Order trouble for requests whose path contains `match`; settings as in faults.Fault."""
        self.control("POST", "/_fault", {"kind": kind, "match": match, **settings})

    def clear_faults(self) -> None:
        self.control("DELETE", "/_fault")

    def edit_mplan(self, mplan_id: str, **changes: str) -> None:
        """Somebody changes name, condition, startDate or endDate (ISO) at the site."""
        self.control("POST", "/_mplan", {"mPlanID": mplan_id, **changes})

    def reset(self, **wanted: object) -> None:
        """Back to the first day, or to another `seed` or `today` (YYYY-MM-DD)."""
        self.control("POST", "/_reset", wanted)

    def control(self, method: str, path: str, body: object = None) -> Any:
        host, port = self.server.control.server_address[:2]
        connection = HTTPConnection(str(host), int(port), timeout=30)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ValueError(f"{method} {path} answered {response.status}: {answer}")
        return answer

    def stop(self) -> None:
        self.server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def start_crossmark(
    data_dir: Path, *, today: date | None = None, port: int = 0, tls: str = "", **options: Any
) -> RunningSandbox:
    """`options` as in CrossmarkOptions: seed, account, on_existing, login_answer, expired_answer, session_seconds.
    `tls` as in SandboxServer."""
    return _started(CrossmarkSandbox(data_dir, today or home_today(), CrossmarkOptions(**options)), port, tls)


def start_walmart_edr(data_dir: Path, *, today: date | None = None, port: int = 0, **options: Any) -> RunningSandbox:
    """`options` as in EdrOptions: seed, account, token_in, lifetimes."""
    return _started(WalmartEdrSandbox(data_dir, today or home_today(), EdrOptions(**options)), port)


def _started(service: SandboxService, port: int, tls: str = "") -> RunningSandbox:
    server = SandboxServer(("127.0.0.1", port), service, tls=tls)
    server.start()
    return RunningSandbox(server)
