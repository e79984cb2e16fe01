"""Holds the plans of the engine against the rulebook's greedy waves, priority by priority, as the judge counts them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.services.scheduling import engine, files
from app.services.scheduling.engine_opening import open_up
from app.services.scheduling.engine_solution import Solution
from app.services.scheduling.engine_standing import Standing
from app.services.scheduling.engine_wishes import Duties
from app.services.scheduling.greedy_waves import plan_in_waves
from scripts._engine_case import Raw
from scripts._engine_run import FILLED
from scripts.bench_judge import judge

Empty = Mapping[int, int]
"""Events without anybody, by priority; 1 is the highest."""


@dataclass(frozen=True)
class Row:
    instance: str
    waves: Empty
    first: Empty
    """Of the plan that a run answers when it is stopped as soon as it has one."""
    last: Empty

    def worse(self) -> list[str]:
        """The first plan may leave no more of any priority. The last one may leave more of a lower priority, because
        it did more of a higher one."""
        found = [f"the first plan leaves more of priority {p}" for p in sorted(self.waves) if self._is_emptier(p)]
        last_is_worse = _by_priority(self.last) > _by_priority(self.waves)
        return found + (["the last plan leaves more of the highest priority that differs"] if last_is_worse else [])

    def _is_emptier(self, priority: int) -> bool:
        return self.first[priority] > self.waves[priority]


def compared(name: str, instance: Raw, last: Empty) -> Row:
    """`last` is what the plan of a whole run leaves."""
    task = files.read(json.dumps(instance))
    waves, first = (judge(instance, plan).empty for plan in (plan_of_waves(task), first_plan(task)))
    return Row(name, waves, first, last)


def plan_of_waves(task: files.Instance) -> Raw:
    opening = open_up(task.problem)
    duties = Duties(opening.problem)
    waves = plan_in_waves(opening, duties, Standing.first(opening, duties).possible)
    rows = (*waves.lines, *task.kept)
    return {
        "assignments": [
            {
                "event": task.event_ids[row.event.id],
                "employee": task.employee_ids[row.employee.id],
                "date": row.day.isoformat(),
                "start": row.start,
            }
            for row in rows
        ]
    }


def first_plan(task: files.Instance) -> Raw:
    told: list[str] = []
    stopped: Solution = engine.solve(
        task.problem,
        explain=False,
        on_progress=lambda _, message: told.append(message),
        should_stop=lambda: any(FILLED.search(message) for message in told),
    )
    plan: Raw = json.loads(files.solution_text(task, stopped))
    return plan


def problems_of(rows: Sequence[Row]) -> list[str]:
    return [f"{row.instance} beside the waves: {worse}" for row in rows for worse in row.worse()]


def table(rows: Sequence[Row]) -> str:
    return "\n".join(_line(row) for row in rows)


def _line(row: Row) -> str:
    plans = ((row.waves, "greedy waves"), (row.first, "first plan"), (row.last, "last plan"))
    left = ", ".join(f"{'/'.join(map(str, _by_priority(empty)))} by the {name}" for empty, name in plans)
    return f"{row.instance}: left open by priority {left}; worse than the waves: {', '.join(row.worse()) or 'never'}"


def _by_priority(empty: Empty) -> list[int]:
    return [empty[priority] for priority in sorted(empty)]
