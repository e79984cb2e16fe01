"""From the numbers of a solved draft to lines: which event goes to which place, and at which of its starts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.services.scheduling.allowed_times import allowed_starts, supervisor_start
from app.services.scheduling.draft import Draft, Group, Kind, Literal, Place
from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.engine_plan import Plan, Possible
from app.services.scheduling.engine_wishes import Duties
from app.services.scheduling.fairness import closings_carried
from app.services.scheduling.problem import Assignment, Event, Problem
from app.vocabulary import EventType, RotationKind


def read_off(draft: Draft, opening: Opening, values: Sequence[float]) -> list[Assignment]:
    """Each event of a day gets one of the places taken that day; earlier people keep their events."""
    places: dict[tuple[Kind, date], list[Place]] = defaultdict(list)
    for place in draft.places:
        places[place.site.kind, place.site.day] += [place] * round(values[place.count])
    waiting = _events_by_day(draft, values)
    lines: list[Assignment] = []
    for key, events in waiting.items():
        free = places[key]
        for event in sorted(events, key=lambda event: (event.id not in opening.drafts, event.id)):
            place = _best_place(free, opening.drafts.get(event.id))
            free.remove(place)
            lines.append(replace(place.candidate, event=event))
    return lines


def settle(opening: Opening, plan: Plan, duties: Duties) -> None:
    """Gives every line its final start: the earlier one, the first slot for the Primary Lead, else the emptiest.

    Who closed most in the weeks before chooses first, and so begins early.
    """
    usage: Counter[tuple[int, date, EventType, int]] = Counter(map(_moment, opening.problem.assignments))

    def turn(line: Assignment) -> tuple[date, bool, int, int]:
        closed = closings_carried(opening.problem, line.employee)
        return line.day, not _leads(duties, line), -closed, line.event.id

    for line in sorted(plan.lines, key=turn):
        order = _start_order(opening, plan, duties, usage, line)
        start = next((start for start in order if _fits(plan, line, start)), line.start)
        if start != line.start:
            plan.remove(line)
            line = replace(line, start=start)
            plan.add(line)
        usage[_moment(line)] += 1


def fill(opening: Opening, plan: Plan, duties: Duties, possible: Possible) -> None:
    """Gives an event that is left a place that is simply free; the search may have been cut short."""
    for event in opening.events:
        while len(plan.lines_of(event)) < opening.seats[event.id]:
            place = _free_place(opening, plan, duties, possible, event)
            if place is None:
                break
            plan.add(place)


def hints(draft: Draft, lines: Iterable[Assignment]) -> dict[Literal, int]:
    """The same plan in the unknowns of the draft that make it."""
    done: Counter[tuple[int, date]] = Counter((line.event.id, line.day) for line in lines)
    kinds = {event.id: group.kind for group in draft.groups for event in group.events}
    taken: Counter[tuple[Kind, int, date, int]] = Counter(
        (kinds[line.event.id], line.employee.id, line.day, line.start) for line in lines if line.event.id in kinds
    )
    found: dict[Literal, int] = {
        seats: sum(done[event.id, day] for event in group.events) for (group, day), seats in draft.on_day.items()
    }
    for place in draft.places:
        site = place.site
        count = sum(taken[site.kind, site.employee.id, site.day, start] for start in site.starts)
        found[place.count] = count
        if place.taken != place.count:
            found[place.taken] = int(count > 0)
    return found


def _events_by_day(draft: Draft, values: Sequence[float]) -> dict[tuple[Kind, date], list[Event]]:
    waiting: dict[tuple[Kind, date], list[Event]] = defaultdict(list)
    left: dict[Group, list[Event]] = {
        group: [e for e in group.events for _ in range(group.seats)] for group in draft.groups
    }
    for (group, day), seats in sorted(draft.on_day.items(), key=lambda item: item[0][1]):
        number = round(values[seats])
        waiting[group.kind, day] += left[group][:number]
        left[group] = left[group][number:]
    return waiting


def _best_place(free: list[Place], earlier: Assignment | None) -> Place:
    if earlier is None:
        return free[0]
    return next((place for place in free if place.site.employee.id == earlier.employee.id), free[0])


def _moment(line: Assignment) -> tuple[int, date, EventType, int]:
    return line.store.id, line.day, line.event.type, line.start


def _leads(duties: Duties, line: Assignment) -> bool:
    lead = duties.person(line.store.id, RotationKind.PRIMARY_LEAD, line.day)
    return line.event.type is EventType.CORE and lead is not None and lead.id == line.employee.id


def _fits(plan: Plan, line: Assignment, start: int) -> bool:
    return start == line.start or plan.allows(replace(line, start=start), line)


def _start_order(
    opening: Opening,
    plan: Plan,
    duties: Duties,
    usage: Mapping[tuple[int, date, EventType, int], int],
    line: Assignment,
) -> list[int]:
    starts = allowed_starts(opening.problem.rules, line.event, line.day)
    if line.event.headcount > 1:
        return [line.start]
    earlier = opening.drafts.get(line.event.id)
    wanted = _wanted_start(opening.problem, plan, line)
    first = starts[0] if _leads(duties, line) else None
    kept = earlier.start if earlier is not None and earlier.day == line.day else None

    def rank(start: int) -> tuple[bool, bool, bool, int, int]:
        used = usage.get(_moment(replace(line, start=start)), 0)
        return start != kept, start != first, start != wanted, used, starts.index(start)

    return sorted(starts, key=rank)


def _wanted_start(problem: Problem, plan: Plan, line: Assignment) -> int | None:
    """A Supervisor event follows the start of its Core where that is the policy."""
    if line.event.type is not EventType.SUPERVISOR:
        return None
    cores = [row for event in problem.partner_events(line.event) for row in plan.of_event(event) if row.day == line.day]
    return supervisor_start(problem.rules.on(line.day), cores[0].start if cores else None)


def _free_place(opening: Opening, plan: Plan, duties: Duties, possible: Possible, event: Event) -> Assignment | None:
    problem = opening.problem
    for day in opening.days(event):
        people = [person for person in plan.staff(event.store_id) if possible.starts(event, person, day)]
        for person in sorted(people, key=lambda person: (duties.points(person, event, day), person.id)):
            for start in allowed_starts(problem.rules, event, day):
                place = Assignment(event, person, problem.stores[event.store_id], day, start)
                if plan.allows(place) and all((r.day, r.start) == (day, start) for r in plan.of_event(event)):
                    return place
    return None
