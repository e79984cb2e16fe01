"""Runs and their lines, for the services."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app.models import Proposal, Run
from app.vocabulary import ProposalStatus, RunStatus

OPEN_LINES = (ProposalStatus.PROPOSED, ProposalStatus.EDITED, ProposalStatus.ACCEPTED)
OPEN_RUNS = (RunStatus.QUEUED, RunStatus.RUNNING)


def lock_run(session: Session, run_id: int) -> Run | None:
    return session.scalar(
        select(Run).where(Run.id == run_id).with_for_update().execution_options(populate_existing=True)
    )


def runs_in_work(session: Session) -> list[Run]:
    return list(session.scalars(select(Run).where(Run.status.in_(OPEN_RUNS)).order_by(Run.id)))


def line(session: Session, proposal_id: int) -> Proposal | None:
    """Locked, with its event."""
    query = select(Proposal).where(Proposal.id == proposal_id).with_for_update(of=Proposal)
    return session.scalar(query.options(joinedload(Proposal.event)).execution_options(populate_existing=True))


def lines(session: Session, run_id: int) -> list[Proposal]:
    """Every line with event, in the order they were planned."""
    query = select(Proposal).where(Proposal.run_id == run_id).options(joinedload(Proposal.event))
    return list(session.scalars(query.order_by(Proposal.id)))


def supersede(session: Session, run_id: int, event_ids: Collection[int]) -> None:
    """Open lines of older runs about the same events do not count any more."""
    session.execute(
        update(Proposal)
        .where(
            Proposal.run_id < run_id,
            Proposal.event_id.in_(event_ids),
            Proposal.status.in_((*OPEN_LINES, ProposalStatus.UNASSIGNED)),
        )
        .values(status=ProposalStatus.SUPERSEDED)
        .execution_options(synchronize_session=False)
    )
