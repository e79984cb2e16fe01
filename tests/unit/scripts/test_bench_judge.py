"""The judge finds each rule in a solution that breaks just that one, and counts points as the format says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts._engine_case import UNREADABLE
from scripts.bench_instances import RULES as FILE_RULES
from scripts.bench_judge import RULES, judge, main

World = dict[str, Any]
Lines = list[dict[str, Any]]
MONDAY, TUESDAY, WEDNESDAY, NEXT_MONDAY = "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-09"


def event(name: str, type: str = "Core", **more: Any) -> World:
    window = {"start": MONDAY, "due": "2026-03-16", "priority": 3, "exclusive": True}
    return {
        "id": name,
        "type": type,
        "store": "S1",
        "duration": 390,
        "slots": [600, 840],
        "roles": ["Lead"],
        **window,
        **more,
    }


def world() -> World:
    """Ann may do everything; what she does is far from every limit."""
    ann = {
        "id": "Ann",
        "role": "Lead",
        "stores": ["S1", "S2"],
        "wage_cents": 1_000,
        "max_minutes_week": 2_400,
        "target_minutes_week": 2_400,
        "max_days_week": 5,
        "max_consecutive_days": 5,
        "min_rest_minutes": 600,
        "availability": {str(day): [[480, 1320]] for day in range(7)},
        "time_off": [],
        "unavailable": [],
        "preferred_days_off": [],
        "history": [],
    }
    visit = event("visit", "Supervisor", duration=5, exclusive=False, paired_with="core")
    return {
        "name": "by hand",
        "horizon": {"start": MONDAY, "days": 14},
        "stores": [{"id": "S1", "holidays": []}, {"id": "S2", "holidays": []}],
        "employees": [ann, {**ann, "id": "Bob"}],
        "events": [event("core"), event("other", "Other"), event("juice", "Juicer Production"), visit],
        "rotations": [],
        "published": [],
        "rules": FILE_RULES,
    }


def line(name: str, day: str = TUESDAY, start: int = 600, who: str = "Ann") -> dict[str, Any]:
    return {"event": name, "employee": who, "date": day, "start": start}


def told(task: World, lines: Lines) -> dict[str, int]:
    return dict(judge(task, {"assignments": lines}).kinds())


def person(task: World) -> World:
    found: World = task["employees"][0]
    return found


def of_event(task: World, name: str = "core") -> World:
    found: World = next(item for item in task["events"] if item["id"] == name)
    return found


Break = Callable[[World], Lines]


def _after(change: Callable[[World], object], *lines: dict[str, Any]) -> Break:
    def broken(task: World) -> Lines:
        change(task)
        return list(lines)

    return broken


def _late_then_early(task: World) -> Lines:
    person(task)["min_rest_minutes"] = 840
    return [line("core", TUESDAY, 840), line("other", WEDNESDAY, 600)]


BROKEN: dict[str, Break] = {
    "unknown_id": lambda _: [line("nothing")],
    "event_twice": lambda _: [line("core"), line("core", WEDNESDAY)],
    "bad_date": lambda _: [line("core", "2026-02-30")],
    "window": _after(lambda task: of_event(task).update(due=TUESDAY), line("core")),
    "slot": lambda _: [line("core", start=660)],
    "holiday": _after(lambda task: task["stores"][0]["holidays"].append(TUESDAY), line("core")),
    "store": _after(lambda task: of_event(task).update(store="S3"), line("core")),
    "role": _after(lambda task: of_event(task).update(roles=["Specialist"]), line("core")),
    "time_off": _after(lambda task: person(task)["time_off"].append(TUESDAY), line("core")),
    "unavailable": _after(lambda task: person(task)["unavailable"].append(TUESDAY), line("core")),
    "availability": _after(lambda task: person(task)["availability"].update({"1": [[480, 989]]}), line("core")),
    "pairing": lambda _: [line("visit"), line("core", WEDNESDAY, who="Bob")],
    "overlap": _after(lambda task: of_event(task).update(duration=241), line("core"), line("other", start=840)),
    "core_limit": _after(
        lambda task: task["events"].append(event("second", duration=60)), line("second"), line("core", start=840)
    ),
    "juicer_limit": _after(
        lambda task: (
            of_event(task, "juice").update(duration=60),
            task["events"].append(event("again", "Juicer Production")),
        ),
        line("juice"),
        line("again", start=840),
    ),
    "juicer_core": _after(
        lambda task: of_event(task, "juice").update(duration=60), line("juice"), line("core", start=840)
    ),
    "two_stores": _after(
        lambda task: of_event(task, "other").update(store="S2", duration=60), line("other"), line("core", start=840)
    ),
    "max_minutes": _after(lambda task: person(task).update(max_minutes_week=389), line("core")),
    "max_days": _after(lambda task: person(task).update(max_days_week=1), line("core"), line("other", WEDNESDAY)),
    "consecutive": _after(
        lambda task: person(task).update(max_consecutive_days=1, history=[{"date": "2026-03-01", "end": 900}]),
        line("core", MONDAY),
    ),
    "rest": _late_then_early,
    "locked": _after(lambda task: task["published"].append({**line("core"), "locked": True}), line("core", WEDNESDAY)),
}


def test_every_rule_has_its_broken_solution() -> None:
    assert set(BROKEN) == {*RULES, *UNREADABLE}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_is_found_in_the_solution_that_breaks_it(rule: str) -> None:
    task = world()

    assert told(task, BROKEN[rule](task)) == {rule: 1}


def test_what_is_exactly_on_its_limits_breaks_nothing() -> None:
    task = world()
    person(task).update(max_minutes_week=780, max_days_week=2, max_consecutive_days=3, min_rest_minutes=810)
    person(task)["history"] = [{"date": "2026-03-01", "end": 1230}]
    of_event(task).update(due=TUESDAY)

    assert told(task, [line("core", MONDAY), line("other", TUESDAY)]) == {}


def test_weeks_are_counted_from_the_start_of_the_horizon() -> None:
    task = world()
    person(task).update(max_days_week=1, max_minutes_week=390)

    assert told(task, [line("core", "2026-03-08"), line("other", NEXT_MONDAY)]) == {}


def test_two_check_ins_and_a_core_may_be_at_one_time() -> None:
    task = world()
    task["events"].append({**of_event(task, "visit"), "id": "second"})

    assert told(task, [line("core"), line("visit"), line("second")]) == {}


def test_points_are_counted_by_component() -> None:
    task = world()
    of_event(task).update(priority=1)
    person(task).update(role="Club Supervisor", target_minutes_week=360, preferred_days_off=[1])
    of_event(task).update(roles=["Club Supervisor"])
    task["events"].append(event("juicer", "Juicer Survey", duration=30))
    task["rotations"] = [{"store": "S1", "kind": "juicer", "date": WEDNESDAY, "employee": "Ann"}]
    task["published"] = [line("core", start=840), line("juicer", WEDNESDAY), line("other")]

    verdict = judge(task, {"assignments": [line("core"), line("juicer", WEDNESDAY, who="Bob")]})

    assert verdict.broken == ()
    assert verdict.points == {
        "unassigned": 3 * 40_000,
        "rotation": 500,
        "supervisor_on_core": 1_500,
        "preference": 100,
        "fairness": 30,
        "stability": 50 + 300 + 300,
        "labour": 70,
        "late": 1 + 2,
    }
    assert verdict.objective == sum(verdict.points.values())
    assert (verdict.assigned, verdict.empty) == (2, {1: 0, 3: 3})


def test_the_command_says_by_its_exit_code_whether_a_rule_is_broken(tmp_path: Path) -> None:
    task, good, bad, torn = (tmp_path / name for name in ("task", "good", "bad", "torn"))
    task.write_text(json.dumps(world()), encoding="utf-8")
    good.write_text(json.dumps({"assignments": [line("core")]}), encoding="utf-8")
    bad.write_text(json.dumps({"assignments": [line("core", start=1)]}), encoding="utf-8")
    torn.write_text("{", encoding="utf-8")

    assert [main([str(task), str(solution)]) for solution in (good, bad, torn)] == [0, 1, 2]
