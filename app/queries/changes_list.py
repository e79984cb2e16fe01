"""The record of changes as a list that can be filtered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from app.models import Change
from app.queries.changes import visible_changes
from app.queries.paging import Page, Wanted, page_of

SORTABLE = {"id": Change.sequence, "at": Change.at, "command": Change.command}
_EXACT = ("command", "source", "store_id", "user_id")


def changes_page(
    session: Session, store_ids: Collection[int] | None, user_id: int | None, filters: dict[str, Any], wanted: Wanted
) -> Page[Change]:
    query = visible_changes(frozenset(store_ids) if store_ids is not None else None, user_id)
    for name in _EXACT:
        if name in filters:
            query = query.where(getattr(Change, name) == filters[name])
    return page_of(session, query, SORTABLE, wanted)
