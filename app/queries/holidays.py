"""Days on which nobody works."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Holiday
from app.queries.paging import Page, Wanted, containing, page_of

ORDERS = {"id": Holiday.id, "name": Holiday.name, "when": (Holiday.month, Holiday.month_day, Holiday.day)}


def holidays_page(
    session: Session,
    store_ids: Collection[int] | None,
    words: str,
    active: bool | None,
    wanted: Wanted,
    *,
    store_id: int | None = None,
) -> Page[Holiday]:
    """Those of the stores and of all stores; with `store_id` only what is that store's own."""
    query = select(Holiday).where(_seen(store_ids))
    if words:
        query = query.where(containing(words, Holiday.name, Holiday.notes))
    if store_id is not None:
        query = query.where(Holiday.store_id == store_id)
    if active is not None:
        query = query.where(Holiday.active.is_(active))
    return page_of(session, query, ORDERS, wanted)


def _seen(store_ids: Collection[int] | None) -> Any:
    if store_ids is None:
        return Holiday.id.is_not(None)
    return or_(Holiday.store_id.is_(None), Holiday.store_id.in_(store_ids))
