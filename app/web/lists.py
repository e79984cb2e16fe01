"""What list pages read from their address: store, page, search words and choices. Bad values count as not given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request

from app.models.store import Store
from app.web.access import current_actor
from app.web.converters import parse_day
from app.web.stores import chosen_store

Kind = TypeVar("Kind", bound=StrEnum)
EVERY_STORE = "all"
_LAST_PAGE = 100_000


@dataclass(frozen=True)
class StoreFilter:
    """`store` None = every store the actor may see."""

    store: Store | None
    store_ids: Collection[int] | None


def store_filter() -> StoreFilter:
    """The chosen store, or all of the actor's with `?store=all`. Raises NotFound for a store that is not theirs."""
    actor = current_actor()
    if request.args.get("store", "").strip() == EVERY_STORE:
        return StoreFilter(None, actor.store_ids)
    store = chosen_store()
    return StoreFilter(store, [store.id] if store else actor.store_ids)


def page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)


def search_words() -> str:
    return request.args.get("q", "").replace("\x00", "").strip()[:80]


def choice(name: str, kind: type[Kind]) -> Kind | None:
    """A word of the address as a member of `kind`; None when it is missing or no member."""
    typed = request.args.get(name, "")
    return next((member for member in kind if member.value == typed), None)


def typed_day(default: date) -> tuple[date, str]:
    """The day of `?date=` and what was typed when that is no day (then the default stands in)."""
    typed = request.args.get("date", "").replace("\x00", "?").strip()[:40]
    if not typed:
        return default, ""
    try:
        return parse_day(typed), ""
    except ValueError:
        return default, typed
