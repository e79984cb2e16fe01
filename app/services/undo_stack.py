"""Undo and redo as Ctrl+Z knows them: one's own steps, the newest first."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Change
from app.models.columns import utc_now
from app.queries import changes as queries
from app.services import settings, undoing
from app.services.actors import Actor
from app.services.undo_obstacles import FINAL
from app.services.undoing import Undone
from app.wording import say


def undo_last(session: Session, actor: Actor) -> Undone:
    """Raises NotFound when nothing is left, and as changes.undo."""
    found = _newest(session, actor, undos=False)
    if found is None:
        raise NotFound(
            say(
                "You changed nothing in the last %(minutes)s minutes that could be undone. The history has everything"
                " older.",
                minutes=_reach(session),
            )
        )
    return undoing.undo(session, actor, change_id=found.id)


def redo_last(session: Session, actor: Actor) -> Undone:
    """Do again what was undone last, unless something new was done since. Raises as undo_last."""
    found = _newest(session, actor, undos=True)
    if found is None or queries.newest_plain(session, found.user_id or 0, actor.source) > found.sequence:
        raise NotFound(say("There is nothing to do again."))
    return undoing.undo(session, actor, change_id=found.id)


def _newest(session: Session, actor: Actor, *, undos: bool) -> Change | None:
    if actor.user_id is None:
        return None
    since = utc_now() - timedelta(minutes=_reach(session))
    return queries.newest_standing(session, actor.user_id, actor.source, undos=undos, since=since, but=FINAL)


def _reach(session: Session) -> int:
    """Nobody means last week's work by Ctrl+Z; the history page takes back anything."""
    return int(settings.read(session)["undo_minutes"])
