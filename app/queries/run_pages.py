"""What the pages of the auto-scheduler show, in a fixed number of queries however many lines a run has."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import Employee, EmployeeStore, Event, Proposal, Run

_NEWEST = 30


def newest_runs(session: Session, store_ids: Collection[int] | None) -> list[Run]:
    """Runs of these stores only (None = of every store), newest first."""
    rows = session.scalars(select(Run).order_by(Run.id.desc()).limit(10 * _NEWEST))
    seen = [run for run in rows if store_ids is None or set(run.store_ids) <= set(store_ids)]
    return seen[:_NEWEST]


def lines(session: Session, run_id: int) -> list[Proposal]:
    """In order of time, then those without one, each with event, store and employee."""
    query = (
        select(Proposal)
        .where(Proposal.run_id == run_id)
        .options(joinedload(Proposal.event).joinedload(Event.store), joinedload(Proposal.employee))
        .order_by(Proposal.starts_at, Proposal.id)
    )
    return list(session.scalars(query))


def staff_of(session: Session, store_id: int) -> list[Employee]:
    query = (
        select(Employee)
        .join(EmployeeStore, EmployeeStore.employee_id == Employee.id)
        .where(EmployeeStore.store_id == store_id, Employee.active)
        .order_by(Employee.name, Employee.id)
    )
    return list(session.scalars(query))
