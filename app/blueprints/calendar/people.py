"""Why somebody cannot be planned on a day, as a short mark with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.formatting import minutes_clock
from app.services.scheduling import availability
from app.services.scheduling.availability import Tier
from app.services.scheduling.problem import Assignment, Employee, Problem, Store


@dataclass(frozen=True)
class Mark:
    """`kind`: off, unavailable, partly or elsewhere."""

    kind: str
    reason: str


def mark_of(problem: Problem, employee: Employee, store: Store, day: date) -> Mark | None:
    """Holidays are no mark of a person: the head of the day names them."""
    if day not in store.holidays:
        answer = availability.resolve(problem, employee, store, day)
        if not answer.is_valid:
            return Mark("off" if answer.tier is Tier.TIME_OFF else "unavailable", answer.reason)
    partly = next((off for off in employee.time_off if off.hours and off.first <= day <= off.last), None)
    if partly is not None:
        return Mark("partly", availability.time_off_reason(employee, partly))
    elsewhere = next((row for row in _work_on(problem, employee, day) if row.store.id != store.id), None)
    if elsewhere is not None:
        return Mark("elsewhere", f"{employee.name} works at another store from {minutes_clock(elsewhere.start)}.")
    return None


def is_away(mark: Mark | None) -> bool:
    return mark is not None and mark.kind in ("off", "unavailable")


def _work_on(problem: Problem, employee: Employee, day: date) -> list[Assignment]:
    return [row for row in problem.by_employee.get(employee.id, ()) if row.day == day]
