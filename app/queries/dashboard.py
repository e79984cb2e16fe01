"""What the landing page shows of one store. A fixed number of queries, however much there is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Event, OutboxItem, Proposal, Run, Schedule, SyncRun
from app.vocabulary import (
    HOLDING_STATUSES,
    Condition,
    OutboxState,
    ProposalStatus,
    RunStatus,
    ScheduleStatus,
)

_OPEN_RUNS = (RunStatus.COMPLETED, RunStatus.PARTLY_APPLIED)
_OPEN_LINES = (ProposalStatus.PROPOSED, ProposalStatus.EDITED, ProposalStatus.ACCEPTED)
_DONE = (Condition.CANCELED, Condition.EXPIRED, Condition.SUBMITTED)
_BOOKED: Any = (
    select(func.count())
    .select_from(Schedule)
    .where(Schedule.event_id == Event.id, Schedule.status.in_(HOLDING_STATUSES))
    .correlate(Event)
    .scalar_subquery()
)


def _lacks_people(store_id: int) -> ColumnElement[bool]:
    return and_(
        Event.store_id == store_id,
        Event.removed_at.is_(None),
        Event.condition.not_in(_DONE),
        Event.required_headcount > _BOOKED,
    )


def schedules_between(session: Session, store_id: int, first: datetime, last: datetime) -> list[Schedule]:
    """What takes time in the store, imported conflicts too, with event and employee."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(
            Event.store_id == store_id,
            Schedule.status.in_((*HOLDING_STATUSES, ScheduleStatus.CONFLICT)),
            Schedule.starts_at >= first,
            Schedule.starts_at < last,
        )
        .options(contains_eager(Schedule.event), joinedload(Schedule.employee))
    )
    return list(session.scalars(query.order_by(Schedule.starts_at, Schedule.id)))


def start_times(session: Session, store_id: int, first: datetime, last: datetime) -> list[datetime]:
    """Begin of everything booked in the store between the moments."""
    query = (
        select(Schedule.starts_at)
        .join(Event, Event.id == Schedule.event_id)
        .where(
            Event.store_id == store_id,
            Schedule.status.in_(HOLDING_STATUSES),
            Schedule.starts_at >= first,
            Schedule.starts_at < last,
        )
    )
    return list(session.scalars(query))


def unstaffed_due_days(session: Session, store_id: int, first: date, last: date) -> dict[date, int]:
    """How many events that lack people are due on each day."""
    query = (
        select(Event.due_date, func.count())
        .where(_lacks_people(store_id), Event.due_date.between(first, last))
        .group_by(Event.due_date)
    )
    return dict(session.execute(query).all())


def unstaffed_on(session: Session, store_id: int, day: date) -> int:
    """Events whose window holds the day and that lack people."""
    query = select(func.count()).select_from(Event)
    return session.scalar(query.where(_lacks_people(store_id), Event.start_date <= day, Event.due_date >= day)) or 0


def at_risk(session: Session, store_id: int, first: date, last: date, *, limit: int = 12) -> list[Event]:
    """Events that lack people and are due soon, the most urgent first."""
    query = select(Event).where(_lacks_people(store_id), Event.due_date.between(first, last))
    return list(session.scalars(query.order_by(Event.due_date, Event.priority, Event.id).limit(limit)))


def conflicts(session: Session, store_id: int, since: datetime, *, limit: int = 8) -> list[Schedule]:
    """Bookings that Crossmark holds although a rule stands against them, with event and employee."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(Event.store_id == store_id, Schedule.status == ScheduleStatus.CONFLICT, Schedule.ends_at >= since)
        .options(contains_eager(Schedule.event), joinedload(Schedule.employee))
    )
    return list(session.scalars(query.order_by(Schedule.starts_at, Schedule.id).limit(limit)))


def runs_with_open_lines(session: Session, *, limit: int = 20) -> list[tuple[Run, int]]:
    """Runs that wait for a decision, with the number of lines that do."""
    counted = (
        select(Proposal.run_id, func.count().label("lines"))
        .where(Proposal.status.in_(_OPEN_LINES))
        .group_by(Proposal.run_id)
        .subquery()
    )
    query = select(Run, counted.c.lines).join(counted, counted.c.run_id == Run.id)
    query = query.where(Run.status.in_(_OPEN_RUNS)).order_by(Run.id.desc()).limit(limit)
    return [(run, lines) for run, lines in session.execute(query)]


def last_sync(session: Session, source: str) -> SyncRun | None:
    query = select(SyncRun).where(SyncRun.source == source).order_by(SyncRun.id.desc()).limit(1)
    return session.scalar(query)


def outbox_counts(session: Session, store_ids: Collection[int] | None) -> dict[OutboxState, int]:
    query = select(OutboxItem.state, func.count()).group_by(OutboxItem.state)
    if store_ids is not None:
        query = query.join(Event, Event.id == OutboxItem.event_id).where(Event.store_id.in_(store_ids))
    return dict(session.execute(query).all())
