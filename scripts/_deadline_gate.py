"""Silence, dripping, an effect that comes late and an outage, with the deadlines people live with: nothing is scaled.

The sandbox's ledger is the judge here, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.errors import OutcomeUnknown
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.services import outbox
from app.services.outbox_claims import Pace
from scripts._large_crossmark import ZONE
from scripts._outbox_gate import Stage, staged
from tests.nursery import Nursery

_BOOK = "scheduleMplanEvent"
#: An outage long enough for the half minute to pass twice.
_OUTAGE_SECONDS = 70.0
_LONGEST_SECONDS = 300.0


@dataclass(frozen=True)
class Timed:
    """How long it took, and how often Crossmark was asked or did what was asked."""

    seconds: float
    calls: int


def write_ends(folder: Path, url: str, kind: str) -> Timed:
    """D2, D3: a write to a counterpart that is silent, or sends a byte a second, ends by itself."""
    with staged(folder, url, 5) as stage:
        client = CrossmarkClient(CrossmarkAccount(stage.address, CROSSMARK_USER, SANDBOX_PASSWORD))
        client.sign_in()
        order(stage, kind=kind, match=_BOOK, delay=1)
        began = time.monotonic()
        try:
            _write(client)
        except OutcomeUnknown:
            return Timed(time.monotonic() - began, len(_asked(stage)))
        raise RuntimeError(f"{kind}: the answer came nevertheless")


def _write(client: CrossmarkClient) -> None:
    starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    client.schedule(
        mplan_id="31200000",
        rep_id="200000",
        location_id="160000",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=6),
        zone=ZONE,
    )


def late_effect(folder: Path, url: str) -> Timed:
    """D12: the effect appears five seconds after our deadline; nothing is sent again."""
    with staged(folder, url, 5) as stage:
        stage.queue(1)
        order(stage, kind="delay-effect", match=_BOOK, delay=35, count=1)
        began = time.monotonic()
        with Nursery(stage.environment) as nursery:
            nursery.spawn(deliver_at_the_real_pace)
            _until(lambda: not stage.open_items())
        return Timed(time.monotonic() - began, sum(row["effect_applied"] for row in _asked(stage)))


def half_open(folder: Path, url: str, workers: int = 3) -> Timed:
    """D1, D23: while Crossmark answers 503, all workers together try once in half a minute."""
    with staged(folder, url, 20) as stage:
        stage.queue(20)
        order(stage, kind="status", status=503)
        before = len(_ledger(stage))
        with Nursery(stage.environment) as nursery:
            for _ in range(workers):
                nursery.spawn(deliver_at_the_real_pace)
            stage.wait_for_the_breaker()
            opened = len(_ledger(stage))
            time.sleep(_OUTAGE_SECONDS)
        return Timed(_OUTAGE_SECONDS, len(_ledger(stage)) - opened if opened > before else -1)


def deliver_at_the_real_pace() -> None:
    """A worker that never ends by itself."""
    while True:
        outbox.deliver_due(pace=Pace())
        time.sleep(0.5)


def _until(happened: Callable[[], bool]) -> None:
    ends = time.monotonic() + _LONGEST_SECONDS
    while not happened() and time.monotonic() < ends:
        time.sleep(0.2)


def order(stage: Stage, **fault: object) -> None:
    """Trouble, as the sandbox's control address takes it."""
    requests.post(f"{stage.address}/_fault", json={"match": "", **fault}, timeout=60).raise_for_status()


def _ledger(stage: Stage) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = requests.get(f"{stage.address}/_ledger", timeout=60).json()
    return rows


def _asked(stage: Stage) -> list[dict[str, bool]]:
    return [{"effect_applied": bool(row["effect_applied"])} for row in _ledger(stage) if row["operation"] == _BOOK]
