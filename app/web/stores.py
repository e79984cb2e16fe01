"""Which store a page is about: `?store=` in the address, else the last choice, else the first one the actor sees."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g, request
from flask import session as browser_session
from sqlalchemy import inspect

from app.db import db
from app.errors import NotFound
from app.models.store import Store
from app.queries.accounts import stores_visible
from app.web.access import current_actor, current_actor_or_none

_CHOSEN = "store_id"


def visible_stores() -> Sequence[Store]:
    """The stores of the signed-in actor, read once a request, and once more when a transaction has ended since."""
    actor = current_actor_or_none()
    if actor is None:
        return ()
    if "visible_stores" not in g or any(inspect(store).expired for store in g.visible_stores):
        g.visible_stores = stores_visible(db.session(), actor.store_ids)
    return g.visible_stores


def chosen_store() -> Store | None:
    """None only when the actor sees no store at all. Raises NotFound for a store in the address that is not theirs."""
    asked = request.args.get("store", "").strip()
    stores = visible_stores()
    if asked:
        for store in stores:
            if asked in (str(store.id), store.number):
                return store
        raise NotFound("That store was not found.")
    remembered = browser_session.get(_CHOSEN)
    return next((store for store in stores if store.id == remembered), stores[0] if stores else None)


def store_for_navigation() -> Store | None:
    """As chosen_store(), for the layout: an error page about a bad store must still render."""
    try:
        return chosen_store()
    except NotFound:
        return None


def remember_store(store_id: int) -> None:
    current_actor().require_store(store_id, "That store")
    browser_session[_CHOSEN] = store_id
