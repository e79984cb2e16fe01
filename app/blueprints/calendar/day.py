"""One day of a store: who does what when, who has the duties, who is away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.blueprints.calendar.people import Mark, is_away
from app.blueprints.calendar.plan import Plan
from app.services.scheduling import rotation_manager
from app.services.scheduling.problem import Employee
from app.services.scheduling.rotation_manager import Duty
from app.vocabulary import RotationKind


@dataclass(frozen=True)
class Away:
    employee: Employee
    mark: Mark


@dataclass(frozen=True)
class Day:
    duties: tuple[tuple[RotationKind, Duty], ...]
    away: tuple[Away, ...]


def show_day(plan: Plan) -> Day:
    day, store_id = plan.asked.day, plan.asked.store.id
    return Day(
        duties=tuple((kind, rotation_manager.on_duty(plan.problem, store_id, kind, day)) for kind in RotationKind),
        away=tuple(_away(plan)),
    )


def _away(plan: Plan) -> Iterator[Away]:
    store, day = plan.problem.stores[plan.asked.store.id], plan.asked.day
    if day in store.holidays:
        return
    for person in sorted(plan.problem.employees.values(), key=lambda one: (one.name, one.id)):
        mark = plan.marks.of(person.id, day) if person.active else None
        if mark is not None and (is_away(mark) or mark.kind == "partly"):
            yield Away(person, mark)
