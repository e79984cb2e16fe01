"""Engine files: what is read becomes a problem, a plan becomes a solution, and a bad file is told by its field."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from app.services.scheduling import engine, files
from app.services.scheduling.file_fields import BadFile

SMALL: dict[str, Any] = {
    "format": "event-schedule/1",
    "name": "small",
    "horizon": {"start": "2026-03-02", "days": 7},
    "stores": [{"id": "S1", "holidays": ["2026-03-04"]}],
    "employees": [
        {
            "id": "E1",
            "role": "Event Specialist",
            "stores": ["S1"],
            "wage_cents": 1700,
            "max_minutes_week": 2400,
            "target_minutes_week": 1800,
            "max_days_week": 5,
            "max_consecutive_days": 5,
            "min_rest_minutes": 720,
            "availability": {str(day): [[480, 1320]] for day in range(7)},
            "time_off": ["2026-03-02"],
            "unavailable": [],
            "preferred_days_off": [],
            "history": [{"date": "2026-03-01", "end": 1035}],
        }
    ],
    "events": [
        {
            "id": f"V{number}",
            "type": "Core",
            "store": "S1",
            "start": "2026-03-02",
            "due": "2026-03-06",
            "duration": 390,
            "slots": [645, 675],
            "roles": ["Event Specialist"],
            "priority": 3,
            "exclusive": True,
        }
        for number in (1, 2, 3)
    ],
    "rotations": [],
    "published": [{"event": "V1", "employee": "E1", "date": "2026-03-05", "start": 675, "locked": True}],
    "rules": {
        "core_types": ["Core"],
        "juicer_types": ["Juicer Production", "Juicer Survey"],
        "max_core_per_day": 1,
        "one_store_per_day": True,
        "no_core_on_juicer_day": True,
        "rotation_kind": {},
        "weights": {
            "unassigned": {"1": 160000, "2": 80000, "3": 40000, "4": 20000, "5": 10000},
            "rotation": {"juicer": 500, "primary_lead": 200},
            "preferred_day_off": 100,
            "over_target_minute": 1,
            "stability_changed": 300,
            "stability_retimed": 50,
            "labour_per_dollar": 1,
            "supervisor_on_core": 1500,
            "late_day": 1,
        },
    },
}


def test_a_plan_keeps_locked_work_and_every_rule_of_the_file() -> None:
    task = files.read(json.dumps(SMALL))

    solution = json.loads(files.solution_text(task, engine.solve(task.problem, time_limit_s=5)))

    lines = {(line["event"], line["date"]): line["start"] for line in solution["assignments"]}
    assert solution["format"] == "event-schedule-solution/1"
    assert lines["V1", "2026-03-05"] == 675
    # Off on the 2nd, closed on the 4th, due before the 6th: one other day is left for the two others.
    assert {day for _, day in lines} == {"2026-03-03", "2026-03-05"}
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("way", "value", "named"),
    [
        (("format",), "event-schedule/2", "$.format"),
        (("horizon", "days"), 0, "$.horizon.days"),
        (("horizon", "start"), "2026-02-30", "$.horizon.start"),
        (("employees", 0, "role"), "Boss", "$.employees[0].role"),
        (("employees", 0, "availability"), {"7": []}, "$.employees[0].availability"),
        (("employees", 0, "wage_cents"), -1, "$.employees[0].wage_cents"),
        (("employees", 0, "stores"), ["S9"], "$.employees[0].stores[0]"),
        (("events", 1, "id"), "V1", "$.events[1].id"),
        (("events", 1, "duration"), "390", "$.events[1].duration"),
        (("events", 1, "priority"), True, "$.events[1].priority"),
        (("events", 1, "slots"), 645, "$.events[1].slots"),
        (("events", 1, "paired_with"), "V2", "$.events[1].paired_with"),
        (("published", 0, "event"), "V9", "$.published[0].event"),
    ],
)
def test_a_bad_field_is_named_in_one_line(way: tuple[str | int, ...], value: object, named: str) -> None:
    bad: Any = copy.deepcopy(SMALL)
    place = bad
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value

    with pytest.raises(BadFile) as told:
        files.read(json.dumps(bad))

    assert str(told.value).startswith(named)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "NaN", "[" * 100_000])
def test_what_is_no_instance_is_refused(text: str) -> None:
    with pytest.raises(BadFile):
        files.read(text)
