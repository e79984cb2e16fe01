"""Laying work that stands onto another person or day.

An event is done once, so a copy needs another one: a free place of the same event where it takes several people, else
an open event of the same type at the same store that can be done on that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.formatting import short_day
from app.services.scheduling.beside import Beside
from app.services.scheduling.plan_line import PlanLine, standing, weight
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules.event_condition import is_open
from app.vocabulary import ApplyMode
from app.wording import say

#: So that one place is answered quickly although hundreds of events may be open.
MOST_TRIED = 4
OVERWRITING = (ApplyMode.OVERWRITE_UNPINNED, ApplyMode.OVERWRITE_ALL)


def stand_ins(problem: Problem, source: Event, day: date, beside: Beside) -> list[Event]:
    """Events that could be done in place of a second time of `source`, the most alike and most urgent first."""
    alike = [
        event
        for event in problem.events.values()
        if (event.type, event.subtype, event.store_id) == (source.type, source.subtype, source.store_id)
        and event.start <= day <= event.due
        and is_open(event)
        and free_places(problem, event, beside) > 0
    ]
    return sorted(alike, key=lambda one: (one.id != source.id, one.name != source.name, one.due, one.priority, one.id))


def free_places(problem: Problem, event: Event, beside: Beside) -> int:
    return event.headcount - len(beside.of_event(event)) - len(problem.in_conflict.get(event.id, ()))


def lay(problem: Problem, source: Assignment, person: Employee, day: date, start: int, beside: Beside) -> PlanLine:
    """The copy of `source` at a place, of the stand-in against which least stands."""
    found = []
    for event in stand_ins(problem, source.event, day, beside)[:MOST_TRIED]:
        wanted = Assignment(event, person, source.store, day, start)
        line = PlanLine(None, wanted, standing(problem, wanted, beside), about=source)
        if not line.violations:
            return line
        found.append(line)
    if not found:
        return PlanLine(None, None, note=nothing_open(source.event, day), about=source)
    return min(found, key=lambda line: weight(line.violations))


def nothing_open(source: Event, day: date) -> str:
    return say(
        "An event is done once, and no other open %(type)s event can be done on %(day)s.",
        type=source.type.value,
        day=short_day(day),
    )


def plan_copy(problem: Problem, sources: Sequence[Assignment], days: int, mode: ApplyMode) -> tuple[PlanLine, ...]:
    """The pattern of person, time and type of the sources, `days` later.

    fill_gaps books only who has nothing that day; merge books beside what stands; overwrite_unpinned lets give way what
    the person has at that time or of that type, unless it is pinned; overwrite_all lets pinned work give way as well.
    Visits that belong to a Core are left out: they go along with it.
    """
    beside = Beside(problem, problem.assignments)
    lines = []
    for source in sorted(sources, key=lambda row: (row.day, row.start, row.employee.name, row.event.id)):
        line = _copied(problem, source, source.day + timedelta(days=days), mode, beside)
        if line.after is not None and not line.note:
            for row in line.gives_way:
                beside.remove(row)
            beside.enter(line.after)
        lines.append(line)
    return tuple(lines)


def _copied(problem: Problem, source: Assignment, day: date, mode: ApplyMode, beside: Beside) -> PlanLine:
    person = source.employee
    there = [row for row in beside.of_employee(person) if row.day == day]
    same = next((row for row in there if row.event.type is source.event.type and row.start == source.start), None)
    if same is not None:
        words = say("%(employee)s already has the same there.", employee=person.name)
        return PlanLine(None, None, note=words, about=source)
    if there and mode is ApplyMode.FILL_GAPS:
        words = say("%(employee)s already has work that day.", employee=person.name)
        return PlanLine(None, None, note=words, about=source)
    going = _giving_way(problem, source, day, mode, there)
    for row in going:
        beside.remove(row)
    line = lay(problem, source, person, day, source.start, beside)
    for row in going:
        beside.enter(row)
    return replace(line, gives_way=tuple(going) if _is_possible(line) else ())


def _is_possible(line: PlanLine) -> bool:
    return line.after is not None and not weight(line.violations)[0]


def _giving_way(
    problem: Problem, source: Assignment, day: date, mode: ApplyMode, there: Sequence[Assignment]
) -> list[Assignment]:
    if mode not in OVERWRITING or day < problem.today:
        return []
    place = Assignment(source.event, source.employee, source.store, day, source.start)
    return [
        row
        for row in there
        if row.schedule_id is not None
        and row.store.id == source.store.id
        and (mode is ApplyMode.OVERWRITE_ALL or not row.pinned)
        and (row.event.type is source.event.type or (row.event.exclusive and row.overlaps(place)))
    ]
