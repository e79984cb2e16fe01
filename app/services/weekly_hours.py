"""The weekly availability of an employee, replaced as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Employee, WeeklyAvailability
from app.services import changes
from app.services.actors import Actor
from app.vocabulary import Permission

Hours = Mapping[int, Sequence[tuple[int, int]]]


def fingerprint(rows: Sequence[WeeklyAvailability]) -> str:
    """Changes whenever the hours do; the rows carry no version of their own."""
    said = ";".join(sorted(f"{row.weekday} {row.starts_minute:04d}-{row.ends_minute:04d}" for row in rows))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def lock(session: Session, *, employee_id: int) -> None:
    """So that of two people who saw the same hours only one can replace them."""
    session.execute(select(Employee.id).where(Employee.id == employee_id).with_for_update())


def replace(session: Session, actor: Actor, *, employee: Employee, hours: Hours) -> None:
    """Weekday (Monday 0) to ranges in minutes after midnight. Nothing at all means always available.

    `employee` must have `weekly` loaded. Rows that stay the same are left alone.
    """
    actor.require(Permission.EDIT_EMPLOYEES)
    wanted = {(weekday, first): last for weekday, ranges in hours.items() for first, last in ranges}
    summary = f"Weekly availability of {employee.name}"
    with changes.record(session, actor, command="set_weekly_availability", summary=summary):
        for row in list(employee.weekly):
            last = wanted.pop((row.weekday, row.starts_minute), None)
            if last is None:
                employee.weekly.remove(row)
            else:
                row.ends_minute = last
        for (weekday, first), last in wanted.items():
            employee.weekly.append(WeeklyAvailability(weekday=weekday, starts_minute=first, ends_minute=last))
