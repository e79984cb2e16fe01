"""The points of a finished plan, wish by wish: what the solver's objective says, counted on the lines themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.engine_wishes import CENTS_A_DOLLAR, HOUR, Duties, seat_value, title_points
from app.services.scheduling.fairness import carried_points
from app.services.scheduling.problem import Assignment, Employee
from app.services.scheduling.rules.short_notice import earliest_day
from app.services.scheduling.rules.week import week_start
from app.vocabulary import EventType, RotationKind

UNASSIGNED, STABILITY = "unassigned", "stability"


def plan_points(opening: Opening, duties: Duties, lines: Sequence[Assignment]) -> dict[str, float]:
    """Points by wish, the empty seats among them; fewer is better."""
    problem, weights = opening.problem, opening.problem.weights
    points: dict[str, float] = defaultdict(float)
    filled = Counter(line.event.id for line in lines)
    for event in opening.events:
        points[UNASSIGNED] += (opening.seats[event.id] - filled[event.id]) * seat_value(problem, event)
    for line in lines:
        points["rotation"] += duties.points(line.employee, line.event, line.day)
        points["title"] += title_points(problem, line.employee, line.event)
        points["carried"] += carried_points(problem, line.employee, line.event, line.day)
        points["late"] += weights.late_day * (line.day - earliest_day(problem, line.event, line.day)).days
    cents = sum((line.employee.wage_cents or 0) * line.length for line in lines)
    points["labour"] += weights.labour_dollar * cents / CENTS_A_DOLLAR / HOUR
    points[STABILITY] += _moved(opening, lines)
    points["rotation"] += weights.lead_without_core * _leads_without_core(opening, duties, lines)
    _add_people(points, opening, lines)
    return {name: found for name, found in points.items() if found}


def _add_people(points: dict[str, float], opening: Opening, lines: Sequence[Assignment]) -> None:
    problem, weights = opening.problem, opening.problem.weights
    by_person: dict[int, list[Assignment]] = defaultdict(list)
    for line in lines:
        by_person[line.employee.id].append(line)
    for employee_id, own in by_person.items():
        person, stays = problem.employees[employee_id], problem.by_employee.get(employee_id, ())
        rested = {line.day for line in own if line.day.weekday() in person.preferred_days_off}
        points["preference"] += weights.preferred_day_off * len(rested - {row.day for row in stays})
        for week in {week_start(problem.rules, line.day) for line in own}:
            fixed = [row for row in stays if week_start(problem.rules, row.day) == week]
            added = [line for line in own if week_start(problem.rules, line.day) == week]
            points["target"] += weights.over_target_minute * _over_target(person, fixed, added)
            points["fairness"] += weights.core_balance * (_core_steps([*fixed, *added]) - _core_steps(fixed))


def _over_target(person: Employee, fixed: Sequence[Assignment], added: Sequence[Assignment]) -> int:
    """Minutes above the target that the added lines bring."""
    if person.target_minutes_week is None:
        return 0
    left = max(person.target_minutes_week - sum(row.length for row in fixed), 0)
    return max(sum(line.length for line in added) - left, 0)


def _core_steps(rows: Sequence[Assignment]) -> int:
    cores = sum(row.event.type is EventType.CORE for row in rows)
    return cores * (cores - 1) // 2


def _moved(opening: Opening, lines: Sequence[Assignment]) -> int:
    weights = opening.problem.weights
    saved = min(weights.stability_retimed, weights.stability_changed)
    now = {line.event.id: line for line in lines}
    points = 0
    for event_id, earlier in opening.drafts.items():
        line = now.get(event_id)
        if line is None or (line.employee.id, line.day) != (earlier.employee.id, earlier.day):
            points += weights.stability_changed
        elif line.start != earlier.start:
            points += saved
    return points


def _leads_without_core(opening: Opening, duties: Duties, lines: Sequence[Assignment]) -> int:
    """Days with Cores of this plan and none for the Primary Lead. The solver counts only leads who could have one."""
    demonstrating: Mapping[tuple[int, date], set[int]] = defaultdict(set)
    for line in lines:
        if line.event.type is EventType.CORE:
            demonstrating[line.store.id, line.day].add(line.employee.id)
    leads = {key: duties.person(key[0], RotationKind.PRIMARY_LEAD, key[1]) for key in demonstrating}
    return sum(lead is not None and lead.id not in demonstrating[key] for key, lead in leads.items())
