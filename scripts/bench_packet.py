"""Measures how long a busy day's packet takes and how much memory it needs, each way in a process of its own: the
pages drawn in either look, and the whole job with every sales tool and report still to be fetched from the sandboxes.

scripts/bench packet [--events 40] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import time as clock
from pathlib import Path
from typing import Any

from app.paperwork import packet
from app.paperwork.model import EdrLayout, PacketOptions
from scripts import packet_bench_world
from tests.unit.paperwork.paper_samples import bundle, day, report

Figures = dict[str, Any]


SECONDS, MEGABYTES = 10.0, 512
WHOLE = "whole"
WAYS = (*(layout.value for layout in EdrLayout), WHOLE)


def measure(way: str, events: int) -> Figures:
    """Of this process: `megabytes` is the most memory that it ever held, with the sandboxes in it."""
    if way == WHOLE:
        return _noted(way, events, _whole(events))
    layout = EdrLayout(way)
    sets = [
        bundle(str(612300 + n), start=clock(9 + n % 4), employee=f"Person {n}", edr=report(str(612300 + n), items=6))
        for n in range(events)
    ]
    with _timed() as timed:
        paper = packet.build(day(*sets, options=PacketOptions(edr_layout=layout)))
    return _noted(way, events, timed | {"pages": paper.pages, "size": len(paper.pdf)})


def _whole(events: int) -> Figures:
    """The job of the worker, from a day whose documents nobody fetched yet."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-packet-") as name,
        packet_bench_world.ready(Path(name), events) as job,
    ):
        with _timed() as timed:
            built = job()
        return timed | {"pages": built["pages"], "missing": built["missing"]}


@contextmanager
def _timed() -> Iterator[Figures]:
    """Fills in how long the block took; the processes it started count among the CPU seconds."""
    figures: Figures = {}
    began, worked = time.perf_counter(), _cpu()
    yield figures
    figures |= {"seconds": round(time.perf_counter() - began, 2), "cpu_seconds": round(_cpu() - worked, 2)}


def _cpu() -> float:
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + helpers.ru_utime + helpers.ru_stime


def _noted(way: str, events: int, figures: Figures) -> Figures:
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    return {"way": way, "events": events, **figures, "megabytes": int(peak[1]) // 1024 if peak else None}


def measured_apart(way: str, events: int) -> Figures:
    """The same in a process of its own, so that nothing else counts."""
    command = [sys.executable, "-m", "scripts.bench_packet", "--events", str(events), "--way", way]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/bench packet", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--way", choices=WAYS, help="only this one, here; answers JSON")
    parser.add_argument("--json", type=Path, default=Path("bench-results/packet.json"), help="where the figures go")
    chosen = parser.parse_args(arguments)
    if chosen.way is not None:
        print(json.dumps(measure(chosen.way, chosen.events)))
        return 0
    rows = [measured_apart(way, chosen.events) for way in WAYS]
    limits = f"limits {SECONDS:g} s, {MEGABYTES} MiB"
    print(f"{'way':10} {'events':>6} {'s':>7} {'CPU s':>7} {'MiB':>5} {'pages':>6}  {limits}")
    for row in rows:
        print(
            f"{row['way']:10} {row['events']:6} {row['seconds']:7.2f} {row['cpu_seconds']:7.2f} "
            f"{row['megabytes']:5} {row['pages']:6}  {'kept' if _is_kept(row) else 'MISSED'}"
        )
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 0 if all(map(_is_kept, rows)) else 1


def _is_kept(row: Figures) -> bool:
    return bool(row["seconds"] <= SECONDS and row["megabytes"] <= MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
