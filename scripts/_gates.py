"""The release gates: one JSON line a gate and a table at the end; ends with 1 when one is missed.

scripts/gates [NAME ...]   (without names: all)
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts import _deadline_gate, _outbox_gate, bench_sync
from tests import databases

_DRAIN_LIMIT = 120.0
#: Seconds of a whole call, and one for stopping.
_CALL_LIMIT = 31.0
#: Once in 30 seconds of the outage of 70.
_PROBES = 3


@dataclass(frozen=True)
class Verdict:
    """`value` against `limit`; `said` is for the table."""

    goal: str
    value: float
    limit: float
    passed: bool
    said: str

    def as_line(self) -> str:
        found = {"goal": self.goal, "value": self.value, "limit": self.limit, "pass": self.passed, "detail": self.said}
        return json.dumps(found)

    @classmethod
    def of(cls, line: dict[str, Any]) -> Verdict:
        return cls(line["goal"], line["value"], line["limit"], line["pass"], line["detail"])


@contextmanager
def _database(engine: str) -> Iterator[tuple[Path, str]]:
    with tempfile.TemporaryDirectory(prefix="gate-") as name:
        folder = Path(name)
        server = databases.server_address() if engine == "postgresql" else nullcontext("")
        with server as address, databases.database(engine, address, folder) as url:
            _outbox_gate.prepare(url, folder)
            yield folder, url


def random_kills(engine: str) -> Iterator[Verdict]:
    """C2: 1,000 bookings, workers killed 50 times: 1,000 effects in the ledger, none twice, none missing."""
    with _database(engine) as (folder, url):
        found = _outbox_gate.random_kills(folder, url, bookings=1000, kills=50)
    wrong = found.doubled + found.missing + found.unsettled
    said = f"{found.effects} effects, {found.kills} kills, {found.doubled} doubled, {found.missing} missing ({engine})"
    yield Verdict("C2", wrong, 0, found.is_exact and found.kills >= 50, said)
    drained = found.drained_seconds
    yield Verdict("C2 drained", drained, _DRAIN_LIMIT, drained <= _DRAIN_LIMIT, f"s after the last kill ({engine})")


def outage(engine: str) -> Iterator[Verdict]:
    """D24: 5,000 bookings queued while Crossmark was away; a tenth was moved and a tenth taken back since."""
    with _database(engine) as (folder, url):
        found = _outbox_gate.outage(folder, url, bookings=5000)
    wrong = found.doubled + found.missing + found.unsettled
    said = (
        f"{found.effects} effects of {found.wanted} in {found.drained_seconds:g} s, {found.doubled} doubled ({engine})"
    )
    yield Verdict("D24", wrong, 0, found.is_exact, said)


def sync_speed(engine: str) -> Iterator[Verdict]:
    """Full sync of 5,000 events and 500 people, one that finds nothing new, and the week page meanwhile."""
    for row in bench_sync.measure(5000, 500, engine):
        if "limit" in row:
            value = bench_sync.value_of(row)
            yield Verdict(row["what"], round(value, 2), row["limit"], value <= row["limit"], engine)


def silence(engine: str) -> Iterator[Verdict]:
    """D2: a write to a counterpart that never answers ends by itself, unscaled (15 s)."""
    yield _given_up("D2 silence", "accept-silent", engine)


def dripping(engine: str) -> Iterator[Verdict]:
    """D3: a write answered with a byte a second ends by itself, unscaled (30 s)."""
    yield _given_up("D3 dripping", "drip", engine)


def _given_up(goal: str, kind: str, engine: str) -> Verdict:
    with _database(engine) as (folder, url):
        found = _deadline_gate.write_ends(folder, url, kind)
    passed = found.seconds <= _CALL_LIMIT and found.calls == 1
    return Verdict(goal, round(found.seconds, 1), _CALL_LIMIT, passed, f"s until the write was given up ({engine})")


def late_effect(engine: str) -> Iterator[Verdict]:
    """D12: an effect that appears 5 s after our deadline of 30 s stands once, with the real waits (2 minutes)."""
    with _database(engine) as (folder, url):
        found = _deadline_gate.late_effect(folder, url)
    said = f"bookings, settled after {found.seconds:.0f} s ({engine})"
    yield Verdict("D12 late effect", found.calls, 1, found.calls == 1, said)


def half_open(engine: str) -> Iterator[Verdict]:
    """D23: three workers together try once in 30 s while Crossmark answers 503 (70 s)."""
    with _database(engine) as (folder, url):
        found = _deadline_gate.half_open(folder, url)
    said = f"calls of three workers in {found.seconds:.0f} s of outage ({engine})"
    yield Verdict("D23 half-open", found.calls, _PROBES, 1 <= found.calls <= _PROBES, said)


GATES: dict[str, Callable[[str], Iterator[Verdict]]] = {
    "random-kills": random_kills,
    "outage": outage,
    "silence": silence,
    "dripping": dripping,
    "late-effect": late_effect,
    "half-open": half_open,
    "sync-speed": sync_speed,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/gates",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="\n".join(f"{name}: {(gate.__doc__ or '').strip()}" for name, gate in GATES.items()),
    )
    parser.add_argument("names", nargs="*", help=f"default: all of {', '.join(GATES)}")
    parser.add_argument("--database", choices=databases.ENGINES, default="sqlite")
    chosen = parser.parse_args(arguments)
    names = chosen.names or list(GATES)
    if unknown := [name for name in names if name not in GATES]:
        parser.error(f"there is no gate {unknown[0]}")
    found = _measured(names[0], chosen.database) if len(names) == 1 else _apart(names, chosen.database)
    print(f"\n{'goal':22} {'value':>9} {'limit':>7}  verdict")
    for one in found:
        print(f"{one.goal:22} {one.value:9g} {one.limit:7g}  {'pass' if one.passed else 'MISSED'}  {one.said}")
    return 0 if all(one.passed for one in found) else 1


def _measured(name: str, engine: str) -> list[Verdict]:
    found = []
    for verdict in GATES[name](engine):
        print(verdict.as_line(), flush=True)
        found.append(verdict)
    return found


def _apart(names: Sequence[str], engine: str) -> list[Verdict]:
    """Each in a process of its own: one that breaks is missed and does not take the others with it."""
    found = []
    for name in names:
        command = [sys.executable, "-m", "scripts._gates", name, "--database", engine]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")] or [_broken(name).as_line()]
        print("\n".join(lines), flush=True)
        found += [Verdict.of(json.loads(line)) for line in lines]
    return found


def _broken(name: str) -> Verdict:
    return Verdict(name, 1, 0, False, "it broke before it had measured anything")


if __name__ == "__main__":
    sys.exit(main())
