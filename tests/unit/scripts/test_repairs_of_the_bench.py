"""A disturbed plan: who is ill is away, what is far is locked, and changes are counted against what was published."""

from __future__ import annotations

import json
from typing import Any

from app.services.scheduling import engine, files
from scripts._engine_repairs import changes, disturb
from scripts.bench_instances import Size, instance_text
from scripts.bench_judge import judge

SIZE = Size(stores=2, employees=24, events=80, weeks=3)


def published() -> tuple[dict[str, Any], dict[str, Any]]:
    text = instance_text(SIZE)
    task = files.read(text)
    return json.loads(text), json.loads(files.solution_text(task, engine.solve(task.problem, mode="greedy")))


def test_nothing_but_what_is_forced_breaks_a_rule() -> None:
    task, plan = published()

    disturbed = disturb(task, plan)

    assert disturbed.forced > 0
    assert dict(judge(disturbed.instance, plan).kinds()) == {"time_off": disturbed.forced}
    assert len(disturbed.instance["events"]) == len(task["events"]) + disturbed.new == SIZE.events + 5


def test_what_is_far_away_is_locked_and_what_is_forced_is_not() -> None:
    task, plan = published()

    frozen, free = disturb(task, plan), disturb(task, plan, freeze=False)

    locked = [item for item in frozen.instance["published"] if item["locked"]]
    assert 0 < len(locked) < len(plan["assignments"])
    assert not any(item["locked"] for item in free.instance["published"])


def test_changes_are_other_people_dates_starts_and_what_is_dropped() -> None:
    task, plan = published()
    disturbed = disturb(task, plan)
    lines = [dict(line) for line in plan["assignments"]]
    lines[0]["employee"], lines[1]["date"], lines[2]["start"] = "nobody", "2026-01-01", -1

    assert changes(disturbed, {"assignments": lines[:-1]}) == 4
    assert changes(disturbed, plan) == 0
