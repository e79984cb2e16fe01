"""The people of a problem, each in one row; `team.facts` tells what decides about their days."""

from __future__ import annotations

import operator
from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    String,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app.models import (
    Employee,
    EmployeeStore,
    Event,
    Schedule,
    WeeklyAvailability,
)
from app.queries.booking import LONGEST_BOOKING
from app.vocabulary import HOLDING_STATUSES, Title


class PersonRow(NamedTuple):
    """Stores and weekly pattern come as one text each: a row for each of them would be most of what is read."""

    id: int
    name: str
    title: Title
    active: bool
    rep_id: str | None
    terminated_on: date | None
    adult_beverage_trained: bool
    max_minutes_week: int | None
    target_minutes_week: int | None
    max_days_week: int | None
    preferred_days_off: list[int]
    wage_cents: int | None
    store_ids: str | None
    """`1,4`, in any order."""
    weekly: str | None
    """`0:360-1320,2:360-720`, in any order: weekday, from and to in minutes."""


def staff(
    session: Session, store_ids: Collection[int], since: datetime, *, named: Collection[int] = ()
) -> list[PersonRow]:
    """Everybody who works for one of the stores or is booked there after the moment, and the named ones."""
    members = select(EmployeeStore.employee_id).where(EmployeeStore.store_id.in_(store_ids))
    booked = (
        select(Schedule.employee_id)
        .join(Event, Event.id == Schedule.event_id)
        .where(
            (Event.store_id + 0).in_(store_ids),  # as booking.at_store
            Schedule.status.in_(HOLDING_STATUSES),
            Schedule.starts_at > since - LONGEST_BOOKING,
            Schedule.ends_at > since,
        )
    )
    return _people(session, or_(Employee.id.in_(members), Employee.id.in_(booked), Employee.id.in_(named)))


def members(
    session: Session, store_id: int, *, named: Collection[int] = (), events: Collection[int] = ()
) -> list[PersonRow]:
    """Everybody who works for the store, the named ones, and whoever is booked on one of the events."""
    at_store = select(EmployeeStore.employee_id).where(EmployeeStore.store_id == store_id)
    booked = select(Schedule.employee_id).where(Schedule.event_id.in_(events))
    return _people(session, or_(Employee.id.in_(at_store), Employee.id.in_(named), Employee.id.in_(booked)))


def employees_by_id(session: Session, ids: Collection[int]) -> list[PersonRow]:
    return _people(session, Employee.id.in_(ids)) if ids else []


def _people(session: Session, condition: ColumnElement[bool]) -> list[PersonRow]:
    query = select(*_PERSON).where(condition).order_by(Employee.id)
    return [PersonRow._make(row) for row in session.execute(query)]


def _text(*parts: Any) -> ColumnElement[str]:
    """Numbers and signs, one after the other."""
    return reduce(operator.add, [literal(one) if isinstance(one, str) else cast(one, String) for one in parts])


def _list_of(text: ColumnElement[str], employee_id: Any) -> ScalarSelect[Any]:
    query = select(func.aggregate_strings(text, ",")).where(employee_id == Employee.id)
    return query.correlate(Employee).scalar_subquery()


_PATTERN = _text(WeeklyAvailability.weekday, ":", WeeklyAvailability.starts_minute, "-", WeeklyAvailability.ends_minute)
_PERSON = (
    *(getattr(Employee, name) for name in PersonRow._fields[:-2]),
    _list_of(_text(EmployeeStore.store_id), EmployeeStore.employee_id),
    _list_of(_PATTERN, WeeklyAvailability.employee_id),
)
