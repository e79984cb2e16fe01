"""Campaigns with the number of their events."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import Campaign, Event
from app.queries.paging import Page, Wanted, page_of

_EVENTS: Any = (
    select(func.count())
    .select_from(Event)
    .where(Event.campaign_id == Campaign.id)
    .correlate(Campaign)
    .scalar_subquery()
)
ORDERS = {"id": Campaign.id, "name": Campaign.name, "events": _EVENTS}


def campaigns_page(
    session: Session, store_ids: Collection[int] | None, words: str, active: bool | None, wanted: Wanted
) -> Page[tuple[Campaign, int]]:
    query = select(Campaign, _EVENTS).where(_seen(store_ids))
    if words:
        query = query.where(Campaign.name.icontains(words, autoescape=True))
    if active is not None:
        query = query.where(Campaign.active.is_(active))
    return page_of(session, query, ORDERS, wanted)


def open_campaigns(session: Session, store_ids: Collection[int] | None) -> list[Campaign]:
    """Those that events may be put into."""
    query = select(Campaign).where(Campaign.active.is_(True), _seen(store_ids))
    return list(session.scalars(query.order_by(Campaign.name)))


def named(session: Session, name: str, *, but: int | None) -> Campaign | None:
    query = select(Campaign).where(func.lower(Campaign.name) == name.lower())
    return session.scalars(query.where(Campaign.id != but) if but is not None else query).first()


def _seen(store_ids: Collection[int] | None) -> Any:
    if store_ids is None:
        return Campaign.id.is_not(None)
    return or_(Campaign.store_id.is_(None), Campaign.store_id.in_(store_ids))
