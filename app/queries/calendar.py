"""Reads of the calendar, the day page and the list of open events. None depends on how much a week holds.

What a page shows by the hundred comes as plain columns: building rows of the models would cost more than the page.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, contains_eager

from app.models import Campaign, Employee, EmployeeStore, Event, Proposal, Run, Schedule, Store
from app.queries.booking import STANDING
from app.queries.paging import Page, Wanted, containing, page_of
from app.queries.runs import OPEN_LINES
from app.vocabulary import (
    Condition,
    EventType,
    ProposalKind,
    ProposalStatus,
    RunStatus,
    ScheduleStatus,
    SyncState,
    Title,
)

#: At Crossmark these wait for somebody.
_WAITING = (Condition.UNSTAFFED, Condition.REISSUED)
#: These have somebody, but an event for several people may still lack one.
_BEGUN = (Condition.SCHEDULED, Condition.STAFFED)
#: Runs whose lines a manager may still take; what was taken back is not proposed again.
_IN_REVIEW = (RunStatus.COMPLETED, RunStatus.PARTLY_APPLIED)
OPEN_SORTABLE = {
    "id": Event.id,
    "urgency": (Event.due_date, Event.priority, Event.type),
    "event": Event.name,
    "type": Event.type,
    "start": Event.start_date,
    "time": Event.duration_minutes,
    "store": Store.number,
}


class Booking(NamedTuple):
    """One schedule with what the calendar shows and asks of it."""

    id: int
    version: int
    status: ScheduleStatus
    sync_state: SyncState
    pinned: bool
    exclusive: bool
    starts_at: datetime
    ends_at: datetime
    warnings: list[Any]
    override_reason: str
    event_id: int
    event_name: str
    event_number: str | None
    type: EventType
    condition: Condition
    removed_at: datetime | None
    store_id: int
    employee_id: int
    employee_name: str
    title: Title
    campaign_id: int | None
    campaign_name: str | None


class Waiting(NamedTuple):
    """An event that lacks people."""

    id: int
    name: str
    event_number: str | None
    type: EventType
    start_date: date
    due_date: date
    duration_minutes: int
    priority: int
    campaign_id: int | None
    campaign_name: str | None


class Proposed(NamedTuple):
    """An open line of a run: who would do an event when, `replaces_id` the schedule that would give its place up."""

    id: int
    run_id: int
    kind: ProposalKind
    status: ProposalStatus
    starts_at: datetime
    ends_at: datetime
    replaces_id: int | None
    replaces_version: int | None
    employee_id: int
    employee_name: str
    title: Title


class Ahead(NamedTuple):
    """What is not on the schedule yet: events that lack people, the most urgent first, and what runs propose."""

    waiting: list[Waiting]
    proposed: list[tuple[Waiting, Proposed]]


def bookings_between(session: Session, store_id: int, starts_at: datetime, ends_at: datetime) -> list[Booking]:
    """What begins in the time at the store, imported conflicts included, and what its people do elsewhere, by time."""
    asked = {"store_id": store_id, "starts_at": starts_at, "ends_at": ends_at}
    return [Booking._make(row) for row in session.execute(_bookings(), asked)]


def ahead(session: Session, store_id: int, first: date, last: date, begin: datetime, end: datetime) -> Ahead:
    """Events whose window touches the days, and open lines of runs that begin between the moments. One query."""
    asked = {"store_id": store_id, "first": first, "last": last, "begin": begin, "end": end}
    found = Ahead([], [])
    for row in session.execute(_ahead(), asked):
        event, line = Waiting._make(row[: len(Waiting._fields)]), row[len(Waiting._fields) :]
        if line[0] is None:
            found.waiting.append(event)
        else:
            found.proposed.append((event, Proposed._make(line)))
    found.waiting.sort(key=lambda event: (event.due_date, event.priority, event.type, event.id))
    return found


@cache  # to build a statement costs more than to run it
def _bookings() -> Executable:
    store_id = bindparam("store_id", type_=Integer)
    members = select(EmployeeStore.employee_id).where(EmployeeStore.store_id == store_id)
    return (
        select(
            Schedule.id,
            Schedule.version,
            Schedule.status,
            Schedule.sync_state,
            Schedule.pinned,
            Schedule.exclusive,
            Schedule.starts_at,
            Schedule.ends_at,
            Schedule.warnings,
            Schedule.override_reason,
            Event.id,
            Event.name,
            Event.event_number,
            Event.type,
            Event.condition,
            Event.removed_at,
            Event.store_id,
            Employee.id,
            Employee.name,
            Employee.title,
            Campaign.id,
            Campaign.name,
        )
        .join(Event, Event.id == Schedule.event_id)
        .join(Employee, Employee.id == Schedule.employee_id)
        .outerjoin(Campaign, Campaign.id == Event.campaign_id)
        .where(Schedule.starts_at >= bindparam("starts_at"), Schedule.starts_at < bindparam("ends_at"))
        .where(Schedule.status.in_(STANDING), or_(Event.store_id == store_id, Schedule.employee_id.in_(members)))
        .order_by(Schedule.starts_at, Event.type, Schedule.id)
    )


@cache
def _ahead() -> Executable:
    waiting = (
        _events_with(*_NO_LINE)
        .where(_lacks_people(), Event.store_id == bindparam("store_id"))
        .where(Event.start_date <= bindparam("last"), Event.due_date >= bindparam("first"))
    )
    proposed = (
        _events_with(*_LINE)
        .join(Proposal, Proposal.event_id == Event.id)
        .join(Run, Run.id == Proposal.run_id)
        .join(Employee, Employee.id == Proposal.employee_id)
        .where(Event.store_id + 0 == bindparam("store_id"))  # as booking.at_store: the runs lead to the few lines
        .where(Run.status.in_(_IN_REVIEW), Run.week_start <= bindparam("last"), Run.last_day >= bindparam("first"))
        # What-ifs are compared on their own page; their lines rest on things that are not so.
        .where(func.json_array_length(Run.assumptions) == 0)
        .where(Proposal.status.in_(OPEN_LINES), Proposal.kind != ProposalKind.KEEP)
        .where(Proposal.starts_at >= bindparam("begin"), Proposal.starts_at < bindparam("end"))
    )
    return union_all(waiting, proposed)


_LINE: tuple[ColumnElement[Any], ...] = (
    Proposal.id.label("line_id"),
    Proposal.run_id.label("run_id"),
    Proposal.kind.label("kind"),
    Proposal.status.label("status"),
    Proposal.starts_at.label("starts_at"),
    Proposal.ends_at.label("ends_at"),
    Proposal.replaces_schedule_id.label("replaces_id"),
    Proposal.replaces_version.label("replaces_version"),
    Employee.id.label("employee_id"),
    Employee.name.label("employee_name"),
    Employee.title.label("title"),
)
#: An event without a line, typed as the lines are.
_NO_LINE = tuple(type_coerce(null(), column.type).label(column.key) for column in _LINE)


def _events_with(*more: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return select(
        Event.id,
        Event.name,
        Event.event_number,
        Event.type,
        Event.start_date,
        Event.due_date,
        Event.duration_minutes,
        Event.priority,
        Campaign.id.label("campaign_id"),
        Campaign.name.label("campaign_name"),
        *more,
    ).outerjoin(Campaign, Campaign.id == Event.campaign_id)


def open_events_page(
    session: Session,
    store_ids: Collection[int] | None,
    wanted: Wanted,
    *,
    words: str = "",
    type: EventType | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
) -> Page[Event]:
    """Of the open events of the stores (None: of all), with their store."""
    query = select(Event).where(_lacks_people()).join(Event.store).options(contains_eager(Event.store))
    if store_ids is not None:
        # A sum, so that SQLite, which knows nothing of how many there are, goes by the condition and not by the store.
        query = query.where((Event.store_id + 0).in_(store_ids))
    if words:
        query = query.where(containing(words, Event.name, Event.ref_num, Event.event_number))
    if type is not None:
        query = query.where(Event.type == type)
    if due_from is not None:
        query = query.where(Event.due_date >= due_from)
    if due_to is not None:
        query = query.where(Event.due_date <= due_to)
    return page_of(session, query, OPEN_SORTABLE, wanted)


def _lacks_people() -> ColumnElement[bool]:
    held = (
        select(func.count())
        .where(Schedule.event_id == Event.id, Schedule.status.in_(STANDING))
        .correlate(Event)
        .scalar_subquery()
    )
    # Asked of the few that need several people: to count what holds each begun event would walk through all of them.
    half_held = and_(Event.condition.in_(_BEGUN), Event.required_headcount > 1, held > 0)
    waiting = or_(Event.condition.in_(_WAITING), half_held)
    # Says nothing new, but leads the database to the index of the few that are not over.
    not_over = Event.condition.in_((*_WAITING, *_BEGUN))
    return and_(not_over, Event.removed_at.is_(None), waiting, held < Event.required_headcount)
