"""A busy day must be ready in seconds and fit beside the other work of the machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
MOST_SECONDS, MOST_MEGABYTES = 10, 512

BUSY_DAY = """
import json, re, sys, time
from datetime import time as clock
from pathlib import Path
from app.paperwork import packet
from app.paperwork.model import EdrLayout, PacketOptions
from tests.unit.paperwork.paper_samples import bundle, day, report

layout = EdrLayout(sys.argv[1])
sets = [
    bundle(str(612300 + n), start=clock(9 + n % 4), employee=f"Person {n}", edr=report(str(612300 + n), items=6))
    for n in range(40)
]
began = time.monotonic()
paper = packet.build(day(*sets, options=PacketOptions(edr_layout=layout)))
print(json.dumps({
    "seconds": time.monotonic() - began,
    "megabytes": int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024,
    "pages": paper.pages,
    "size": len(paper.pdf),
}))
"""


def measured(layout: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", BUSY_DAY, layout], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def test_forty_events_are_bound_in_time_and_memory():
    figures = measured("compact")

    assert figures["seconds"] < MOST_SECONDS
    assert figures["megabytes"] < MOST_MEGABYTES
    assert figures["pages"] > 200
    assert figures["size"] < 5_000_000


def test_forty_official_reports_too():
    figures = measured("official")

    assert figures["seconds"] < MOST_SECONDS
    assert figures["megabytes"] < MOST_MEGABYTES
