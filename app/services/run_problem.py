"""What a run hands to the engine: the problem as it is, narrowed to what the run was asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.services.scheduling.problem import Assignment, Problem


def only(problem: Problem, event_ids: Collection[int]) -> Problem:
    """Nothing but these events is planned, each with the other half of its Core and Supervisor pair."""
    named = [problem.events[event_id] for event_id in event_ids if event_id in problem.events]
    wanted = {event.id for one in named for event in (one, *problem.partner_events(one))}
    events = {
        event.id: event if event.id in wanted else replace(event, auto_schedule=False)
        for event in problem.events.values()
    }
    rows = tuple(replace(row, event=events[row.event.id]) for row in problem.assignments)
    return replace(problem, events=events, assignments=rows)


def released(problem: Problem) -> Problem:
    """What is not pinned and not begun counts as a draft that may be moved."""
    rows = (replace(row, published=False) if _may_move(problem, row) else row for row in problem.assignments)
    return replace(problem, assignments=tuple(rows))


def _may_move(problem: Problem, row: Assignment) -> bool:
    return not row.pinned and problem.first_day <= row.day <= problem.last_day and row.day > problem.today
