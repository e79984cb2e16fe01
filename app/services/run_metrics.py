"""The figures of a run for its page and the API, and the fingerprint of what it was computed from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

from app.services.run_scores import Scores, scores
from app.services.scheduling.engine_solution import Solution
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.weights import Weights
from app.vocabulary import ProposalKind

_NEW = (ProposalKind.NEW, ProposalKind.SWAP)


def inputs_hash(problem: Problem) -> str:
    """SHA-256 of the people, events, schedules and rules that the engine saw, whatever it strove for.

    The same in every process, because nothing hangs on the order of sets.
    """
    seen = replace(problem, weights=Weights())
    return hashlib.sha256(json.dumps(_canonical(seen)).encode()).hexdigest()


def metrics_of(problem: Problem, store_ids: Iterable[int], solution: Solution, load_s: float) -> dict[str, Any]:
    """Coverage, proof and wishes of the engine, seconds by phase, and what each day and person has before and after."""
    found = asdict(solution.metrics)
    found["wall_s"] = {"load": round(load_s, 2)} | {k: round(v, 2) for k, v in solution.metrics.wall_s.items()}
    found["status"] = solution.status.value
    before = standing(problem, store_ids)
    after = after_plan(problem, before, solution)
    seats = len(after)
    open_seats = solution.metrics.total - solution.metrics.assigned
    found["coverage_before"] = _share(len(before), seats + open_seats)
    found["coverage_after"] = _share(seats, seats + open_seats)
    found["gap"] = _gap(solution)
    found["lines"] = _line_counts(solution)
    found["changes"] = _changes(before, after, solution)
    found["scores"] = _scores(problem, store_ids, before, after, solution)
    found["days"] = _days(problem, before, after)
    found["people"] = _people(before, after)
    return found


def standing(problem: Problem, store_ids: Iterable[int]) -> list[Assignment]:
    """What is booked in the stores in the days of the run."""
    stores = set(store_ids)
    return [
        row
        for row in problem.assignments
        if row.store.id in stores and problem.first_day <= row.day <= problem.last_day
    ]


def after_plan(problem: Problem, before: list[Assignment], solution: Solution) -> list[Assignment]:
    moved = {line.schedule_id for line in solution.assignments} | {line.schedule_id for line in solution.unassigned}
    moved -= {None}
    planned = [problem.assignment(x.event_id, x.employee_id, x.day, x.start) for x in solution.assignments]
    return [row for row in before if row.schedule_id not in moved] + planned


def _gap(solution: Solution) -> float:
    """How much more than this plan may be possible, as a share; 0 when it is proven that nothing is."""
    figures = solution.metrics
    return round(max(figures.bound - figures.coverage_value, 0) / figures.bound, 4) if figures.bound else 0.0


def _changes(before: list[Assignment], after: list[Assignment], solution: Solution) -> dict[str, int]:
    """What becomes of everything that was booked, and what joins it."""
    same = {(row.event.id, row.employee.id, row.day, row.start) for row in before}
    untouched = sum((row.event.id, row.employee.id, row.day, row.start) in same for row in after)
    lost = sum(line.schedule_id is not None for line in solution.unassigned)
    return {
        "moved": sum(line.kind is ProposalKind.MOVE for line in solution.assignments),
        "new": sum(line.kind in _NEW for line in solution.assignments),
        "lost": lost,
        "untouched": untouched,
    }


def _scores(
    problem: Problem,
    store_ids: Iterable[int],
    before: list[Assignment],
    after: list[Assignment],
    solution: Solution,
) -> dict[str, dict[str, Any]]:
    """Of the plan as it stood and as it would stand."""
    stores = list(store_ids)
    asked = {line.event_id for line in solution.assignments} | {line.event_id for line in solution.unassigned}
    events = [problem.events[event_id] for event_id in sorted(asked)]
    return {
        "before": _shown(scores(problem, stores, before, events)),
        "after": _shown(scores(problem, stores, after, events)),
    }


def _shown(found: Scores) -> dict[str, Any]:
    return asdict(found) | {"coverage": round(found.coverage, 4), "preference": round(found.preference, 4)}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _line_counts(solution: Solution) -> dict[str, int]:
    counts = Counter(line.kind.value for line in solution.assignments)
    return {kind.value: counts[kind.value] for kind in ProposalKind} | {
        ProposalKind.UNASSIGNED.value: len(solution.unassigned)
    }


def _days(problem: Problem, before: list[Assignment], after: list[Assignment]) -> list[dict[str, Any]]:
    old, new = Counter(row.day for row in before), Counter(row.day for row in after)
    days = [problem.first_day + timedelta(days=n) for n in range((problem.last_day - problem.first_day).days + 1)]
    return [{"day": day.isoformat(), "before": old[day], "after": new[day]} for day in days]


def _people(before: list[Assignment], after: list[Assignment]) -> list[dict[str, Any]]:
    names = {row.employee.id: row.employee.name for row in (*before, *after)}
    events = [Counter(row.employee.id for row in rows) for rows in (before, after)]
    minutes = [_minutes(before), _minutes(after)]
    return [
        {
            "employee_id": number,
            "name": name,
            "before": events[0][number],
            "after": events[1][number],
            "minutes_before": minutes[0][number],
            "minutes_after": minutes[1][number],
        }
        for number, name in sorted(names.items(), key=lambda pair: (pair[1], pair[0]))
    ]


def _minutes(rows: list[Assignment]) -> Counter[int]:
    """Short visits inside other work of the same person are no extra time."""
    found: Counter[int] = Counter()
    for row in rows:
        if row.event.exclusive:
            found[row.employee.id] += row.length
    return found


def _canonical(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return [_canonical(getattr(value, item.name)) for item in fields(value)]
    if isinstance(value, Mapping):
        return sorted(([_canonical(key), _canonical(item)] for key, item in value.items()), key=json.dumps)
    if isinstance(value, (set, frozenset)):
        return sorted((_canonical(item) for item in value), key=json.dumps)
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
