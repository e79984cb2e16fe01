"""Measures how long a busy day's packet takes and how much memory it needs, each layout in a process of its own.

scripts/bench packet [--events 40] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import time as clock
from pathlib import Path
from typing import Any

from app.paperwork import packet
from app.paperwork.model import EdrLayout, PacketOptions
from tests.unit.paperwork.paper_samples import bundle, day, report

Figures = dict[str, Any]


def measure(layout: EdrLayout, events: int) -> Figures:
    """Of this process: `megabytes` is the most memory that it ever held."""
    sets = [
        bundle(str(612300 + n), start=clock(9 + n % 4), employee=f"Person {n}", edr=report(str(612300 + n), items=6))
        for n in range(events)
    ]
    began, worked = time.perf_counter(), time.process_time()
    paper = packet.build(day(*sets, options=PacketOptions(edr_layout=layout)))
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    return {
        "layout": layout.value,
        "events": events,
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
        "megabytes": int(peak[1]) // 1024 if peak else None,
        "pages": paper.pages,
        "size": len(paper.pdf),
    }


def measured_apart(layout: EdrLayout, events: int) -> Figures:
    """The same in a process of its own, so that nothing else counts."""
    command = [sys.executable, "-m", "scripts.bench_packet", "--events", str(events), "--layout", layout.value]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/bench packet", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--layout", type=EdrLayout, help="only this one, here; answers JSON")
    parser.add_argument("--json", type=Path, default=Path("bench-results/packet.json"), help="where the figures go")
    chosen = parser.parse_args(arguments)
    if chosen.layout is not None:
        print(json.dumps(measure(chosen.layout, chosen.events)))
        return 0
    rows = [measured_apart(layout, chosen.events) for layout in EdrLayout]
    print(f"{'layout':10} {'events':>6} {'s':>7} {'CPU s':>7} {'MiB':>5} {'pages':>6} {'KiB':>6}")
    for row in rows:
        print(
            f"{row['layout']:10} {row['events']:6} {row['seconds']:7.2f} {row['cpu_seconds']:7.2f} "
            f"{row['megabytes']:5} {row['pages']:6} {row['size'] // 1024:6}"
        )
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
