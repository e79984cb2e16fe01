"""Runs and their lines, for the services and the review pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app.models import Event, Job, Proposal, Run, Schedule, User
from app.vocabulary import HOLDING_STATUSES, ProposalStatus, RunStatus

OPEN_LINES = (ProposalStatus.PROPOSED, ProposalStatus.EDITED, ProposalStatus.ACCEPTED)
OPEN_RUNS = (RunStatus.QUEUED, RunStatus.RUNNING)


def run(session: Session, run_id: int) -> Run | None:
    return session.get(Run, run_id)


def is_repair(session: Session, run_id: int) -> bool:
    return session.scalar(select(Run.mode).where(Run.id == run_id)) == "replan"


def lock_run(session: Session, run_id: int) -> Run | None:
    return session.scalar(
        select(Run).where(Run.id == run_id).with_for_update().execution_options(populate_existing=True)
    )


def lock_job(session: Session, job_id: int) -> Job | None:
    query = select(Job).where(Job.id == job_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def runs_in_work(session: Session) -> list[tuple[Run, Job | None]]:
    """Runs that wait or are worked on, each with the job that does it."""
    query = select(Run, Job).outerjoin(Job, Job.id == Run.job_id).where(Run.status.in_(OPEN_RUNS)).order_by(Run.id)
    return [(run, job) for run, job in session.execute(query)]


def jobs_of(session: Session, runs: Collection[Run]) -> dict[int, Job]:
    """By the id of the run."""
    numbers = {run.job_id: run.id for run in runs if run.job_id is not None}
    found = session.scalars(select(Job).where(Job.id.in_(numbers))) if numbers else ()
    return {numbers[job.id]: job for job in found}


def user_names(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    return {
        number: name for number, name in session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))
    }


def run_id_of_line(session: Session, proposal_id: int) -> int | None:
    return session.scalar(select(Proposal.run_id).where(Proposal.id == proposal_id))


def line(session: Session, proposal_id: int) -> Proposal | None:
    """As it is now, with its event and the event's store. The lock of the run guards its lines."""
    query = (
        select(Proposal).where(Proposal.id == proposal_id).options(joinedload(Proposal.event).joinedload(Event.store))
    )
    return session.scalar(query.execution_options(populate_existing=True))


def lines(session: Session, run_id: int) -> list[Proposal]:
    """Every line with event, in the order they were planned."""
    query = select(Proposal).where(Proposal.run_id == run_id).options(joinedload(Proposal.event))
    return list(session.scalars(query.order_by(Proposal.id).execution_options(populate_existing=True)))


def supersede(session: Session, run_id: int, event_ids: Collection[int]) -> None:
    """Open lines of older runs about the same events do not count any more."""
    open_lines = (*OPEN_LINES, ProposalStatus.UNASSIGNED, ProposalStatus.STALE)
    session.execute(
        update(Proposal)
        .where(Proposal.run_id < run_id, Proposal.event_id.in_(event_ids), Proposal.status.in_(open_lines))
        .values(status=ProposalStatus.SUPERSEDED)
        .execution_options(synchronize_session=False)
    )


def events_held(session: Session, employee_ids: Collection[int], first: datetime, last: datetime) -> set[int]:
    """Events that these people are booked on between two moments."""
    query = select(Schedule.event_id).where(
        Schedule.employee_id.in_(employee_ids),
        Schedule.status.in_(HOLDING_STATUSES),
        Schedule.starts_at < last,
        Schedule.ends_at > first,
    )
    return set(session.scalars(query))


def run_applied_by(session: Session, change_id: int) -> Run | None:
    """The run whose lines this change applied."""
    found = session.scalars(select(Run).where(Run.applied_at.is_not(None)).order_by(Run.id.desc()))
    return next((run for run in found if change_id in run.applied_change_ids), None)
