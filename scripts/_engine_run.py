"""Runs `flask solve` on an engine file as a user would, and lets the judge say what came out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from scripts._engine_case import Raw
from scripts._product import ROOT
from scripts.bench_judge import Verdict, judge

KIB_A_MIB = 1024 if sys.platform != "darwin" else 1024 * 1024
FILLED = re.compile(r"(\d+) of (\d+) places filled")
_BOUND = re.compile(r"no plan is below ([\d,]+)")
PROVEN = "most that can be staffed"


@dataclass(frozen=True)
class Run:
    """Seconds count from the start of the process; None = it never came so far."""

    first_plan_s: float | None
    most_filled_s: float | None
    """Until as many places were filled as at the end."""
    seconds: float
    bound: int
    proven: bool
    """Whether it is said that nothing more can be staffed."""
    mib: int
    """The most memory that the process ever held."""
    verdict: Verdict
    solution: Raw

    @property
    def gap(self) -> float:
        """Share of the objective that the bound leaves open."""
        return (self.verdict.objective - self.bound) / self.verdict.objective if self.verdict.objective else 0.0


def run(instance: Raw, folder: Path, *, seconds: float, seed: int = 1) -> Run:
    """Raises RuntimeError with what the command said when it fails."""
    asked, answered = folder / "instance.json", folder / "solution.json"
    asked.write_text(json.dumps(instance), encoding="utf-8")
    words = ["solve", str(asked), "-o", str(answered), "--time-limit", str(seconds), "--seed", str(seed)]
    said, summary, took, mib = _watched([sys.executable, "-m", "flask", "--app", "app", *words])
    bound = _BOUND.search(summary)
    filled = [(when, int(found[1])) for when, text in said if (found := FILLED.search(text))]
    solution = json.loads(answered.read_text(encoding="utf-8"))
    verdict = judge(instance, solution)
    most = max((number for _, number in filled), default=0)
    return Run(
        first_plan_s=filled[0][0] if filled else None,
        most_filled_s=next((when for when, number in filled if number == most), None),
        seconds=took,
        bound=int(bound[1].replace(",", "")) if bound else 0,
        proven=PROVEN in summary,
        mib=mib,
        verdict=verdict,
        solution=solution,
    )


def _watched(command: list[str]) -> tuple[list[tuple[float, str]], str, float, int]:
    """Its lines of progress with the seconds at which they came, its answer, its seconds and its MiB."""
    began = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        if process.stderr is None or process.stdout is None:
            raise RuntimeError("The command cannot be listened to.")
        said = [(time.monotonic() - began, line) for line in process.stderr]
        answer = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError("".join(line for _, line in said[-20:]) or f"exit code {process.returncode}")
    return said, answer, time.monotonic() - began, used.ru_maxrss // KIB_A_MIB
