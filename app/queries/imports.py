"""What an import compares its rows with, each in one statement, and the files under way."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from app.models import Employee, Event, ImportFile, Store, TimeOff
from app.vocabulary import TimeOffStatus

_AT_ONCE = 5_000


def people(session: Session) -> list[Employee]:
    """With stores and weekly pattern."""
    query = select(Employee).options(selectinload(Employee.stores), selectinload(Employee.weekly))
    return list(session.scalars(query.order_by(Employee.id)))


def stores(session: Session) -> list[Store]:
    return list(session.scalars(select(Store).order_by(Store.id)))


def events_by_ref(session: Session, ref_nums: Collection[str]) -> dict[str, Event]:
    found: dict[str, Event] = {}
    asked = sorted(ref_nums)
    for place in range(0, len(asked), _AT_ONCE):
        rows = session.scalars(select(Event).where(Event.ref_num.in_(asked[place : place + _AT_ONCE])))
        found |= {row.ref_num: row for row in rows}
    return found


def absences_since(session: Session, day: date) -> list[TimeOff]:
    """Those that still count or wait."""
    gone = (TimeOffStatus.DENIED, TimeOffStatus.WITHDRAWN)
    return list(session.scalars(select(TimeOff).where(TimeOff.ends_on >= day, TimeOff.status.not_in(gone))))


def file_for_update(session: Session, file_id: int) -> ImportFile | None:
    query = select(ImportFile).where(ImportFile.id == file_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def forget_before(session: Session, moment: datetime) -> None:
    session.execute(delete(ImportFile).where(ImportFile.created_at < moment))
