"""Time off: the list to decide, and which bookings an absence would hit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Employee, Event, Schedule, TimeOff
from app.queries.booking import during
from app.queries.employees import works_in
from app.queries.paging import Page, Wanted, containing, page_of
from app.vocabulary import HOLDING_STATUSES, TimeOffStatus


def absences_between(session: Session, store_ids: Collection[int] | None, first: date, last: date) -> list[TimeOff]:
    """Approved and requested time off that touches the days, with employee, by name."""
    query = (
        select(TimeOff)
        .join(TimeOff.employee)
        .where(TimeOff.status.in_((TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED)))
        .where(TimeOff.starts_on <= last, TimeOff.ends_on >= first, Employee.active)
    )
    if store_ids is not None:
        query = query.where(works_in(store_ids))
    shown = query.options(contains_eager(TimeOff.employee)).order_by(Employee.name, TimeOff.starts_on, TimeOff.id)
    return list(session.scalars(shown))


SORTABLE = {"id": TimeOff.id, "starts_on": TimeOff.starts_on, "employee": Employee.name}
#: Of the page.
ORDERS = {
    "id": TimeOff.id,
    "starts_on": (TimeOff.starts_on, Employee.name),
    "employee": (Employee.name, TimeOff.starts_on),
    "status": (TimeOff.status, TimeOff.starts_on),
    "reason": (TimeOff.reason, TimeOff.starts_on),
}


@dataclass(frozen=True)
class TimeOffFilter:
    """`first` and `last`: those that share a day with these, both inclusive. `over_before`: those that ended before."""

    employee_id: int | None = None
    status: TimeOffStatus | None = None
    first: date | None = None
    last: date | None = None
    over_before: date | None = None
    words: str = ""


def entries_page(
    session: Session, store_ids: Collection[int] | None, looked_for: TimeOffFilter, wanted: Wanted
) -> Page[TimeOff]:
    """Of people who work in one of the stores, None = in any; with employee."""
    query = select(TimeOff).join(TimeOff.employee).options(contains_eager(TimeOff.employee))
    if store_ids is not None:
        query = query.where(works_in(store_ids))
    return page_of(session, query.where(*_conditions(looked_for)), ORDERS, wanted)


def _conditions(looked_for: TimeOffFilter) -> Iterator[ColumnElement[bool]]:
    if looked_for.employee_id is not None:
        yield TimeOff.employee_id == looked_for.employee_id
    if looked_for.status is not None:
        yield TimeOff.status == looked_for.status
    if looked_for.first is not None:
        yield TimeOff.ends_on >= looked_for.first
    if looked_for.last is not None:
        yield TimeOff.starts_on <= looked_for.last
    if looked_for.over_before is not None:
        yield TimeOff.ends_on < looked_for.over_before
    if looked_for.words:
        yield containing(looked_for.words, Employee.name, TimeOff.reason, TimeOff.decision_note)


def with_employee(session: Session, time_off_id: int) -> TimeOff | None:
    query = select(TimeOff).where(TimeOff.id == time_off_id).options(joinedload(TimeOff.employee))
    return session.scalar(query)


def locked(session: Session, time_off_id: int) -> TimeOff | None:
    query = select(TimeOff).where(TimeOff.id == time_off_id).options(joinedload(TimeOff.employee, innerjoin=True))
    return session.scalar(query.with_for_update(of=TimeOff))


def entries_touching(session: Session, employee_id: int, first: date, last: date) -> list[TimeOff]:
    """Requested or approved ones that share a day with the range."""
    open_ones = (TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED)
    query = select(TimeOff).where(
        TimeOff.employee_id == employee_id,
        TimeOff.status.in_(open_ones),
        TimeOff.starts_on <= last,
        TimeOff.ends_on >= first,
    )
    return list(session.scalars(query.order_by(TimeOff.starts_on)))


Span = tuple[int, datetime, datetime]
"""An employee's id with the moments between which something is asked."""


def work_within(session: Session, spans: Collection[Span]) -> list[Schedule]:
    """What these people are booked for between their moments, with event and store."""
    if not spans:
        return []
    within = (and_(Schedule.employee_id == person, during(first, last)) for person, first, last in spans)
    query = (
        select(Schedule)
        .join(Schedule.event)
        .join(Event.store)
        .where(or_(*within), Schedule.status.in_(HOLDING_STATUSES))
        .options(contains_eager(Schedule.event).contains_eager(Event.store))
    )
    return list(session.scalars(query.order_by(Schedule.starts_at, Schedule.id)))
