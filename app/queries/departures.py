"""What still names a person after a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from app.models import Event, Proposal, Rotation, RotationException, Schedule
from app.vocabulary import ProposalStatus, ScheduleStatus

STALE = ProposalStatus.STALE
_OPEN = (ScheduleStatus.DRAFT, ScheduleStatus.PUBLISHED, ScheduleStatus.CONFLICT)


def bookings_after(session: Session, employee_id: int, since: datetime) -> list[Schedule]:
    """With event and store, in order of time."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .join(Event.store)
        .where(Schedule.employee_id == employee_id, Schedule.status.in_(_OPEN), Schedule.starts_at >= since)
        .options(contains_eager(Schedule.event).contains_eager(Event.store))
        .order_by(Schedule.starts_at, Schedule.id)
    )
    return list(session.scalars(query))


def rotations_of(session: Session, employee_id: int) -> list[Rotation]:
    named = or_(Rotation.employee_id == employee_id, Rotation.backup_employee_id == employee_id)
    return list(session.scalars(select(Rotation).where(named).order_by(Rotation.id)))


def exceptions_after(session: Session, employee_id: int, day: date) -> list[RotationException]:
    query = select(RotationException).where(RotationException.employee_id == employee_id, RotationException.day > day)
    return list(session.scalars(query.order_by(RotationException.day)))


def proposals_after(session: Session, employee_id: int, since: datetime) -> list[Proposal]:
    """Lines of runs that nobody has decided about."""
    waiting = (ProposalStatus.PROPOSED, ProposalStatus.EDITED, ProposalStatus.ACCEPTED)
    query = select(Proposal).where(
        Proposal.employee_id == employee_id, Proposal.status.in_(waiting), Proposal.starts_at >= since
    )
    return list(session.scalars(query.order_by(Proposal.id)))
