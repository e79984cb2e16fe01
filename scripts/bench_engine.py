"""Measures the engine: what it makes of instances of several sizes, of a disturbed plan, and of demo weeks.

scripts/bench engine [demo] [small] [mid-1] [mid-2] [mid-3] [mid-over] [big] [repair] [--times 3] [--json FILE]

Instances are planned by `flask solve` in a process of their own and judged by scripts/bench_judge.py. A benchmark of
the machine on which it runs: quote its times from a quiet one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median

from scripts import _engine_demo as demo
from scripts import _engine_waves as waves
from scripts._engine_case import Raw
from scripts._engine_repairs import changes, disturb
from scripts._engine_run import Run, run
from scripts.bench_instances import Size, instance

TODAY = date(2026, 3, 2)
WEEKS = 4
DEMO, REPAIR = "demo", "repair"
DEMO_SECONDS, REPAIR_SECONDS = 30.0, 20.0


@dataclass(frozen=True)
class Goal:
    """What an instance is measured against, and how long the engine may take for it."""

    size: Size
    seconds: float
    assigned: int
    objective: int
    first_plan_s: float = 1.0
    mib: int = 400


GOALS = {
    "small": Goal(Size(stores=3, employees=60, events=400), 60, 400, 30_568),
    "mid-1": Goal(Size(), 40, 1_600, 165_250),
    "mid-2": Goal(Size(seed=2), 90, 1_600, 157_700),
    "mid-3": Goal(Size(seed=3), 90, 1_600, 160_500),
    "mid-over": Goal(Size(events=2_200), 90, 2_174, 1_615_000),
    "big": Goal(Size(stores=25, employees=500, events=8_000), 240, 7_993, 2_136_000, 3.0, 800),
}
USUAL = (DEMO, "small", "mid-1", REPAIR)


@dataclass(frozen=True)
class Row:
    instance: str
    events: int
    assigned: int
    first_plan_s: float
    most_filled_s: float
    seconds: float
    objective: int
    coverage_points: int
    bound: int
    gap: float
    proven: bool
    mib: int
    empty: dict[int, int]
    """Events without anybody, by priority."""
    broken: dict[str, int]
    missed: list[str]
    """Goals that were not reached."""


@dataclass(frozen=True)
class RepairRow:
    instance: str
    stores: int
    seconds: float
    seconds_a_store: float
    forced: int
    new: int
    changes: int
    most_changes: int
    assigned: int
    events: int
    broken: dict[str, int]


def measured(name: str, times: int) -> Row:
    goal = GOALS[name]
    task = _as_read(instance(goal.size))
    runs = [planned(task, goal.seconds) for _ in range(times)]
    last = runs[-1]
    row = Row(
        instance=name,
        events=last.verdict.events,
        assigned=last.verdict.assigned,
        first_plan_s=_median(one.first_plan_s for one in runs),
        most_filled_s=_median(one.most_filled_s for one in runs),
        seconds=_median(one.seconds for one in runs),
        objective=last.verdict.objective,
        coverage_points=last.verdict.coverage_points,
        bound=last.bound,
        gap=round(last.gap, 5),
        proven=last.proven,
        mib=max(one.mib for one in runs),
        empty=last.verdict.empty,
        broken=dict(last.verdict.kinds()),
        missed=[],
    )
    row.missed.extend(_missed(row, goal))
    return row


def repaired(name: str) -> RepairRow:
    """A plan of the engine is published and disturbed, and planned again."""
    task = _as_read(instance(GOALS[name].size))
    disturbed = disturb(task, planned(task, GOALS[name].seconds).solution)
    again = planned(disturbed.instance, REPAIR_SECONDS)
    return RepairRow(
        instance=name,
        stores=len(disturbed.stores),
        seconds=round(again.seconds, 1),
        seconds_a_store=round(again.seconds / len(disturbed.stores), 1),
        forced=disturbed.forced,
        new=disturbed.new,
        changes=changes(disturbed, again.solution),
        most_changes=disturbed.most_changes,
        assigned=again.verdict.assigned,
        events=again.verdict.events,
        broken=dict(again.verdict.kinds()),
    )


def planned(task: Raw, seconds: float) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        return run(task, Path(folder), seconds=seconds)


def _as_read(made: dict[str, object]) -> Raw:
    """As it is in its file."""
    read: Raw = json.loads(json.dumps(made))
    return read


def _median(seconds: Iterable[float | None]) -> float:
    return round(median(float("inf") if found is None else found for found in seconds), 1)


def _missed(row: Row, goal: Goal) -> list[str]:
    reached = {
        f"{goal.assigned:,} events": row.assigned >= goal.assigned,
        f"{goal.objective:,} points": row.objective <= goal.objective,
        f"first plan in {goal.first_plan_s:.0f} s": row.first_plan_s <= goal.first_plan_s,
        f"{goal.mib} MiB": row.mib <= goal.mib,
    }
    return [name for name, is_reached in reached.items() if not is_reached]


def table(rows: Sequence[Row]) -> str:
    head = (
        f"{'instance':9} {'events':>6} {'done':>6} {'first':>6} {'most':>6} {'end s':>6} {'points':>10} {'empty':>10}"
    )
    lines = [f"{head} {'bound':>10} {'gap':>7} {'proven':>6} {'MiB':>4}  rules broken, goals missed"]
    for row in rows:
        line = f"{row.instance:9} {row.events:6} {row.assigned:6} {row.first_plan_s:6.1f} {row.most_filled_s:6.1f}"
        line += f" {row.seconds:6.1f} {row.objective:10,} {row.coverage_points:10,} {row.bound:10,} {row.gap:7.3%}"
        line += f" {'yes' if row.proven else 'no':>6} {row.mib:4}"
        lines.append(f"{line}  {row.broken or 'none'}, {'; '.join(row.missed) or 'none'}")
    return "\n".join(lines) if rows else ""


def repair_table(rows: Sequence[RepairRow]) -> str:
    return "\n".join(
        f"repair of {row.instance}: {row.changes} changes (at most {row.most_changes}) for {row.forced} lost and "
        f"{row.new} new events, {row.assigned} of {row.events} done, {row.seconds} s, {row.seconds_a_store} s for each "
        f"of {row.stores} stores, rules broken: {row.broken or 'none'}"
        for row in rows
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when a rule is broken, or a plan is worse than it must be."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench engine", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    names = (DEMO, *GOALS, REPAIR)
    parser.add_argument("names", nargs="*", metavar="name", choices=[*names, []], help=", ".join(names))
    parser.add_argument("--times", type=int, default=1, help="runs of each instance; times are their medians")
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY, help="day of the demo world")
    parser.add_argument("--json", type=Path, default=Path("bench-results/engine.json"), help="where the figures go")
    chosen = parser.parse_args(arguments)
    wanted = chosen.names or USUAL
    weeks = (
        [demo.measure(*week, seconds=DEMO_SECONDS) for week in demo.weeks_of(chosen.today, WEEKS)]
        if DEMO in wanted
        else []
    )
    rows = [measured(name, chosen.times) for name in GOALS if name in wanted]
    beside = [waves.compared(row.instance, _as_read(instance(GOALS[row.instance].size)), row.empty) for row in rows]
    repairs = [repaired("mid-1")] if REPAIR in wanted else []
    print("\n\n".join(filter(None, (demo.table(weeks), table(rows), waves.table(beside), repair_table(repairs)))))
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    plain = {
        DEMO: [asdict(week) for week in weeks],
        "instances": [asdict(row) for row in rows],
        "waves": [asdict(row) for row in beside],
        REPAIR: [asdict(row) for row in repairs],
    }
    chosen.json.write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")
    print(f"Figures: {chosen.json}")
    broken = {row.instance: row.broken for row in rows} | {f"repair of {row.instance}": row.broken for row in repairs}
    wrong = [
        *demo.problems_of(weeks),
        *waves.problems_of(beside),
        *(f"{name}: {kinds}" for name, kinds in broken.items() if kinds),
    ]
    print("\n".join(wrong), end="\n" if wrong else "")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
