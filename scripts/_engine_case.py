"""An instance beside the lines of a solution, as the judge sees them: plain data of the two files and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Raw = Mapping[str, Any]
"""An object of a file."""
UNREADABLE = ("unknown_id", "event_twice", "bad_date")
"""Rules that reading itself finds broken."""


@dataclass(frozen=True)
class Broken:
    rule: str
    detail: str


@dataclass(frozen=True)
class Line:
    """An assignment that can be read; days are counted from the start of the horizon."""

    event: Raw
    employee: Raw
    day: int
    start: int

    @property
    def end(self) -> int:
        return self.start + int(self.event["duration"])

    @property
    def place(self) -> tuple[str, int, int]:
        return self.employee["id"], self.day, self.start

    def __str__(self) -> str:
        return f"{self.event['id']} by {self.employee['id']} on day {self.day} at {self.start}"


@dataclass
class Case:
    """An instance beside the lines of a solution."""

    instance: Raw
    lines: list[Line] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    """Of what could not be read."""

    def __post_init__(self) -> None:
        self.start = date.fromisoformat(self.instance["horizon"]["start"])
        self.days = int(self.instance["horizon"]["days"])
        self.rules: Raw = self.instance["rules"]
        self.events = {event["id"]: event for event in self.instance["events"]}
        self.employees = {person["id"]: person for person in self.instance["employees"]}
        self.published: Sequence[Raw] = self.instance.get("published", [])
        self.first = self.day(self.instance.get("earliest_date", self.instance["horizon"]["start"]))

    def day(self, text: str) -> int:
        return (date.fromisoformat(text) - self.start).days

    def days_of(self, item: Raw, name: str) -> set[int]:
        return {self.day(text) for text in item.get(name, [])}

    def weekday(self, day: int) -> int:
        return (self.start.weekday() + day) % 7

    def earliest(self, event: Raw) -> int:
        return max(self.day(event["start"]), self.first)

    def by_person_and_day(self) -> dict[tuple[str, int], list[Line]]:
        found: dict[tuple[str, int], list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.employee["id"], line.day].append(line)
        return found

    def by_event(self) -> dict[str, Line]:
        return {line.event["id"]: line for line in self.lines}

    def minutes(self) -> Counter[tuple[str, int]]:
        """Work by person and week."""
        found: Counter[tuple[str, int]] = Counter()
        for line in self.lines:
            found[line.employee["id"], line.day // 7] += line.end - line.start
        return found

    def days_worked(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {name: set() for name in self.employees}
        for line in self.lines:
            found[line.employee["id"]].add(line.day)
        return found

    def history(self, person: Raw) -> dict[int, int]:
        """When the last work ended, by day before the horizon."""
        return {self.day(item["date"]): int(item["end"]) for item in person.get("history", [])}


def read(instance: Raw, solution: Raw) -> Case:
    case = Case(instance)
    seen = set()
    for item in solution["assignments"]:
        event, person = case.events.get(item["event"]), case.employees.get(item["employee"])
        if event is None or person is None:
            case.broken.append(Broken("unknown_id", f"{item['event']} by {item['employee']}"))
            continue
        if event["id"] in seen:
            case.broken.append(Broken("event_twice", event["id"]))
            continue
        seen.add(event["id"])
        try:
            day = case.day(item["date"])
        except (TypeError, ValueError):
            case.broken.append(Broken("bad_date", f"{event['id']} on {item['date']!r}"))
            continue
        case.lines.append(Line(event, person, day, item["start"]))
    return case
