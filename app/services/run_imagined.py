"""Imagined events of a what-if: they count in its figures, and nothing is ever proposed or booked for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.formatting import minutes_clock, short_day
from app.services.scheduling.engine_solution import PlannedAssignment, Solution
from app.services.scheduling.problem import Problem


def without_imagined(solution: Solution) -> Solution:
    return replace(
        solution,
        assignments=tuple(line for line in solution.assignments if line.event_id > 0),
        unassigned=tuple(line for line in solution.unassigned if line.event_id > 0),
    )


def imagined(problem: Problem, solution: Solution) -> list[dict[str, Any]]:
    """Each with the place it would get, or why it gets none."""
    told = {x.event_id: {"place": _place(problem, x)} for x in solution.assignments if x.event_id < 0}
    told |= {x.event_id: {"reason": x.reason} for x in solution.unassigned if x.event_id < 0}
    return [{"name": problem.events[number].name} | told[number] for number in sorted(told, reverse=True)]


def _place(problem: Problem, line: PlannedAssignment) -> str:
    return f"{problem.employees[line.employee_id].name}, {short_day(line.day)} {minutes_clock(line.start)}"
