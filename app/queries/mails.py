"""Mails that wait, that went out, and that somebody has to look at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import Employee, Mail, User
from app.queries.paging import Page, Wanted, containing, page_of
from app.vocabulary import MailState

TROUBLED = (MailState.FAILED, MailState.UNKNOWN)
SORTABLE = {"id": Mail.id, "when": Mail.created_at, "employee": Employee.name, "state": Mail.state}


@dataclass(frozen=True)
class Reader:
    """Who reads the mails of an employee: language and what the account does not want to be told."""

    locale: str
    muted: frozenset[str]


def readers(session: Session, employee_ids: Collection[int]) -> dict[int, Reader]:
    """By employee; those without an account are left out."""
    query = select(User.employee_id, User.locale, User.muted).where(User.active, User.employee_id.in_(employee_ids))
    return {number: Reader(locale, frozenset(muted)) for number, locale, muted in session.execute(query) if number}


def next_due(session: Session, now: datetime) -> Mail | None:
    """Locked, so that no other worker takes the same."""
    query = select(Mail).where(Mail.state == MailState.PENDING, Mail.due_at <= now).order_by(Mail.due_at, Mail.id)
    return session.scalar(query.limit(1).with_for_update(skip_locked=True))


def begun_before(session: Session, moment: datetime) -> list[Mail]:
    query = select(Mail).where(Mail.state == MailState.SENDING, Mail.begun_at < moment).order_by(Mail.id)
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def mail_for_update(session: Session, mail_id: int) -> Mail | None:
    query = select(Mail).where(Mail.id == mail_id).options(joinedload(Mail.employee, innerjoin=True))
    return session.scalar(query.with_for_update(of=Mail))


def mails_page(
    session: Session,
    store_ids: Collection[int] | None,
    words: str,
    states: Collection[MailState] | None,
    wanted: Wanted,
) -> Page[Mail]:
    """With the person."""
    query = select(Mail).join(Mail.employee).options(contains_eager(Mail.employee))
    if store_ids is not None:
        query = query.where(Mail.store_id.in_(store_ids))
    if words:
        query = query.where(containing(words, Employee.name, Mail.address, Mail.subject))
    if states is not None:
        query = query.where(Mail.state.in_(states))
    return page_of(session, query, SORTABLE, wanted)


def forget_before(session: Session, moment: datetime) -> None:
    """What waits or needs somebody stays."""
    over = (MailState.SENT, MailState.PUT_AWAY)
    session.execute(delete(Mail).where(Mail.created_at < moment, Mail.state.in_(over)))
