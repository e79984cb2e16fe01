"""Judges a solution: which hard rules it breaks, and its points. It shares nothing with the engine.

scripts/bench judge INSTANCE SOLUTION [--json]     exit code 0 = no rule is broken, 1 = one is, 2 = unreadable
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from scripts._engine_case import Broken, Case, Line, Raw, read

DAY_MINUTES, CENTS_AND_MINUTES = 1440, 6000
"""6000 = cents of a dollar times minutes of an hour, the wages being per hour."""


@dataclass(frozen=True)
class Verdict:
    instance: str
    events: int
    assigned: int
    broken: tuple[Broken, ...]
    empty: dict[int, int]
    """Events without an assignment, by priority."""
    points: dict[str, int]
    """By component; fewer is better."""

    @property
    def objective(self) -> int:
        return sum(self.points.values())

    @property
    def coverage_points(self) -> int:
        return self.points["unassigned"]

    def kinds(self) -> Counter[str]:
        return Counter(item.rule for item in self.broken)


def _each(is_broken: Callable[[Case, Line], bool]) -> Callable[[Case], Iterator[str]]:
    """A rule that looks at each line alone."""
    return lambda case: (str(line) for line in case.lines if is_broken(case, line))


def _of_day(is_broken: Callable[[Raw, Sequence[Line]], bool]) -> Callable[[Case], Iterator[str]]:
    """A rule that looks at what one person does on one day."""
    return lambda case: (
        f"{person} on day {day}"
        for (person, day), own in case.by_person_and_day().items()
        if is_broken(case.rules, own)
    )


def _outside_window(case: Case, line: Line) -> bool:
    return not case.earliest(line.event) <= line.day < min(case.day(line.event["due"]), case.days)


def _on_holiday(case: Case, line: Line) -> bool:
    return any(
        line.day in case.days_of(store, "holidays")
        for store in case.instance["stores"]
        if store["id"] == line.event["store"]
    )


def _not_available(case: Case, line: Line) -> bool:
    windows = line.employee["availability"].get(str(case.weekday(line.day)), [])
    return not any(begins <= line.start and line.end <= ends for begins, ends in windows)


def _without_partner(case: Case) -> Iterator[str]:
    lines = case.by_event()
    for line in case.lines:
        partner = line.event.get("paired_with")
        if partner and (partner not in lines or lines[partner].day != line.day):
            yield str(line)


def _overlapping(case: Case) -> Iterator[str]:
    for own in case.by_person_and_day().values():
        alone = [line for line in own if line.event.get("exclusive", True)]
        alone.sort(key=lambda line: (line.start, line.end))
        yield from (f"{one}; {other}" for one, other in pairwise(alone) if other.start < one.end)


def _cores(rules: Raw, own: Sequence[Line]) -> int:
    return sum(line.event["type"] in rules["core_types"] for line in own)


def _juicers(rules: Raw, own: Sequence[Line]) -> Counter[str]:
    return Counter(line.event["type"] for line in own if line.event["type"] in rules["juicer_types"])


def _too_many_juicers(rules: Raw, own: Sequence[Line]) -> bool:
    return any(number > 1 for number in _juicers(rules, own).values())


def _core_on_juicer_day(rules: Raw, own: Sequence[Line]) -> bool:
    forbidden = rules.get("no_core_on_juicer_day", False)
    return bool(forbidden and _cores(rules, own) and _juicers(rules, own))


def _two_stores(rules: Raw, own: Sequence[Line]) -> bool:
    return bool(rules.get("one_store_per_day")) and len({line.event["store"] for line in own}) > 1


def _too_many_minutes(case: Case) -> Iterator[str]:
    for (person, week), minutes in case.minutes().items():
        if minutes > case.employees[person]["max_minutes_week"]:
            yield f"{person} in week {week}: {minutes} minutes"


def _too_many_days(case: Case) -> Iterator[str]:
    for person, days in case.days_worked().items():
        for week, number in Counter(day // 7 for day in days).items():
            if number > case.employees[person]["max_days_week"]:
                yield f"{person} in week {week}: {number} days"


def _too_many_in_a_row(case: Case) -> Iterator[str]:
    for name, worked in case.days_worked().items():
        person, run = case.employees[name], 0
        days = worked | set(case.history(person))
        for day in range(min(days, default=0), case.days):
            run = run + 1 if day in days else 0
            if run > person["max_consecutive_days"] and day in worked:
                yield f"{name} on day {day}: {run} days in a row"


def _too_little_rest(case: Case) -> Iterator[str]:
    by_day = case.by_person_and_day()
    for (name, day), own in by_day.items():
        person, before = case.employees[name], by_day.get((name, day - 1))
        ended = max(line.end for line in before) if before else case.history(person).get(-1) if day == 0 else None
        if ended is not None:
            rest = DAY_MINUTES - ended + min(line.start for line in own)
            if rest < person["min_rest_minutes"]:
                yield f"{name} before day {day}: {rest} minutes"


def _not_kept(case: Case) -> Iterator[str]:
    lines = case.by_event()
    for item in case.published:
        line = lines.get(item["event"])
        place = item["employee"], case.day(item["date"]), item["start"]
        if item.get("locked") and (line is None or line.place != place):
            yield str(item["event"])


RULES: Mapping[str, Callable[[Case], Iterator[str]]] = {
    "window": _each(_outside_window),
    "slot": _each(lambda _case, line: line.start not in line.event["slots"]),
    "holiday": _each(_on_holiday),
    "store": _each(lambda _case, line: line.event["store"] not in line.employee["stores"]),
    "role": _each(lambda _case, line: line.employee["role"] not in line.event["roles"]),
    "time_off": _each(lambda case, line: line.day in case.days_of(line.employee, "time_off")),
    "unavailable": _each(lambda case, line: line.day in case.days_of(line.employee, "unavailable")),
    "availability": _each(_not_available),
    "pairing": _without_partner,
    "overlap": _overlapping,
    "core_limit": _of_day(lambda rules, own: _cores(rules, own) > rules["max_core_per_day"]),
    "juicer_limit": _of_day(_too_many_juicers),
    "juicer_core": _of_day(_core_on_juicer_day),
    "two_stores": _of_day(_two_stores),
    "max_minutes": _too_many_minutes,
    "max_days": _too_many_days,
    "consecutive": _too_many_in_a_row,
    "rest": _too_little_rest,
    "locked": _not_kept,
}


def _unassigned(case: Case) -> int:
    prices = case.rules["weights"]["unassigned"]
    done = case.by_event()
    return sum(prices[str(event["priority"])] for event in case.events.values() if event["id"] not in done)


def _rotation(case: Case) -> int:
    duties = {
        (duty["store"], duty["kind"], case.day(duty["date"])): duty["employee"] for duty in case.instance["rotations"]
    }
    points = 0
    for line in case.lines:
        kind = case.rules["rotation_kind"].get(line.event["type"])
        on_duty = duties.get((line.event["store"], kind, line.day))
        if on_duty is not None and on_duty != line.employee["id"]:
            points += case.rules["weights"]["rotation"][kind]
    return points


def _supervisor_on_core(case: Case) -> int:
    supervisors = [line for line in case.lines if line.employee["role"] == "Club Supervisor"]
    return int(case.rules["weights"]["supervisor_on_core"]) * _cores(case.rules, supervisors)


def _preference(case: Case) -> int:
    wishes = {name: person.get("preferred_days_off", []) for name, person in case.employees.items()}
    worked = ((name, case.weekday(day)) for name, days in case.days_worked().items() for day in days)
    return int(case.rules["weights"]["preferred_day_off"]) * sum(weekday in wishes[name] for name, weekday in worked)


def _fairness(case: Case) -> int:
    targets = {name: person["target_minutes_week"] for name, person in case.employees.items()}
    above = sum(max(0, minutes - int(targets[name])) for (name, _), minutes in case.minutes().items())
    return int(case.rules["weights"]["over_target_minute"]) * above


def _stability(case: Case) -> int:
    lines, weights, points = case.by_event(), case.rules["weights"], 0
    for item in case.published:
        line = lines.get(item["event"])
        if line is None or line.place[:2] != (item["employee"], case.day(item["date"])):
            points += weights["stability_changed"]
        elif line.start != item["start"]:
            points += weights["stability_retimed"]
    return points


def _labour(case: Case) -> int:
    cents = sum(line.employee["wage_cents"] * line.event["duration"] for line in case.lines)
    return int(case.rules["weights"]["labour_per_dollar"]) * int(cents // CENTS_AND_MINUTES)


def _late(case: Case) -> int:
    return int(case.rules["weights"]["late_day"]) * sum(line.day - case.earliest(line.event) for line in case.lines)


POINTS: Mapping[str, Callable[[Case], int]] = {
    "unassigned": _unassigned,
    "rotation": _rotation,
    "supervisor_on_core": _supervisor_on_core,
    "preference": _preference,
    "fairness": _fairness,
    "stability": _stability,
    "labour": _labour,
    "late": _late,
}


def judge(instance: Raw, solution: Raw) -> Verdict:
    """Raises KeyError, TypeError or ValueError for what is no instance or no solution."""
    case = read(instance, solution)
    found = [Broken(rule, detail) for rule, details in RULES.items() for detail in details(case)]
    done = case.by_event()
    missing = Counter(event["priority"] for event in case.events.values() if event["id"] not in done)
    return Verdict(
        instance=instance["name"],
        events=len(case.events),
        assigned=len(done),
        broken=(*case.broken, *found),
        empty={int(priority): missing[priority] for priority in sorted({e["priority"] for e in case.events.values()})},
        points={name: points(case) for name, points in POINTS.items()},
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench judge", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("instance", type=Path)
    parser.add_argument("solution", type=Path)
    parser.add_argument("--json", action="store_true", help="everything, every broken rule with its detail")
    chosen = parser.parse_args(arguments)
    try:
        verdict = judge(*(json.loads(path.read_text(encoding="utf-8")) for path in (chosen.instance, chosen.solution)))
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"Unreadable: {error!r}", file=sys.stderr)
        return 2
    print(json.dumps({**asdict(verdict), "objective": verdict.objective}) if chosen.json else told(verdict))
    return int(bool(verdict.broken))


def told(verdict: Verdict) -> str:
    lines = [f"{verdict.instance}: {verdict.assigned} of {verdict.events} events, {verdict.objective:,} points"]
    lines += [f"  {name:20} {points:>12,}" for name, points in verdict.points.items() if points]
    lines += [f"  broken: {rule} {number} times" for rule, number in sorted(verdict.kinds().items())]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
