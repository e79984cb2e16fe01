"""What a user saves to find a view of the calendar again. It is nobody else's business and no change of the plan."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound
from app.models import SavedView
from app.queries import saved_views as queries
from app.services.actors import Actor
from app.wording import say

MOST = 12
LONGEST_NAME, LONGEST_QUERY = 40, 1000


def save(session: Session, actor: Actor, *, name: str, query: str) -> SavedView:
    """A name that is there already gets the new view. Raises Invalid and Conflict."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        words = say("Give the view a name of at most %(most)s characters.", most=LONGEST_NAME)
        raise Invalid(words, [FieldError("name", words)])
    if len(query) > LONGEST_QUERY:
        raise Invalid(say("That view has too many filters to be saved. Take some away."))
    if actor.user_id is None:
        raise Conflict(say("Only somebody with an account can save views."))
    saved = queries.saved_views_of(session, actor.user_id)
    known = next((one for one in saved if one.name == name), None)
    if known is not None:
        known.query = query
        return known
    if len(saved) >= MOST:
        raise Conflict(say("You have %(most)s saved views already. Remove one first.", most=MOST))
    view = SavedView(user_id=actor.user_id, name=name, query=query)
    session.add(view)
    return view


def remove(session: Session, actor: Actor, view_id: int) -> str:
    """Returns its name. Raises NotFound, for another user's view as well."""
    view = session.get(SavedView, view_id)
    if view is None or view.user_id != actor.user_id:
        raise NotFound(say("That view was not found."))
    session.delete(view)
    return view.name
