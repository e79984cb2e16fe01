"""Disturbs a published plan as life does: some people fall ill for days, and urgent events come in."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from scripts._engine_case import Raw

SICK_DAYS = 3
DAYS_AROUND = 3
"""What is further from every disturbance than this is frozen."""
URGENT_DAYS = 4


@dataclass(frozen=True)
class Disturbed:
    instance: Raw
    forced: int
    """Published assignments of people who are ill by now."""
    new: int
    stores: frozenset[str]
    """Where something happened."""

    @property
    def most_changes(self) -> int:
        return 3 * self.forced + 2 * self.new


def disturb(
    instance: Raw, solution: Raw, *, sick: int = 3, new: int = 5, seed: int = 1, freeze: bool = True
) -> Disturbed:
    """On the second Monday. With `freeze`, what is far from it in days or stores is locked, as a run of a week does."""
    dice, changed = Random(seed), deepcopy(dict(instance))  # noqa: S311 - repeatable, not secret
    first = date.fromisoformat(instance["horizon"]["start"]) + timedelta(days=7)
    days = {(first + timedelta(days=ahead)).isoformat() for ahead in range(SICK_DAYS)}
    working = sorted({line["employee"] for line in solution["assignments"] if line["date"] in days})
    ill = set(dice.sample(working, min(sick, len(working))))
    stores = _fall_ill(changed, ill, days)
    urgent = [_urgent(dice, changed, number, first) for number in range(1, new + 1)]
    changed["events"] += urgent
    stores |= {event["store"] for event in urgent}
    forced = {line["event"] for line in solution["assignments"] if line["employee"] in ill and line["date"] in days}
    near = (first - timedelta(days=DAYS_AROUND), first + timedelta(days=SICK_DAYS + DAYS_AROUND))
    homes = {event["id"]: event["store"] for event in instance["events"]}
    changed["published"] = [
        {**line, "locked": freeze and line["event"] not in forced and _is_far(line, homes, stores, near)}
        for line in solution["assignments"]
    ]
    changed["name"] = f"{instance['name']}-disturbed"
    return Disturbed(changed, len(forced), new, frozenset(stores))


def changes(disturbed: Disturbed, solution: Raw) -> int:
    """Published assignments that got another person, date or start, or none."""
    now = {line["event"]: line for line in solution["assignments"]}
    return sum(not _same(item, now.get(item["event"])) for item in disturbed.instance["published"])


def _same(item: Mapping[str, Any], line: Mapping[str, Any] | None) -> bool:
    return line is not None and all(item[name] == line[name] for name in ("employee", "date", "start"))


def _fall_ill(instance: dict[str, Any], ill: set[str], days: set[str]) -> set[str]:
    """Answers their stores."""
    people = [person for person in instance["employees"] if person["id"] in ill]
    for person in people:
        person["time_off"] = sorted({*person["time_off"], *days})
    return {store for person in people for store in person["stores"]}


def _urgent(dice: Random, instance: Raw, number: int, first: date) -> dict[str, Any]:
    """A Core of the highest priority, like some other one, due within days."""
    core = dice.choice([event for event in instance["events"] if event["type"] == "Core"])
    window = {"start": first.isoformat(), "due": (first + timedelta(days=URGENT_DAYS)).isoformat()}
    return {**core, **window, "id": f"N{number:05d}", "priority": 1}


def _is_far(line: Raw, homes: Mapping[str, str], stores: set[str], near: tuple[date, date]) -> bool:
    day = date.fromisoformat(line["date"])
    return homes[line["event"]] not in stores or not near[0] <= day < near[1]
