"""Odd inputs get a plan or a plain explanation: never a trace, never a hang, never a broken rule."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from app.services.scheduling import engine, files
from scripts.bench_instances import Size, instance_text
from scripts.bench_judge import judge

World = dict[str, Any]
SIZE = Size(stores=2, employees=14, events=40, weeks=2, seed=5)
ODD: dict[str, Callable[[World], object]] = {}


def odd(change: Callable[[World], object]) -> Callable[[World], object]:
    ODD[change.__name__] = change
    return change


def everybody(world: World, **more: object) -> None:
    for person in world["employees"]:
        person.update(copy.deepcopy(more))


def every_event(world: World, **more: object) -> None:
    for event in world["events"]:
        event.update(copy.deepcopy(more))


@odd
def an_empty_week(world: World) -> None:
    world["events"] = []


@odd
def no_people(world: World) -> None:
    world.update(employees=[], rotations=[])


@odd
def nothing_at_all(world: World) -> None:
    world.update(employees=[], rotations=[], events=[], stores=[])


@odd
def people_without_availability(world: World) -> None:
    everybody(world, availability={})


@odd
def people_with_torn_hours(world: World) -> None:
    everybody(world, availability={"0": [[600, 500], [500, 500]], "1": []})


@odd
def people_without_a_store(world: World) -> None:
    everybody(world, stores=[])


@odd
def limits_of_nothing(world: World) -> None:
    everybody(world, max_minutes_week=0, max_days_week=0, max_consecutive_days=0)


@odd
def a_rest_of_a_whole_day(world: World) -> None:
    everybody(world, min_rest_minutes=1440)


@odd
def no_core_allowed(world: World) -> None:
    world["rules"]["max_core_per_day"] = 0


@odd
def several_cores_allowed(world: World) -> None:
    world["rules"]["max_core_per_day"] = 3


@odd
def rules_left_out(world: World) -> None:
    for name in ("one_store_per_day", "no_core_on_juicer_day", "rotation_kind"):
        del world["rules"][name]
    world["rules"]["rotation_kind"] = {}


@odd
def windows_that_have_passed(world: World) -> None:
    world["earliest_date"] = "2026-03-15"


@odd
def everything_before_the_horizon(world: World) -> None:
    every_event(world, start="2026-01-01", due="2026-01-05")


@odd
def due_before_the_start(world: World) -> None:
    every_event(world, start="2026-03-10", due="2026-03-03")


@odd
def events_without_slots(world: World) -> None:
    every_event(world, slots=[])


@odd
def events_for_nobody(world: World) -> None:
    every_event(world, roles=[])


@odd
def events_past_midnight(world: World) -> None:
    everybody(world, availability={str(day): [[0, 2880]] for day in range(7)})
    every_event(world, slots=[1439], duration=600)


@odd
def events_of_a_whole_day(world: World) -> None:
    everybody(world, availability={str(day): [[0, 1440]] for day in range(7)}, max_minutes_week=10080)
    every_event(world, slots=[0], duration=1440)


@odd
def stores_that_never_open(world: World) -> None:
    for store in world["stores"]:
        store["holidays"] = [f"2026-03-{day:02d}" for day in range(1, 32)]


@odd
def weights_of_nothing(world: World) -> None:
    weights = world["rules"]["weights"]
    for name in weights:
        weights[name] = dict.fromkeys(weights[name], 0) if isinstance(weights[name], dict) else 0


@odd
def wishes_dearer_than_work(world: World) -> None:
    world["rules"]["weights"]["preferred_day_off"] = 1_000_000


@odd
def a_single_day(world: World) -> None:
    world["horizon"] = {"start": "2026-03-02", "days": 1}


@odd
def a_horizon_over_new_year(world: World) -> None:
    shifted = json.dumps(world)
    for day in range(31, 0, -1):
        shifted = shifted.replace(f"2026-03-{day:02d}", (date(2026, 12, 19) + timedelta(days=day)).isoformat())
    world.update(json.loads(shifted))
    everybody(world, history=[])


@odd
def a_horizon_that_begins_on_a_thursday(world: World) -> None:
    world["horizon"] = {"start": "2026-03-05", "days": 9}
    world["earliest_date"] = "2026-03-05"
    everybody(world, history=[])


@odd
def everybody_twice_at_home(world: World) -> None:
    everybody(world, stores=["S01", "S01"])


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("mode", engine.MODES)
def test_odd_input_gets_a_plan_or_a_plain_explanation(name: str, mode: str) -> None:
    world: World = json.loads(instance_text(SIZE))
    ODD[name](world)
    task = files.read(json.dumps(world))

    solution = engine.solve(task.problem, mode=mode, time_limit_s=10)

    plan = json.loads(files.solution_text(task, solution))
    assert judge(world, plan).broken == ()
    told = {task.event_ids[left.event_id]: left.reason for left in solution.unassigned}
    assert {line["event"] for line in plan["assignments"]} | told.keys() >= open_events(world)
    assert all(reason and "\n" not in reason for reason in told.values())


def open_events(world: World) -> set[str]:
    """Those whose window touches the horizon: the engine is asked about no others."""
    first = date.fromisoformat(world["horizon"]["start"])
    last = first + timedelta(days=world["horizon"]["days"] - 1)
    windows = {e["id"]: (date.fromisoformat(e["start"]), date.fromisoformat(e["due"])) for e in world["events"]}
    return {name for name, (start, due) in windows.items() if start <= last and due > first}


def test_work_that_is_locked_twice_at_one_time_stays_and_is_no_reason_to_stop() -> None:
    world: World = json.loads(instance_text(SIZE))
    cores = [event for event in world["events"] if event["type"] == "Core"][:2]
    same = {"employee": world["employees"][0]["id"], "date": "2026-03-04", "start": 645, "locked": True}
    world["published"] = [{"event": core["id"], **same} for core in cores]
    task = files.read(json.dumps(world))

    plan = json.loads(files.solution_text(task, engine.solve(task.problem, time_limit_s=10)))

    kept = [line for line in plan["assignments"] if line["event"] in {core["id"] for core in cores}]
    assert [{**line, "locked": True} for line in kept] == world["published"]
    locked = set(judge(world, {"assignments": kept}).kinds())
    assert set(judge(world, plan).kinds()) == locked
