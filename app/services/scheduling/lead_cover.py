"""The Lead who takes the evening work of a day: whoever is there and has the fewest events that week."""

from __future__ import annotations

from datetime import date, timedelta

from app.services.scheduling import availability
from app.services.scheduling.problem import Employee, Problem
from app.services.scheduling.rotation_manager import on_duty
from app.services.scheduling.rules.week import week_start
from app.vocabulary import RotationKind, Title


def secondary_lead(problem: Problem, store_id: int, day: date) -> Employee | None:
    primary = on_duty(problem, store_id, RotationKind.PRIMARY_LEAD, day).employee
    store = problem.stores[store_id]
    others = [
        employee
        for employee in problem.employees.values()
        if employee.title is Title.LEAD and store_id in employee.store_ids and employee is not primary
    ]
    there = [employee for employee in others if availability.resolve(problem, employee, store, day).is_valid]
    return min(there, key=lambda employee: (events_of_week(problem, employee, day), employee.id), default=None)


def events_of_week(problem: Problem, employee: Employee, day: date) -> int:
    first = week_start(problem.rules, day)
    last = first + timedelta(days=6)
    return sum(first <= assignment.day <= last for assignment in problem.by_employee.get(employee.id, ()))
