"""What the landing page shows of one store. A fixed number of queries, however much there is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, distinct, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import (
    Audit,
    Breaker,
    EmployeeStore,
    Event,
    OutboxItem,
    Packet,
    Proposal,
    Run,
    Schedule,
    Store,
    SyncRun,
    TimeOff,
)
from app.queries.booking import LONGEST_BOOKING, at_store
from app.vocabulary import (
    HOLDING_STATUSES,
    BreakerState,
    Condition,
    OutboxState,
    ProposalStatus,
    RunStatus,
    ScheduleStatus,
    TimeOffStatus,
)

_OPEN_RUNS = (RunStatus.COMPLETED, RunStatus.PARTLY_APPLIED)
_OPEN_LINES = (ProposalStatus.PROPOSED, ProposalStatus.EDITED, ProposalStatus.ACCEPTED)
_DONE = (Condition.CANCELED, Condition.EXPIRED, Condition.SUBMITTED)
WAITING = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN)
STOPPED = (OutboxState.DEAD, OutboxState.NEEDS_REVIEW)
RISK = timedelta(days=6)
"""Today and the six days after it: what the list of events calls the next 7 days."""
_BOOKED: Any = (
    select(func.count())
    .select_from(Schedule)
    .where(Schedule.event_id == Event.id, Schedule.status.in_(HOLDING_STATUSES))
    .correlate(Event)
    .scalar_subquery()
)


def lacks_people(store_id: int) -> ColumnElement[bool]:
    """Events of the store that nobody, or not everybody who is needed, is booked for."""
    return and_(
        Event.store_id == store_id,
        Event.removed_at.is_(None),
        Event.condition.not_in(_DONE),
        Event.required_headcount > _BOOKED,
    )


def at_risk(session: Session, store_id: int, first: date, last: date, *, limit: int = 8) -> list[Event]:
    """Events that lack people and are due soon, the most urgent first."""
    query = select(Event).where(lacks_people(store_id), Event.due_date.between(first, last))
    return list(session.scalars(query.order_by(Event.due_date, Event.priority, Event.id).limit(limit)))


def conflicts(session: Session, store_id: int, since: datetime, *, limit: int = 8) -> list[Schedule]:
    """Bookings that Crossmark holds although a rule stands against them, with event and employee."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(
            at_store(store_id),
            Schedule.status == ScheduleStatus.CONFLICT,
            Schedule.starts_at >= since - LONGEST_BOOKING,
            Schedule.ends_at >= since,
        )
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


@dataclass(frozen=True)
class Figures:
    """Numbers of one store, and the newest of what is told about it."""

    people_today: int
    events_today: int
    open_today: int
    requests: int
    outbox_waiting: int
    outbox_stopped: int
    left_alone: str | None
    """A system whose breaker is open."""
    sync: SyncRun | None
    audit: Audit | None
    packet: Packet | None


def figures(
    session: Session, store_id: int, stores: Collection[int] | None, day: date, begin: datetime, end: datetime
) -> Figures:
    """One query. `stores` are those whose outbox counts; None = all."""
    booked = booked_between(store_id, begin, end)
    newest_sync = select(func.max(SyncRun.id)).where(SyncRun.source == "crossmark").scalar_subquery()
    audits = (Audit.store_id == store_id, Audit.first_day <= day, Audit.last_day >= day)
    newest_audit = select(func.max(Audit.id)).where(*audits).scalar_subquery()
    packets = select(func.max(Packet.id)).where(Packet.store_id == store_id, Packet.day == day).scalar_subquery()
    query = (
        select(
            booked.with_only_columns(func.count(distinct(Schedule.employee_id))).scalar_subquery(),
            booked.with_only_columns(func.count(distinct(Schedule.event_id))).scalar_subquery(),
            _open(store_id, Event.start_date <= day, Event.due_date >= day),
            requests_waiting(store_id, day),
            _in_outbox(stores, WAITING),
            _in_outbox(stores, STOPPED),
            select(func.max(Breaker.name)).where(Breaker.state != BreakerState.CLOSED).scalar_subquery(),
            SyncRun,
            Audit,
            Packet,
        )
        .select_from(Store)
        .outerjoin(SyncRun, SyncRun.id == newest_sync)
        .outerjoin(Audit, Audit.id == newest_audit)
        .outerjoin(Packet, Packet.id == packets)
        .where(Store.id == store_id)
    )
    return Figures(*session.execute(query).one())


def workers(session: Session, store_id: int, begin: datetime, end: datetime, *, limit: int) -> list[Schedule]:
    """Bookings of the day for the people who begin first, with event and employee."""
    first = (
        booked_between(store_id, begin, end)
        .with_only_columns(Schedule.employee_id)
        .group_by(Schedule.employee_id)
        .order_by(func.min(Schedule.starts_at), Schedule.employee_id)
        .limit(limit)
        .subquery()
    )
    query = booked_between(store_id, begin, end).where(Schedule.employee_id.in_(select(first.c.employee_id)))
    shown = query.options(contains_eager(Schedule.event), joinedload(Schedule.employee))
    return list(session.scalars(shown.order_by(Schedule.starts_at, Schedule.id)))


def booked_between(store_id: int, begin: datetime, end: datetime) -> Select[Schedule]:
    """What takes time in the store, imported conflicts too."""
    return (
        select(Schedule)
        .join(Schedule.event)
        .where(
            at_store(store_id),
            Schedule.status.in_((*HOLDING_STATUSES, ScheduleStatus.CONFLICT)),
            Schedule.starts_at >= begin,
            Schedule.starts_at < end,
        )
    )


def _open(store_id: int, *more: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(Event).where(lacks_people(store_id), *more).scalar_subquery()


def requests_waiting(store_id: int, day: date) -> ScalarSelect[int]:
    """Time off that waits for a decision."""
    query = select(func.count(distinct(TimeOff.id))).join(
        EmployeeStore, EmployeeStore.employee_id == TimeOff.employee_id
    )
    waiting = (TimeOff.status == TimeOffStatus.REQUESTED, TimeOff.ends_on >= day)
    return query.where(EmployeeStore.store_id == store_id, *waiting).scalar_subquery()


def _in_outbox(stores: Collection[int] | None, states: Collection[OutboxState]) -> ScalarSelect[int]:
    query = select(func.count()).select_from(OutboxItem).where(OutboxItem.state.in_(states))
    if stores is not None:
        query = query.join(Event, Event.id == OutboxItem.event_id).where(Event.store_id.in_(stores))
    return query.scalar_subquery()
