"""Starts one sandbox as a process of its own, with or without the `flask` command."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.sandbox import certificates
from app.sandbox.accounts import CROSSMARK_ACCOUNTS, EDR_ACCOUNT, Account
from app.sandbox.crossmark import ON_EXISTING, CrossmarkOptions, CrossmarkSandbox
from app.sandbox.delivery import SandboxServer
from app.sandbox.seed import DEFAULT_SEED
from app.sandbox.service import SandboxService
from app.sandbox.walmart_edr import EdrOptions, WalmartEdrSandbox

_HOST = "127.0.0.1"
_HOME_ZONE = ZoneInfo("America/Indiana/Indianapolis")
KINDS = ("crossmark", "walmart-edr")


@dataclass(frozen=True)
class Launch:
    """`today` is the day of the first start; later starts go on with what is in `data_dir`."""

    kind: str
    port: int
    data_dir: Path
    seed: int = DEFAULT_SEED
    today: date | None = None
    on_existing: str = "duplicate"
    account: Account | None = None
    """Instead of the published sign-in."""
    tls: str = ""
    """A kind of certificates.KINDS: https with a certificate that no client may accept."""
    control_port: int = 0
    """Of the control addresses alone; 0 picks a free one."""


def home_today() -> date:
    """The date where two of the three stores are."""
    return datetime.now(_HOME_ZONE).date()


def build_service(launch: Launch) -> SandboxService:
    today = launch.today or home_today()
    if launch.kind == "crossmark":
        accounts = (launch.account,) if launch.account else CROSSMARK_ACCOUNTS
        options = CrossmarkOptions(seed=launch.seed, accounts=accounts, on_existing=launch.on_existing)
        return CrossmarkSandbox(launch.data_dir, today, options)
    return WalmartEdrSandbox(launch.data_dir, today, EdrOptions(launch.seed, launch.account or EDR_ACCOUNT))


def run(launch: Launch) -> int:
    """Serve until SIGTERM or Ctrl-C. Must be called in the main thread."""
    service = build_service(launch)
    server = SandboxServer((_HOST, launch.port), service, tls=launch.tls, control_port=launch.control_port)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    server.start()
    sys.stdout.write(f"Sandbox {launch.kind}: {server.base_url}\nControl {launch.kind}: {server.control.base_url}\n")
    sys.stdout.flush()
    stopped.wait()
    server.stop()
    return 0


def main(kind: str, arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog=f"python -m app.sandbox.{kind.replace('-', '_')}")
    parser.add_argument("--port", type=int, required=True, help="0 picks a free one")
    parser.add_argument("--data", type=Path, required=True, help="folder for the sandbox's state")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--today", type=date.fromisoformat, default=None, help="YYYY-MM-DD, first start only")
    parser.add_argument("--on-existing", choices=ON_EXISTING, default="duplicate")
    parser.add_argument("--user", default=None, help="instead of the published sign-in, with --password")
    parser.add_argument("--password", default=None)
    parser.add_argument("--tls", choices=certificates.KINDS, default="", help="https with an unusable certificate")
    parser.add_argument("--control-port", type=int, default=0, help="of the control addresses; 0 picks a free one")
    given = parser.parse_args(arguments)
    return run(
        Launch(
            kind=kind,
            port=given.port,
            data_dir=given.data,
            seed=given.seed,
            today=given.today,
            on_existing=given.on_existing,
            account=account_from(given.user, given.password),
            tls=given.tls,
            control_port=given.control_port,
        )
    )


def account_from(user: str | None, password: str | None) -> Account | None:
    """Another sign-in than the published one when both are given."""
    return Account(user, password) if user and password else None
