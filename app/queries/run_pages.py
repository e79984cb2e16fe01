"""What the pages of the auto-scheduler show, in a fixed number of queries however many lines a run has."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import Employee, EmployeeStore, Event, Proposal, Schedule


def lines(session: Session, run_id: int) -> list[Proposal]:
    """In order of time, then those without one, each with event, store and employee."""
    query = (
        select(Proposal)
        .where(Proposal.run_id == run_id)
        .options(joinedload(Proposal.event).joinedload(Event.store), joinedload(Proposal.employee))
        .order_by(Proposal.starts_at, Proposal.id)
    )
    return list(session.scalars(query))


def event_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    rows = session.execute(select(Event.id, Event.name).where(Event.id.in_(set(ids))))
    return {event_id: name for event_id, name in rows}


def replaced(session: Session, rows: Iterable[Proposal]) -> dict[int, Schedule]:
    """The schedules that these lines move, with their employee, by id."""
    ids = {row.replaces_schedule_id for row in rows} - {None}
    query = select(Schedule).where(Schedule.id.in_(ids)).options(joinedload(Schedule.employee))
    return {schedule.id: schedule for schedule in session.scalars(query)} if ids else {}


def staff_of(session: Session, store_id: int) -> list[Employee]:
    query = (
        select(Employee)
        .join(EmployeeStore, EmployeeStore.employee_id == Employee.id)
        .where(EmployeeStore.store_id == store_id, Employee.active)
        .order_by(Employee.name, Employee.id)
    )
    return list(session.scalars(query))
