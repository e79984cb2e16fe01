"""The ids Crossmark knows schedules by."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Employee, Event, Schedule, Store


@dataclass(frozen=True)
class Targets:
    event_and_store: dict[int, tuple[Event, Store]]
    rep_ids: dict[int, str | None]


def find(session: Session, schedule_ids: set[int], former_employee_ids: set[int]) -> Targets:
    """Events with their stores, and rep ids by employee id, of these schedules (and of who held them before)."""
    places = session.execute(
        select(Event, Store)
        .join(Store, Store.id == Event.store_id)
        .where(Event.id.in_(select(Schedule.event_id).where(Schedule.id.in_(schedule_ids))))
    )
    current = select(Schedule.employee_id).where(Schedule.id.in_(schedule_ids))
    reps = session.execute(
        select(Employee.id, Employee.rep_id).where(Employee.id.in_(current) | Employee.id.in_(former_employee_ids))
    )
    return Targets({event.id: (event, store) for event, store in places}, dict(reps.all()))
