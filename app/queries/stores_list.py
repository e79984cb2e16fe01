"""The stores an actor may see, as a list."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Store
from app.queries.paging import Page, Wanted, page_of

SORTABLE = {"id": Store.id, "number": Store.number, "name": Store.name}


def stores_page(
    session: Session, store_ids: Collection[int] | None, filters: dict[str, Any], wanted: Wanted
) -> Page[Store]:
    query = select(Store)
    if store_ids is not None:
        query = query.where(Store.id.in_(store_ids))
    for name in ("number", "active"):
        if name in filters:
            query = query.where(getattr(Store, name) == filters[name])
    return page_of(session, query, SORTABLE, wanted)
