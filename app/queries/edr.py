"""Reads of the report cache and of the sign-in at Walmart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, selectinload

from app.models import Change, EdrCode, EdrItem, EdrReport, EdrSession
from app.queries.paging import Page, Sortable, Wanted, page_of

_CHANGES_SHOWN = 50
_ITEM_WORDS = (EdrItem.item_number, EdrItem.gtin, EdrItem.description)


FULL = "report"
"""Source of a report with its instructions; `browse` stands for what the list tells of it."""
SORTABLE: Sortable = {"id": EdrReport.id, "date": (EdrReport.event_date, EdrReport.event_number)}


@dataclass(frozen=True)
class Looked:
    """What the list of reports is looked through for; empty means everything."""

    store_id: int
    words: str = ""
    status: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None


def reports_page(session: Session, looked: Looked, wanted: Wanted) -> Page[EdrReport]:
    """With their items. The words are looked for in number, name and items."""
    query = select(EdrReport).where(EdrReport.store_id == looked.store_id).options(selectinload(EdrReport.items))
    if looked.words:
        item = exists().where(
            EdrItem.report_id == EdrReport.id,
            or_(*(column.icontains(looked.words, autoescape=True) for column in _ITEM_WORDS)),
        )
        own = (column.icontains(looked.words, autoescape=True) for column in (EdrReport.event_number, EdrReport.name))
        query = query.where(or_(*own, item))
    if looked.status:
        query = query.where(EdrReport.status_label == looked.status)
    if looked.kind:
        query = query.where(EdrReport.class_label == looked.kind)
    if looked.first:
        query = query.where(EdrReport.event_date >= looked.first)
    if looked.last:
        query = query.where(EdrReport.event_date <= looked.last)
    return page_of(session, query, SORTABLE, wanted)


def labels(session: Session, store_id: int) -> tuple[list[str], list[str]]:
    """Every status and every type that occurs in the store."""
    found = session.execute(
        select(EdrReport.status_label, EdrReport.class_label).where(EdrReport.store_id == store_id).distinct()
    ).all()
    return sorted({row[0] for row in found if row[0]}), sorted({row[1] for row in found if row[1]})


def report(session: Session, report_id: int) -> EdrReport | None:
    """With its items."""
    return session.scalar(select(EdrReport).where(EdrReport.id == report_id).options(selectinload(EdrReport.items)))


def reports(session: Session, store_id: int, numbers: Collection[str]) -> Sequence[EdrReport]:
    """With their items."""
    return session.scalars(
        select(EdrReport)
        .where(EdrReport.store_id == store_id, EdrReport.event_number.in_(numbers))
        .options(selectinload(EdrReport.items))
    ).all()


def fresh_numbers(session: Session, store_id: int, *, since: datetime) -> set[str]:
    """Event numbers whose whole report was fetched after that moment."""
    return set(
        session.scalars(
            select(EdrReport.event_number).where(
                EdrReport.store_id == store_id, EdrReport.fetched_at >= since, EdrReport.source == FULL
            )
        )
    )


def codes(session: Session) -> Sequence[EdrCode]:
    """What was corrected or added here, by kind and number."""
    return session.scalars(select(EdrCode).order_by(EdrCode.kind, EdrCode.number)).all()


def code(session: Session, kind: str, number: int) -> EdrCode | None:
    return session.scalar(select(EdrCode).where(EdrCode.kind == kind, EdrCode.number == number).with_for_update())


def code_changes(session: Session) -> Sequence[Change]:
    """Newest first; undone ones stand there with what undid them."""
    ours = Change.command.endswith("save_edr_code")
    return session.scalars(select(Change).where(ours).order_by(Change.sequence.desc()).limit(_CHANGES_SHOWN)).all()


def reports_labelled(session: Session, kind: str, label: str) -> Sequence[EdrReport]:
    """Kept reports of any store whose class or status reads so."""
    column = EdrReport.class_label if kind == "class" else EdrReport.status_label
    return session.scalars(select(EdrReport).where(column == label)).all()


def relabel_departments(session: Session, before: str, after: str) -> None:
    session.execute(update(EdrItem).where(EdrItem.department == before).values(department=after))


def current_session(session: Session, *, lock: bool = False) -> EdrSession | None:
    """The installation's one sign-in."""
    query = select(EdrSession).order_by(EdrSession.id.desc()).limit(1)
    return session.scalar(query.with_for_update() if lock else query)
