"""Reads behind the forms of one schedule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Event, IdempotencyKey, Schedule
from app.queries.booking import STANDING
from app.vocabulary import EventType, ScheduleStatus


def detailed(session: Session, schedule_id: int) -> Schedule | None:
    """With employee, event and its store, as it is now."""
    query = (
        select(Schedule)
        .where(Schedule.id == schedule_id)
        .options(joinedload(Schedule.employee), joinedload(Schedule.event).joinedload(Event.store))
    )
    return session.scalar(query.execution_options(populate_existing=True))


def event_with_store(session: Session, event_id: int) -> Event | None:
    return session.scalar(select(Event).where(Event.id == event_id).options(joinedload(Event.store)))


def selected(session: Session, ids: Collection[int]) -> Sequence[Schedule]:
    """As `detailed`, of many, in order of time."""
    query = (
        select(Schedule)
        .where(Schedule.id.in_(ids))
        .options(joinedload(Schedule.employee), joinedload(Schedule.event).joinedload(Event.store))
        .order_by(Schedule.starts_at, Schedule.id)
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def booked_since(session: Session, since: datetime, store_ids: Collection[int] | None) -> Sequence[Schedule]:
    """As `detailed`, of all published work from then on in these stores (None: all), in order of time."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(Schedule.starts_at >= since, Schedule.status == ScheduleStatus.PUBLISHED)
        .options(joinedload(Schedule.employee), contains_eager(Schedule.event).joinedload(Event.store))
        .order_by(Schedule.starts_at, Schedule.id)
    )
    return session.scalars(query if store_ids is None else query.where(Event.store_id.in_(store_ids))).all()


def events_with_store(session: Session, ids: Collection[int]) -> Sequence[Event]:
    query = select(Event).where(Event.id.in_(ids)).options(joinedload(Event.store)).order_by(Event.due_date, Event.id)
    return session.scalars(query).all()


def tradable_with(session: Session, schedule: Schedule, starts_at: datetime, ends_at: datetime) -> Sequence[Schedule]:
    """Core work of other people in the same store and time."""
    query = (
        select(Schedule)
        .join(Schedule.event)
        .where(Event.store_id == schedule.event.store_id, Event.type == EventType.CORE)
        .where(Schedule.starts_at >= starts_at, Schedule.starts_at < ends_at, Schedule.status.in_(STANDING))
        .where(Schedule.employee_id != schedule.employee_id)
        .options(contains_eager(Schedule.event), joinedload(Schedule.employee))
        .order_by(Schedule.starts_at, Schedule.id)
    )
    return session.scalars(query).all()


def answered(session: Session, principal: str, key: str) -> IdempotencyKey | None:
    """What was answered to a form that carried this one-time key."""
    return session.scalar(
        select(IdempotencyKey).where(IdempotencyKey.principal == principal, IdempotencyKey.key == key)
    )
