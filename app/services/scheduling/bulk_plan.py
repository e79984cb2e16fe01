"""Many cards changed at once: which of them can go where they are wanted, each beside all the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.beside import Beside
from app.services.scheduling.plan_line import PlanLine, standing, weight
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.suggestion_score import score
from app.wording import say


def plan_moves(problem: Problem, moves: Sequence[tuple[Assignment, Assignment]]) -> tuple[PlanLine, ...]:
    """Saved work and where it is wanted. What cannot go stays where it was, and the others are asked beside that."""
    refused: dict[int, PlanLine] = {}
    while True:
        found = _tried(problem, moves, refused)
        new = {number: line for number, line in found.items() if number not in refused and _is_refused(line)}
        if not new:
            return tuple((found | refused)[number] for number in range(len(moves)))
        refused |= new


def _tried(
    problem: Problem, moves: Sequence[tuple[Assignment, Assignment]], refused: Mapping[int, PlanLine]
) -> dict[int, PlanLine]:
    going = [number for number in range(len(moves)) if number not in refused]
    gone = {moves[number][0].schedule_id for number in going} | _visits(problem, [moves[number][0] for number in going])
    beside = Beside(problem, (row for row in problem.assignments if row.schedule_id not in gone))
    found = {}
    for number in going:
        before, after = moves[number]
        found[number] = PlanLine(before, after, standing(problem, after, beside))
        beside.enter(before if _is_refused(found[number]) else after)
    return found


def _visits(problem: Problem, rows: Sequence[Assignment]) -> set[int | None]:
    """Saved visits that follow their Core are not in its way."""
    partners = {event.id for row in rows for event in problem.partner_events(row.event)}
    return {visit.schedule_id for event_id in partners for visit in problem.by_event.get(event_id, ())}


def _is_refused(line: PlanLine) -> bool:
    return weight(line.violations)[0]


def plan_assignments(
    problem: Problem, events: Sequence[Event], days: Sequence[date], people: Sequence[Employee]
) -> tuple[PlanLine, ...]:
    """Open events given to the best of the people on the first day that works, the most urgent event first."""
    beside = Beside(problem, problem.assignments)
    lines = {}
    for event in sorted(events, key=lambda one: (one.due, one.priority, one.id)):
        line = _assigned(problem, event, days, people, beside)
        if line.after is not None and not _is_refused(line):
            beside.enter(line.after)
        lines[event.id] = line
    return tuple(lines[event.id] for event in events)


def _assigned(
    problem: Problem, event: Event, days: Sequence[date], people: Sequence[Employee], beside: Beside
) -> PlanLine:
    tried = []
    for day in days:
        if not event.start <= day <= event.due:
            continue
        found = list(_places(problem, event, day, people, beside))
        clear = [line.after for line in found if line.after is not None and not line.violations]
        if clear:
            return PlanLine(None, max(clear, key=lambda one: score(problem, one).points), event=event)
        tried += found
    if not tried:
        return PlanLine(None, None, note=say("None of these days lies in the window of the event."), event=event)
    return min(tried, key=lambda line: weight(line.violations))


def _places(
    problem: Problem, event: Event, day: date, people: Sequence[Employee], beside: Beside
) -> Iterator[PlanLine]:
    for person in people:
        for start in allowed_starts(problem.rules, event, day):
            wanted = Assignment(event, person, problem.stores[event.store_id], day, start)
            yield PlanLine(None, wanted, standing(problem, wanted, beside), event=event)
