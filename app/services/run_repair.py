"""Reads the engine's answer to a repair back as changes of what is booked: what moves, and what gives way to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from app.services.run_problem import Displaced, Prepared
from app.services.scheduling.constraint_validator import check_beside
from app.services.scheduling.engine_solution import PlannedAssignment, Solution, Unassigned
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.overlap import collide
from app.services.scheduling.rules.violation import Mode, label
from app.vocabulary import EventType, ProposalKind, Severity


def read_back(prepared: Prepared, solution: Solution) -> Solution:
    lines, unassigned = _moved(prepared.displaced, solution)
    lines = put_back(prepared, lines)
    lines, unassigned = _swapped(prepared.standing, lines, unassigned)
    return replace(solution, assignments=tuple(lines), unassigned=tuple(unassigned))


def _moved(displaced: Sequence[Displaced], solution: Solution) -> tuple[list[PlannedAssignment], list[Unassigned]]:
    """The engine planned what cannot stay as if it were new; it is another place for the same booking."""
    waiting: dict[int, list[Displaced]] = defaultdict(list)
    for one in displaced:
        waiting[one.row.event.id].append(one)
    lines = []
    for line in solution.assignments:
        if line.schedule_id is None and waiting[line.event_id]:
            old = waiting[line.event_id].pop(0)
            line = replace(
                line, kind=ProposalKind.MOVE, schedule_id=old.row.schedule_id, reason=f"{old.why} {line.reason}"
            )
        lines.append(line)
    unassigned = []
    for left in solution.unassigned:
        if left.schedule_id is None and waiting[left.event_id]:
            old = waiting[left.event_id].pop(0)
            left = replace(left, schedule_id=old.row.schedule_id, reason=f"{old.why} {left.reason}")
        unassigned.append(left)
    return lines, unassigned


def put_back(prepared: Prepared, lines: Sequence[PlannedAssignment]) -> list[PlannedAssignment]:
    """Whatever could as well have stayed where it was stays there: all at once if that holds, else one by one."""
    fixed = {one.row.schedule_id for one in prepared.displaced}
    kept = list(lines)
    moved = [
        place for place, line in enumerate(kept) if line.kind is ProposalKind.MOVE and line.schedule_id not in fixed
    ]
    for places in [moved, *([place] for place in moved)]:
        tried = [_stayed(prepared, line) if place in places else line for place, line in enumerate(kept)]
        if tried != kept and _holds(prepared, tried, [tried[place] for place in places]):
            kept = tried
    return kept


def _stayed(prepared: Prepared, line: PlannedAssignment) -> PlannedAssignment:
    row = next((row for row in prepared.standing.assignments if row.schedule_id == line.schedule_id), None)
    if row is None:
        return line
    kept = replace(line, kind=ProposalKind.KEEP, reason="Stays as it was booked.", alternatives=())
    return replace(kept, employee_id=row.employee.id, day=row.day, start=row.start)


def _holds(prepared: Prepared, lines: Sequence[PlannedAssignment], back: Sequence[PlannedAssignment]) -> bool:
    """Whether the lines that go back, and the visits and Cores that belong to them, break no rule in the plan."""
    problem, planned = prepared.problem, {line.schedule_id for line in lines}
    rows = [row for row in problem.assignments if row.schedule_id not in planned]
    rows += [replace(_assignment(problem, line), schedule_id=line.schedule_id) for line in lines]
    touched = {event_id for line in back for event_id in _pair(problem, line.event_id)}
    return not any(
        violation.severity is Severity.HARD
        for row in rows
        if row.event.id in touched
        for violation in check_beside(problem, row, _near(problem, row, rows), mode=Mode.AUTOMATIC)
    )


def _near(problem: Problem, row: Assignment, rows: Sequence[Assignment]) -> list[Assignment]:
    """What the rules look at: other work of the person, of the event and of its pair."""
    pair = _pair(problem, row.event.id)
    return [one for one in rows if one is not row and (one.employee.id == row.employee.id or one.event.id in pair)]


def _pair(problem: Problem, event_id: int) -> set[int]:
    return {event_id, *(partner.id for partner in problem.partner_events(problem.events[event_id]))}


def _swapped(
    standing: Problem, lines: Sequence[PlannedAssignment], unassigned: Sequence[Unassigned]
) -> tuple[list[PlannedAssignment], list[Unassigned]]:
    """A booking that lost its place to a new line gives way to it: one proposal of both changes."""
    saved = {row.schedule_id: row for row in standing.assignments if row.schedule_id is not None}
    found, told = list(lines), []
    for left in unassigned:
        victim = saved.get(left.schedule_id or 0)
        taker = _taker(standing, found, victim) if victim is not None else None
        if victim is None or taker is None:
            told.append(left)
            continue
        line = found[taker]
        due = standing.events[line.event_id].due
        why = f"Takes the place of {label(victim.event)}, which is due {(victim.event.due - due).days} days later."
        if victim.event.due <= due:
            why = f"Takes the place of {label(victim.event)}, which is less urgent."
        found[taker] = replace(
            line, kind=ProposalKind.SWAP, schedule_id=victim.schedule_id, reason=f"{why} {line.reason}"
        )
        told.append(replace(left, reason=f"Gives way to {label(standing.events[line.event_id])}. {left.reason}"))
    return found, told


def _taker(standing: Problem, lines: Sequence[PlannedAssignment], victim: Assignment) -> int | None:
    for place, line in enumerate(lines):
        if line.kind is ProposalKind.NEW and _excludes(_assignment(standing, line), victim):
            return place
    return None


def _excludes(one: Assignment, other: Assignment) -> bool:
    """Whether the person can do only one of them: at the same time, or two Cores on a day."""
    if one.employee.id != other.employee.id or one.day != other.day:
        return False
    both_core = one.event.type is EventType.CORE and other.event.type is EventType.CORE
    return both_core or collide(one, other)


def _assignment(problem: Problem, line: PlannedAssignment) -> Assignment:
    return problem.assignment(line.event_id, line.employee_id, line.day, line.start)
