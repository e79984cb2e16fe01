"""The record of changes as a manager searches it: by person, event, day, who, source and words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.models import Change, ChangeRow, Employee, Event, Schedule, Store
from app.queries.changes import visible_changes
from app.queries.paging import Page, Wanted, containing, page_of

ORDERS = {
    "id": Change.sequence,
    "at": Change.at,
    "who": Change.actor,
    "what": Change.summary,
    "why": Change.reason,
    "source": Change.source,
}


@dataclass(frozen=True)
class HistoryFilter:
    """`about` are the first and last moment of the day that is asked about, `made` those between which it was done."""

    employee_id: int | None = None
    event_id: int | None = None
    schedule_id: int | None = None
    about: tuple[datetime, datetime] | None = None
    made: tuple[datetime, datetime] | None = None
    source: str = ""
    user_id: int | None = None
    words: str = ""


def history_page(
    session: Session, store_ids: Collection[int] | None, user_id: int | None, wanted: HistoryFilter, order: Wanted
) -> Page[Change]:
    query = visible_changes(frozenset(store_ids) if store_ids is not None else None, user_id)
    for condition in _conditions(wanted):
        query = query.where(condition)
    return page_of(session, query, ORDERS, order)


def touching_page(session: Session, touched: ColumnElement[bool], words: str, order: Wanted) -> Page[Change]:
    """Changes of such rows (a condition on ChangeRow), whoever made them and whichever stores they are about."""
    query = select(Change).where(Change.id.in_(select(ChangeRow.change_id).where(touched)))
    if words:
        query = query.where(containing(words, Change.summary, Change.reason, Change.actor))
    return page_of(session, query, ORDERS, order)


def _conditions(wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.source:
        found.append(Change.source == wanted.source)
    if wanted.user_id is not None:
        found.append(Change.user_id == wanted.user_id)
    if wanted.words:
        found.append(containing(wanted.words, Change.summary, Change.reason, Change.actor))
    if wanted.made is not None:
        found.append(and_(Change.at >= wanted.made[0], Change.at < wanted.made[1]))
    touching = [*_of_person(wanted), *_of_event(wanted), *_of_schedule(wanted), *_of_day(wanted)]
    return [*found, *(exists().where(ChangeRow.change_id == Change.id, one) for one in touching)]


def _of_person(wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    if wanted.employee_id is None:
        return []
    own = select(Schedule.id).where(Schedule.employee_id == wanted.employee_id)
    return [_about(Employee.__tablename__, "employee_id", wanted.employee_id, own)]


def _of_event(wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    if wanted.event_id is None:
        return []
    own = select(Schedule.id).where(Schedule.event_id == wanted.event_id)
    return [_about(Event.__tablename__, "event_id", wanted.event_id, own)]


def _of_schedule(wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    if wanted.schedule_id is None:
        return []
    return [and_(ChangeRow.table_name == Schedule.__tablename__, ChangeRow.row_id == wanted.schedule_id)]


def _about(table: str, column: str, row_id: int, schedules: Any) -> ColumnElement[bool]:
    """The row itself, rows that name it before or after, and schedules that have it today."""
    return or_(
        and_(ChangeRow.table_name == table, ChangeRow.row_id == row_id),
        ChangeRow.before[column].as_integer() == row_id,
        ChangeRow.after[column].as_integer() == row_id,
        and_(ChangeRow.table_name == Schedule.__tablename__, ChangeRow.row_id.in_(schedules)),
    )


def _of_day(wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    """Work that began between the moments before or after the change, or does so today."""
    if wanted.about is None:
        return []
    first, last = (moment.isoformat() for moment in wanted.about)
    now = select(Schedule.id).where(Schedule.starts_at >= wanted.about[0], Schedule.starts_at < wanted.about[1])
    return [
        and_(
            ChangeRow.table_name == Schedule.__tablename__,
            or_(
                *(
                    and_(column["starts_at"].as_string() >= first, column["starts_at"].as_string() < last)
                    for column in (ChangeRow.before, ChangeRow.after)
                ),
                ChangeRow.row_id.in_(now),
            ),
        )
    ]


def authors(session: Session, store_ids: Collection[int] | None, user_id: int | None) -> list[tuple[int, str]]:
    """Users who changed something the asker may see, by name."""
    seen = visible_changes(frozenset(store_ids) if store_ids is not None else None, user_id).order_by(None).subquery()
    query = select(seen.c.user_id, seen.c.actor).where(seen.c.user_id.is_not(None)).distinct()
    return sorted({number: name for number, name in session.execute(query)}.items(), key=lambda pair: pair[1])


@dataclass(frozen=True)
class Names:
    """What ids of the record are called today."""

    employees: dict[int, str]
    events: dict[int, str]
    stores: dict[int, str]


def names(session: Session, employees: Collection[int], events: Collection[int], stores: Collection[int]) -> Names:
    return Names(
        dict(session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(employees))).all()),
        dict(session.execute(select(Event.id, Event.name).where(Event.id.in_(events))).all()),
        dict(session.execute(select(Store.id, Store.name).where(Store.id.in_(stores))).all()),
    )


def schedules_by_id(session: Session, ids: Collection[int]) -> dict[int, Schedule]:
    return {row.id: row for row in session.scalars(select(Schedule).where(Schedule.id.in_(ids)))}
